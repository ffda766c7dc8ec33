import { parseAllDocuments } from 'yaml';
import { OpenApi, reduce, ReduceOptions } from '../../src/schema/reduce';
import { StoredKind, StoredKinds, StoredSpan } from '../../src/schema/table';
import { crdsOfTypes } from './controller-gen';
import { DEPRECATED_FIELDS, NOT_DEPRECATED } from './deprecations';
import { checkUpToDate, compareReleases, releasesIn } from './find-releases';
import { GoModule, ModuleFiles, openModule, servedVersions } from './go-module';
import { extend, NodeWriter } from './node-writer';
import { ASSEMBLED, AssembledRelease, FLUX_OPERATOR, OLDEST } from './releases';
import { RULE_MESSAGES } from './rule-messages';

/** Folder in Flux Operator's module with a subfolder per Flux release. */
const RELEASES = 'config/data/flux/';

/** Folder with a module's own CRDs, in Flux Operator and Flux's controllers. */
const OWN = 'config/crd/bases/';

/** The fields of a CRD in use. */
export interface Crd {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly deprecated?: boolean;
      readonly schema: { readonly openAPIV3Schema: OpenApi };
    }[];
  };
}

interface MutableKind extends Omit<StoredKind, 'versions' | 'storage'> {
  readonly versions: Record<string, StoredSpan[]>;
  readonly storage: [string, number, number][];
}

/** The CRDs by release, oldest release first. */
export type CrdsByRelease = ReadonlyMap<string, readonly Crd[]>;

/** The CRDs in a text of YAML documents. */
export function crdsOf(yaml: string): Crd[] {
  const objects = parseAllDocuments(yaml).map((one) => one.toJS() as unknown);
  return objects.filter((one): one is Crd => (one as Crd | null)?.kind === 'CustomResourceDefinition');
}

/** @throws Error when there is none */
function crdsIn(files: ModuleFiles, folder: string): Crd[] {
  const names = files.names.filter((name) => name.startsWith(folder) && name.endsWith('.yaml'));
  const crds = names.flatMap((name) => crdsOf(files.text(name)));
  if (crds.length === 0) throw new Error(`${folder} holds no CRDs: they are somewhere else now`);
  return crds;
}

function crdsOfModule(module: GoModule): Crd[] {
  const files = openModule(module);
  try {
    return crdsIn(files, OWN);
  } finally {
    files.close();
  }
}

/**
 * Options that replace the CRD's prose with this library's messages.
 *
 * @param missing collects a line for each message that is still to be written
 */
function options(kind: string, missing: Set<string>): ReduceOptions {
  return {
    deprecation: (path, { description }) => {
      const field = `${kind}.${path}`;
      const isDeprecated = typeof description === 'string' && /deprecated/i.test(description);
      if (!isDeprecated || path.startsWith('status.') || NOT_DEPRECATED.has(field)) return undefined;
      const note = DEPRECATED_FIELDS[field];
      if (note === undefined) missing.add(`deprecations.ts: what replaces ${field}`);
      return note;
    },
    message: (rule) => {
      const message = RULE_MESSAGES[rule];
      if (message === undefined) missing.add(`rule-messages.ts: what ${kind}'s rule ${JSON.stringify(rule)} asks for`);
      return message;
    },
  };
}

/** State while the kinds of all releases are read in order. */
interface Reading {
  readonly kinds: Map<string, MutableKind>;
  readonly writer: NodeWriter;
  readonly missing: Set<string>;
}

function add({ kinds, writer, missing }: Reading, crd: Crd, release: number, operator: boolean): void {
  const { group, scope, names, versions } = crd.spec;
  const id = `${group}/${names.kind}`;
  const kind = kinds.get(id) ?? {
    group,
    kind: names.kind,
    plural: names.plural,
    scope: scope === 'Namespaced' ? 'N' : 'C',
    versions: {},
    storage: [],
    ...(operator && { operator: true as const }),
  };
  kinds.set(id, kind);
  for (const version of versions.filter(({ served }) => served)) {
    const node = writer.add(reduce(version.schema.openAPIV3Schema, options(names.kind, missing)));
    extend((kind.versions[version.name] ??= []), node, release, version.deprecated === true);
    const last = kind.storage.at(-1);
    if (!version.storage) continue;
    if (last?.[0] === version.name) last[2] = release;
    else kind.storage.push([version.name, release, release]);
  }
}

/** The CRDs of a release assembled from the modules of its controllers. */
function assemble({ crds, types }: AssembledRelease): Crd[] {
  return [...crds.flatMap(crdsOfModule), ...types.flatMap((module) => crdsOf(crdsOfTypes(module)))];
}

/** The CRDs of one assembled release, as Kubernetes takes them; undefined if it is not assembled. */
export function assembledCrds(release: string): readonly object[] | undefined {
  const recipe = ASSEMBLED.find((one) => one.release === release);
  return recipe && assemble(recipe);
}

/**
 * The CRDs of the releases that Flux Operator ships and of the assembled ones, oldest first.
 *
 * @param files the files of Flux Operator's module
 * @param assembled recipes of the assembled releases
 * @throws Error when a release is in both
 */
export function crdsByRelease<Recipe extends Pick<AssembledRelease, 'release'>>(
  files: ModuleFiles,
  assembled: readonly Recipe[],
  make: (recipe: Recipe) => readonly Crd[],
): CrdsByRelease {
  const carried = releasesIn(files.names, RELEASES, OLDEST.flux);
  const twice = assembled.find(({ release }) => carried.includes(release));
  if (twice) throw new Error(`Flux Operator carries Flux ${twice.release} now: take it out of releases.ts`);
  const found = [
    ...carried.map((release) => [release, () => crdsIn(files, `${RELEASES}v${release}/`)] as const),
    ...assembled.map((recipe) => [recipe.release, () => make(recipe)] as const),
  ];
  const sorted = found.sort(([a], [b]) => compareReleases(a, b));
  return new Map(sorted.map(([release, read]) => [release, read()]));
}

/**
 * Checks that no kind disappears. Flux has never dropped one, so a missing kind means a missing CRD.
 *
 * @throws Error that names the kinds a release lacks but its predecessor has
 */
export function checkComplete(releases: CrdsByRelease): void {
  let before: readonly string[] = [];
  for (const [release, crds] of releases) {
    const kinds = crds.map(({ spec }) => spec.names.kind);
    const missing = before.filter((kind) => !kinds.includes(kind));
    if (missing.length > 0)
      throw new Error(`Flux ${release} has no ${missing.join(', ')}: put the module with the CRD into releases.ts`);
    before = kinds;
  }
}

/** Every kind of Flux and Flux Operator in every supported release. */
export function fluxKinds(): StoredKinds {
  checkUpToDate([FLUX_OPERATOR], servedVersions(FLUX_OPERATOR.path), FLUX_OPERATOR.version.slice(1));
  const files = openModule(FLUX_OPERATOR);
  try {
    const releases = crdsByRelease(files, ASSEMBLED, assemble);
    checkComplete(releases);
    const own = crdsIn(files, OWN);
    const reading: Reading = { kinds: new Map(), writer: new NodeWriter(), missing: new Set() };
    [...releases.values()].forEach((crds, position) => {
      for (const crd of crds) add(reading, crd, position, false);
      for (const crd of own) add(reading, crd, position, true);
    });
    const { kinds, writer, missing } = reading;
    if (missing.size > 0) throw new Error(['say in scripts/schemas', ...missing].join('\n- '));
    const sorted = [...kinds.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
    return { releases: [...releases.keys()], kinds: sorted, nodes: writer.nodes };
  } finally {
    files.close();
  }
}
