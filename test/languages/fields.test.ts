import { LANGUAGE_FIELDS } from '../../src/languages';
import { Catalog, fluxCatalog } from '../../src/schema/catalog';
import { Schema } from '../../src/schema/schema';

/** Kinds that nobody writes. */
const GENERATED_KINDS = new Set(['FluxReport']);

/**
 * Names of fields whose texts are in no language: names, addresses, paths, durations, plain text. A field of a new
 * release is in this list or in the table.
 */
const PLAIN = new Set(
  (
    'address alias allowedAnnotations allowedLabels allowedNames annotations apiVersion artifact artifactPullSecret ' +
    'audience branch bucketName channel chart class commit components defaultValues digest domain email endpoint ' +
    'eventMetadata events fromPath id image imagePullSecret inputs inputsFrom interval issuerURL key kind labels ' +
    'mediaType message messageTemplateValues name namePrefix nameSuffix namespace newName newTag options ' +
    'originRevision patchesStrategicMerge path policyChangeDelay prefix proxy pullSecret ref refspec region registry ' +
    'releaseName retryInterval revision serviceAccountName shards size source sparseCheckout storageNamespace ' +
    'substitute summary tag targetNamespace tenantDefaultDecryptionServiceAccount ' +
    'tenantDefaultKubeConfigServiceAccount tenantDefaultServiceAccount timeZone timeout to toPath url username value ' +
    'values valuesFile valuesFiles valuesKey window'
  ).split(' '),
);

/** Fields whose names are in the table for other kinds, and that are plain texts here. */
const PLAIN_PATHS = new Set([
  // Patterns as gitignore has them: every text is one.
  ...['Bucket.ignore', 'GitRepository.ignore', 'OCIRepository.ignore', 'HelmRelease.chart.spec.ignore'],
  // The reference of an image or chart, which is not a pattern.
  ...['FluxInstance.sync.ref'],
]);

/** Every field of a kind with a text, as `kind.path` with `[]` for items of lists and `*` for values of maps. */
function textsOf(catalog: Catalog): Set<string> {
  const found = new Set<string>();
  const walk = (schema: Schema, path: string, depth: number): void => {
    if (depth > 14) return;
    if (schema.items) walk(schema.items, `${path}[]`, depth + 1);
    else if (schema.additionalProperties) walk(schema.additionalProperties, `${path}.*`, depth + 1);
    else if (schema.properties) {
      for (const [name, field] of Object.entries(schema.properties)) walk(field, `${path}.${name}`, depth + 1);
    } else if ((schema.type === 'string' && !schema.enum) || schema.preserveUnknown) found.add(path);
  };
  for (const kind of catalog.kinds.filter(({ kind: name }) => !GENERATED_KINDS.has(name))) {
    for (const release of catalog.releases.keys()) {
      for (const version of catalog.versionsIn(kind, release)) {
        const spec = catalog.served(kind, version, release)?.schema.properties?.spec;
        if (spec) walk(spec, kind.kind, 0);
      }
    }
  }
  return found;
}

const texts = textsOf(fluxCatalog());

/** Fields of the table, as `kind.path`. */
const covered = LANGUAGE_FIELDS.flatMap(({ kinds, paths }) =>
  kinds.flatMap((kind) => paths.map((path) => `${kind}.${path}`)),
);

function isCovered(path: string): boolean {
  return covered.some((field) => path === field || path.startsWith(`${field}.`));
}

function isPlain(path: string): boolean {
  const names = path.replaceAll('[]', '').split('.').slice(1);
  return (
    PLAIN_PATHS.has(path) ||
    names.some((name, index) => PLAIN.has(name) && names.slice(index + 1).every((rest) => rest === '*'))
  );
}

test('every field with a text, of every kind in every release, is in the table or plain', () => {
  expect(texts.size).toBeGreaterThan(300);
  expect([...texts].filter((path) => !isCovered(path) && !isPlain(path))).toEqual([]);
});

test('every field of the table exists in a release', () => {
  const isThere = (field: string): boolean => [...texts].some((path) => path === field || path.startsWith(field));
  expect(covered.filter((field) => !field.startsWith('CronJob.') && !isThere(field))).toEqual([]);
});

test('names that tell of a language are never plain', () => {
  const telling = /expr|regex|pattern|filter|semver|cron|template|selector|patch$|exclusion|inclusion/i;
  const last = (path: string): string =>
    path
      .replaceAll('[]', '')
      .replace(/(?:\.\*)+$/, '')
      .split('.')
      .at(-1) ?? '';
  expect([...texts].filter((path) => telling.test(last(path)) && !isCovered(path))).toEqual([
    'ImageUpdateAutomation.git.commit.messageTemplateValues.*',
  ]);
});
