import { Catalog } from '../../src/schema/catalog';
import { Schema } from '../../src/schema/schema';
import { StoredKind, StoredKinds } from '../../src/schema/table';
import { AssembledRelease } from './releases';

/** The content of a kind in one release: fields with enum values, and deprecated fields. */
interface Content {
  readonly names: ReadonlySet<string>;
  readonly deprecated: ReadonlyMap<string, string>;
}

interface Row {
  readonly name: string;
  readonly added?: string;
  readonly removed?: string;
}

const EMPTY: Content = { names: new Set(), deprecated: new Map() };

/** Fields that users do not write. */
const NOT_WRITTEN = new Set(['apiVersion', 'kind', 'metadata', 'status']);

function contentOf(schema: Schema): Content {
  const names = new Set<string>();
  const deprecated = new Map<string, string>();
  const walk = (at: Schema, path: string) => {
    for (const [name, field] of Object.entries(at.properties ?? {})) {
      if (path === '' && NOT_WRITTEN.has(name)) continue;
      const below = path === '' ? name : `${path}.${name}`;
      names.add(below);
      for (const value of field.enum ?? [])
        names.add(`${below} = ${typeof value === 'string' ? value : JSON.stringify(value)}`);
      if (field.deprecated !== undefined) deprecated.set(below, field.deprecated);
      walk(field, below);
    }
    if (at.items) walk(at.items, `${path}[]`);
    if (at.additionalProperties) walk(at.additionalProperties, `${path}.*`);
  };
  walk(schema, '');
  return { names, deprecated };
}

/** The content of a kind by release, in the preferred API version; `undefined` for a release without the kind. */
function contents(catalog: Catalog, kind: StoredKind): (Content | undefined)[] {
  return [...catalog.releases.keys()].map((release) => {
    const version = catalog.versionsIn(kind, release)[0];
    const served = version === undefined ? undefined : catalog.served(kind, version, release);
    return served && contentOf(served.schema);
  });
}

/** Whether the set contains a parent of a name, so that the name needs no row of its own. */
function isInside(name: string, names: ReadonlySet<string>): boolean {
  const holders = [...name.matchAll(/[.[ ]/g)].map(({ index }) => name.slice(0, index));
  return holders.some((holder) => names.has(holder));
}

function changes(catalog: Catalog, all: readonly (Content | undefined)[]): Row[] {
  const rows = new Map<string, Row>();
  for (let release = 1; release < all.length; release++) {
    const [before, after] = [all[release - 1], all[release]];
    if (!before || !after) continue;
    const added = new Set([...after.names].filter((name) => !before.names.has(name)));
    const removed = new Set([...before.names].filter((name) => !after.names.has(name)));
    const at = catalog.releases[release] ?? '';
    for (const name of added) if (!isInside(name, added)) rows.set(name, { ...rows.get(name), name, added: at });
    for (const name of removed) if (!isInside(name, removed)) rows.set(name, { ...rows.get(name), name, removed: at });
  }
  return [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}

function latestOf(catalog: Catalog): [minor: string, release: number][] {
  const latest = new Map<string, number>();
  catalog.releases.forEach((release, at) => latest.set(release.split('.', 2).join('.'), at));
  return [...latest];
}

function apiVersions(catalog: Catalog, kinds: readonly StoredKind[]): string[] {
  const latest = latestOf(catalog);
  const rows = kinds.map((kind) => {
    const cells = latest.map(([, release]) => {
      const versions = catalog.versionsIn(kind, release);
      const marked = versions.map((version) =>
        catalog.served(kind, version, release)?.deprecated ? `${version}*` : version,
      );
      return marked.join(', ') || '–';
    });
    return [kind.kind, kind.group, ...cells];
  });
  return table(['kind', 'group', ...latest.map(([minor]) => minor)], rows);
}

function fieldTable(catalog: Catalog, kinds: readonly StoredKind[]): string[] {
  const rows = kinds.flatMap((kind) =>
    changes(catalog, contents(catalog, kind)).map(({ name, added = '', removed = '' }) => [
      kind.kind,
      code(name),
      added,
      removed,
    ]),
  );
  return table(['kind', 'field or value', 'added in', 'removed in'], rows);
}

/** Deprecated fields in the preferred API version of a kind, with the first release that deprecates each. */
function deprecatedTable(catalog: Catalog, kinds: readonly StoredKind[]): string[] {
  const rows = kinds.flatMap((kind) => {
    const all = contents(catalog, kind).map((content) => content ?? EMPTY);
    const names = [...new Set(all.flatMap(({ deprecated }) => [...deprecated.keys()]))].sort();
    return names.map((name) => {
      const first = all.findIndex(({ deprecated }) => deprecated.has(name));
      const note = all.findLast(({ deprecated }) => deprecated.has(name))?.deprecated.get(name) ?? '';
      return [kind.kind, code(name), first === 0 ? '' : (catalog.releases[first] ?? ''), note];
    });
  });
  return table(['kind', 'field', 'deprecated since', 'remedy'], rows);
}

function kindTable(catalog: Catalog, kinds: readonly StoredKind[]): string[] {
  const rows = kinds.flatMap((kind) => {
    const [from = 0, to = 0] = catalog.servedThrough(kind) ?? [];
    const isWhole = from === 0 && to === catalog.releases.length - 1;
    return isWhole ? [] : [[kind.kind, catalog.releases[from] ?? '', catalog.releases[to + 1] ?? '']];
  });
  return table(['kind', 'added in', 'removed in'], rows);
}

/** Sources of the CRDs of releases that are assembled from modules. */
function sourceTable(assembled: readonly AssembledRelease[]): string[] {
  const rows = assembled.flatMap(({ release, crds, types }) => [
    ...crds.map(({ path, version }) => [release, code(`${path}@${version}`), 'in the module']),
    ...types.map(({ path, version }) => [
      release,
      code(`${path}@${version}`),
      'generated by controller-gen from the Go types',
    ]),
  ]);
  return table(['release', 'Go module', 'CRDs'], rows);
}

/** The page with the additions and removals of every Flux release. */
export function fluxVersionsPage(stored: StoredKinds, assembled: readonly AssembledRelease[]): string {
  const catalog = new Catalog(stored);
  const kinds = catalog.kinds.filter(({ operator }) => !operator);
  const operator = catalog.kinds.filter((kind) => kind.operator);
  const [first, last] = [catalog.releases[0] ?? '', catalog.releases.at(-1) ?? ''];
  return [
    '<!-- Generated by scripts/schemas. Do not edit: run "npm run schemas". -->',
    '',
    '# Flux by version',
    '',
    `Kinds, API versions and fields of Flux ${first} to ${last}, read from the CRDs of each release.`,
    "`fluxSupports('kustomization.spec.ignore', '2.8')` and `fluxFieldHistory('kustomization.spec.ignore')` use the same",
    'data.',
    '',
    '## API versions',
    '',
    `The preferred version comes first; \`*\` marks a deprecated one. Releases: ${catalog.releases.join(', ')}.`,
    '',
    ...apiVersions(catalog, kinds),
    '## Added and removed kinds',
    '',
    ...kindTable(catalog, kinds),
    '## Added and removed fields and values',
    '',
    'Compared in the preferred API version of each release. `status` and the fields within an added field are left out.',
    'An empty cell: present in the first release, or still present.',
    '',
    ...fieldTable(catalog, kinds),
    '## Deprecated fields',
    '',
    'An empty cell: already deprecated in the first release.',
    '',
    ...deprecatedTable(catalog, kinds),
    '## Sources',
    '',
    'The CRDs come from the Go module of Flux Operator, except for these releases:',
    '',
    ...sourceTable(assembled),
    '## Flux Operator',
    '',
    'These kinds follow the version of Flux Operator, not of Flux. The same version is assumed for every Flux release.',
    '',
    ...table(
      ['kind', 'group', 'API versions'],
      operator.map((kind) => [kind.kind, kind.group, catalog.versionsIn(kind, catalog.releases.length - 1).join(', ')]),
    ),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
