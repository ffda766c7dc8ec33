import { Finding } from '../../src/schema';
import { Catalog, fluxCatalog, kubernetesCatalog } from '../../src/schema/catalog';
import { Schema } from '../../src/schema/schema';
import { Validator } from '../../src/schema/validator';
import { FluxRelease, KubernetesVersion } from '../../src/schema/versions';
import { DEEP, partOf } from '../support/deep';
import { fieldsOf, KindInRelease, kindsIn, Mutant, mutants, Pick, Sample, samples } from './corpus';

const SEED = 20_251;
/** A small pseudo-random number generator with a fixed seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function describeFindings(findings: readonly Finding[]): string {
  return findings.map(({ id, message }) => `${id}: ${message}`).join('; ') || 'nothing';
}

/** Errors of the structure. Samples keep no rules between fields: test/validation is about those. */
function errorsOf(validator: Validator, sample: Sample): Finding[] {
  return validator.validate(sample.object).filter(({ id, severity }) => severity === 'error' && id !== 'invalid');
}

function refusal(sample: Sample, of: KindInRelease, catalog: Catalog, found: readonly Finding[]): string {
  return `${catalog.releases[of.release]} ${of.kind} ${of.version}, ${sample.name}: ${describeFindings(found)}`;
}

function isFound({ id, path }: Mutant, findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.id === id && (path === undefined || finding.at === path));
}

interface Figures {
  readonly kinds: Set<string>;
  readonly fields: Set<string>;
  samples: number;
  mutants: number;
  readonly wrong: string[];
}

/** Validates samples and mutants of kinds; each unexpected result is a line in `wrong`. */
function tryAll(
  catalog: Catalog,
  validators: (release: number) => Validator,
  kinds: readonly KindInRelease[],
  pick: Pick,
): Figures {
  const figures: Figures = { kinds: new Set(), fields: new Set(), samples: 0, mutants: 0, wrong: [] };
  for (const of of kinds) {
    const validator = validators(of.release);
    const name = `${of.group}/${of.kind}`;
    figures.kinds.add(name);
    for (const { keys } of fieldsOf(of)) figures.fields.add(`${name}.${keys.join('.')}`);
    for (const sample of samples(of, pick)) {
      figures.samples += 1;
      const found = errorsOf(validator, sample);
      if (found.length > 0) figures.wrong.push(refusal(sample, of, catalog, found));
    }
    for (const mutant of mutants(of, pick)) {
      figures.mutants += 1;
      const found = errorsOf(validator, mutant);
      if (!isFound(mutant, found)) figures.wrong.push(`${mutant.id} expected: ${refusal(mutant, of, catalog, found)}`);
    }
  }
  return figures;
}

function print(what: string, figures: Figures, kinds: readonly KindInRelease[], { releases }: Catalog): void {
  const schemas = new Set(kinds.map(({ schema }) => schema)).size;
  const of = `${figures.kinds.size} kinds, ${figures.fields.size} fields, ${schemas} schemas, ${releases.length} releases`;
  process.stdout.write(`${what}: ${of}; ${figures.samples} accepted, ${figures.mutants} refused\n`);
}

/** With DEEP, the kinds of all releases; otherwise each distinct schema in its latest release. */
function chosen(catalog: Catalog): KindInRelease[] {
  const all = [...catalog.releases.keys()].reverse().flatMap((release) => kindsIn(catalog, release));
  const seen = new Set<Schema>();
  return all.filter(({ schema }) => {
    const isFirst = !seen.has(schema);
    seen.add(schema);
    return DEEP || isFirst;
  });
}

/** A seeded random share of the fields; every field in a whole run. */
function share(part: number): Pick {
  const next = random(SEED);
  return () => next() < partOf(part);
}

test('every Flux kind in every release accepts valid objects and rejects invalid ones', () => {
  const catalog = fluxCatalog();
  const validators = catalog.releases.map((release) => new Validator({ flux: release as FluxRelease }));
  const kinds = chosen(catalog);
  const figures = tryAll(catalog, (release) => validators[release] ?? new Validator(), kinds, share(0.6));
  print('flux', figures, kinds, catalog);
  expect(figures.wrong).toEqual([]);
  expect(figures.mutants).toBeGreaterThanOrEqual(5_000);
  expect(figures.kinds.size).toBe(19);
});

test('every stable Kubernetes kind accepts valid objects and rejects invalid ones', () => {
  const catalog = kubernetesCatalog();
  const versions = catalog.releases.map((release) => release.split('.', 2).join('.') as KubernetesVersion);
  const validators = versions.map((kubernetes) => new Validator({ kubernetes }));
  const releases = DEEP ? [...catalog.releases.keys()] : [catalog.releases.length - 1];
  const kinds = releases.flatMap((release) => kindsIn(catalog, release));
  const figures = tryAll(catalog, (release) => validators[release] ?? new Validator(), kinds, share(0.05));
  print('kubernetes', figures, kinds, catalog);
  expect(figures.wrong).toEqual([]);
  expect(figures.mutants).toBeGreaterThanOrEqual(1_000);
});
