import { defined } from '../core/defined';
import { Catalog, fluxCatalog } from './catalog';
import { Schema } from './schema';
import { StoredKind } from './table';
import { FluxRelease, FluxVersion, releaseIndex } from './versions';

/** The releases that added, deprecated and removed a kind, an API version or a field of Flux. */
export interface FieldHistory {
  /** First known release with it. */
  readonly since: FluxRelease;
  /** Whether `since` is the oldest known release, so that the field may be older. */
  readonly orEarlier: boolean;
  /** First release without it. */
  readonly removedIn?: FluxRelease;
  /** Remedy, if the last release with the field deprecates it. */
  readonly deprecated?: string;
}

/** A schema that preserves unknown fields contains every field. */
const OPEN: Schema = { preserveUnknown: true };

/**
 * The schema of a field, through lists and maps.
 *
 * @param keys names of the fields from the object down, without list positions
 */
export function fieldOf(schema: Schema, keys: readonly string[]): Schema | undefined {
  if (keys[0] === 'metadata') return OPEN; // the same for every kind, and part of no CRD
  let at: Schema = schema;
  for (const key of keys) {
    while (at.items) at = at.items;
    const next: Schema | undefined = at.properties?.[key] ?? at.additionalProperties;
    if (!next) return at.preserveUnknown ? OPEN : undefined;
    at = next;
  }
  return at;
}

/** The field names in a path: `spec.dependsOn[0].name` and `spec.dependsOn.name` are the same field. */
export function keysOf(path: string): string[] {
  const plain = path.replace(/\[\d*\]/g, '');
  const parts = plain.match(/\["(?:[^"\\]|\\.)*"\]|[^.[\]]+/g) ?? [];
  return parts.map((part) => (part.startsWith('[') ? (JSON.parse(part.slice(1, -1)) as string) : part));
}

/**
 * Indices of the releases whose kind has the field.
 *
 * @param version API version. @default - the preferred version of each release
 */
export function releasesWith(catalog: Catalog, kind: StoredKind, keys: readonly string[], version?: string): number[] {
  return [...catalog.releases.keys()].filter((release) => {
    const api = version ?? catalog.versionsIn(kind, release)[0];
    const served = api === undefined ? undefined : catalog.served(kind, api, release);
    return served !== undefined && fieldOf(served.schema, keys) !== undefined;
  });
}

interface Question {
  readonly group?: string;
  readonly kinds: readonly StoredKind[];
  readonly version?: string;
  readonly keys: readonly string[];
}

/** Parses `kind`, `kind.path`, `kind/version.path` and `group/version`. */
function parse(path: string): Question {
  const { kinds } = fluxCatalog();
  const [first = '', ...rest] = path.split('/');
  if (first.includes('.') && rest.length > 0) {
    return { group: first, kinds: kinds.filter(({ group }) => group === first), version: rest.join('/'), keys: [] };
  }
  const [name = '', ...keys] = keysOf(path);
  const [kind = '', version] = name.split('/');
  const named = kinds.filter((candidate) => candidate.kind.toLowerCase() === kind.toLowerCase());
  return { kinds: named, keys, ...defined({ version }) };
}

function releasesFor(path: string): { readonly releases: readonly number[]; readonly question: Question } {
  const question = parse(path);
  const found = question.kinds.flatMap((kind) => releasesWith(fluxCatalog(), kind, question.keys, question.version));
  return { question, releases: [...new Set(found)].sort((a, b) => a - b) };
}

/**
 * Whether a Flux version serves a kind, an API version or a field.
 *
 * @param path `kustomization`, `kustomization.spec.ignore` (through lists: `kustomization.spec.dependsOn.readyExpr`),
 * with an API version `helmrelease/v2.spec.chart`, or an API version alone `kustomize.toolkit.fluxcd.io/v1beta2`. The
 * kind is case-insensitive. Without an API version, the preferred one of the Flux version counts.
 * @param version `2.9` means its latest known release; `2.9.1` exactly that release
 * @throws Error when the version is unknown
 *
 * @example fluxSupports('kustomization.spec.ignore', '2.8') // false: it came with 2.9
 */
export function fluxSupports(path: string, version: FluxVersion | FluxRelease): boolean {
  const release = releaseIndex('flux', fluxCatalog().releases, version);
  return releasesFor(path).releases.includes(release);
}

/**
 * The history of a kind, an API version or a field of Flux, or `undefined` if no known release has it.
 *
 * @param path in the format of {@link fluxSupports}
 */
export function fluxFieldHistory(path: string): FieldHistory | undefined {
  const catalog = fluxCatalog();
  const { releases, question } = releasesFor(path);
  const first = releases[0];
  const last = releases.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const gone = catalog.releases[last + 1];
  const kind = question.kinds[0];
  const version = question.version ?? (kind && catalog.versionsIn(kind, last)[0]);
  const served = kind && version !== undefined ? catalog.served(kind, version, last) : undefined;
  const deprecated = served && fieldOf(served.schema, question.keys)?.deprecated;
  return {
    since: catalog.releases[first] as FluxRelease,
    orEarlier: first === 0,
    ...defined({ removedIn: gone !== undefined ? (gone as FluxRelease) : undefined, deprecated }),
  };
}

/** A kind that one Flux version serves. */
export interface FluxKind {
  /** API group. */
  readonly group: string;
  /** Kind. */
  readonly kind: string;
  /** Name of the resource in URLs and roles. */
  readonly plural: string;
  /** The served API versions, preferred version first. */
  readonly versions: readonly string[];
}

/**
 * The kinds that a Flux version serves, including Flux Operator's, sorted by group and kind.
 *
 * @throws Error when the version is unknown
 */
export function fluxKinds(version: FluxVersion | FluxRelease): FluxKind[] {
  const catalog = fluxCatalog();
  const release = releaseIndex('flux', catalog.releases, version);
  return catalog.kinds.flatMap((kind) => {
    const versions = catalog.versionsIn(kind, release);
    return versions.length > 0 ? [{ group: kind.group, kind: kind.kind, plural: kind.plural, versions }] : [];
  });
}
