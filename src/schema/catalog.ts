import { Schema } from './schema';
import { SchemaTable, StoredKind, StoredKinds, StoredSpan } from './table';

/** One API version of a kind in one release. */
export interface ServedKind {
  readonly schema: Schema;
  /** Whether the release deprecates this API version. */
  readonly deprecated: boolean;
}

/** Orders API versions as Kubernetes does: `v2`, `v1`, `v1beta2`, `v1beta1`, `v1alpha1`. */
export function compareVersions(a: string, b: string): number {
  const rank = (version: string): readonly number[] => {
    const [, major = '0', stage, minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
    return [stage === undefined ? 2 : stage === 'beta' ? 1 : 0, Number(major), Number(minor)];
  };
  const [left, right] = [rank(a), rank(b)];
  const at = left.findIndex((value, position) => value !== right[position]);
  return at < 0 ? 0 : (right[at] ?? 0) - (left[at] ?? 0);
}

/** The kinds of a product across its releases. */
export class Catalog {
  readonly releases: readonly string[];
  readonly kinds: readonly StoredKind[];
  /** `group/version/Kind` of the kinds that must be enabled to be served. */
  readonly previews: ReadonlySet<string>;
  private readonly table: SchemaTable;
  private readonly byName = new Map<string, StoredKind>();

  constructor(stored: StoredKinds) {
    this.releases = stored.releases;
    this.kinds = stored.kinds;
    this.previews = new Set(stored.previews);
    this.table = new SchemaTable(stored);
    for (const kind of stored.kinds) this.byName.set(`${kind.group}/${kind.kind}`, kind);
  }

  /** The kind with this group and name, if any release ever served it. */
  kind(group: string, kind: string): StoredKind | undefined {
    return this.byName.get(`${group}/${kind}`);
  }

  /** Whether the product owns the group. */
  hasGroup(group: string): boolean {
    return this.kinds.some((kind) => kind.group === group);
  }

  /** Whether a version of the kind must be enabled to be served, in any release. */
  hasPreview(group: string, kind: string): boolean {
    return Array.from(this.previews).some((name) => name.startsWith(`${group}/`) && name.endsWith(`/${kind}`));
  }

  /** An API version of a kind as a release serves it; `undefined` if it does not. */
  served(kind: StoredKind, version: string, release: number): ServedKind | undefined {
    const span = kind.versions[version]?.find(([, from, to]) => from <= release && release <= to);
    return span && { schema: this.table.schema(span[0]), deprecated: span[3] === 1 };
  }

  /** The API versions that a release serves, preferred version first. */
  versionsIn(kind: StoredKind, release: number): string[] {
    const all = Object.keys(kind.versions).filter((version) => this.served(kind, version, release));
    return all.sort(compareVersions);
  }

  /** The first and the last release that served an API version, or any version, of a kind. */
  servedThrough(kind: StoredKind, version?: string): readonly [from: number, to: number] | undefined {
    const lists = version === undefined ? Object.values(kind.versions) : [kind.versions[version] ?? []];
    const spans: StoredSpan[] = lists.flat();
    if (spans.length === 0) return undefined;
    return [Math.min(...spans.map(([, from]) => from)), Math.max(...spans.map(([, , to]) => to))];
  }

  /** Whether several schemas contain this one. */
  isShared(schema: Schema): boolean {
    return this.table.isShared(schema);
  }
}

let flux: Catalog | undefined;
let kubernetes: Catalog | undefined;

/** The kinds of Flux and Flux Operator, read on first use. */
export function fluxCatalog(): Catalog {
  if (flux) return flux;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { FLUX_KINDS } = require('./data/flux') as typeof import('./data/flux');
  flux = new Catalog(JSON.parse(FLUX_KINDS) as StoredKinds);
  return flux;
}

/** The stable kinds of Kubernetes, read on first use. */
export function kubernetesCatalog(): Catalog {
  if (kubernetes) return kubernetes;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { KUBERNETES_KINDS } = require('./data/kubernetes') as typeof import('./data/kubernetes');
  kubernetes = new Catalog(JSON.parse(KUBERNETES_KINDS) as StoredKinds);
  return kubernetes;
}

/** Whether a schema of any product should be compiled separately. */
export function isSharedSchema(schema: Schema): boolean {
  return (flux?.isShared(schema) ?? false) || (kubernetes?.isShared(schema) ?? false);
}
