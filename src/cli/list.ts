import { formatLocation, SourceLocation } from '../core/source-location';
import type { FleetModel } from '../pipeline/model/model';
import { APP, command } from './base/declaration';
import { askModel } from './base/query';
import { markdownTable, textTable } from './table';

/** Kinds that can be listed. */
type Listed = Exclude<keyof FleetModel, 'fleet' | 'location' | 'source'>;

/** The columns of a list, each with the text of a cell. */
type Columns<T> = Readonly<Record<string, (entry: T) => string>>;

const joined = (names: readonly string[]) => names.join(', ');
const where = ({ location }: { readonly location?: SourceLocation }) => (location ? formatLocation(location) : '');

/** Targets of something that may be in hundreds of places. */
const some = (names: readonly string[]) =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : joined(names);

const COLUMNS: { readonly [K in Listed]: Columns<FleetModel[K][number]> } = {
  clusters: {
    name: ({ name }) => name,
    'flux on': ({ name, manager }) => manager ?? name,
    environments: ({ environments }) => joined(environments),
    groups: ({ groups }) => joined(groups),
    flux: ({ flux }) => flux,
    kubernetes: ({ kubernetes }) => kubernetes,
    state: ({ state }) => state ?? '',
    statement: where,
  },
  environments: {
    name: ({ name }) => name,
    branch: ({ branch }) => branch ?? "the fleet's",
    prefix: ({ prefix }) => prefix,
    clusters: ({ clusters }) => some(clusters),
    statement: where,
  },
  groups: { name: ({ name }) => name, clusters: ({ clusters }) => some(clusters), statement: where },
  tenants: {
    name: ({ name }) => name,
    owners: ({ owners }) => joined(owners),
    apps: ({ apps }) => joined(apps),
    targets: ({ targets }) => some(targets),
    statement: where,
  },
  apps: {
    name: ({ name }) => name,
    kind: ({ kind }) => kind,
    'depends on': ({ dependsOn }) => joined(dependsOn),
    targets: ({ targets }) => some(targets),
    statement: where,
  },
  components: {
    name: ({ name }) => name,
    scope: ({ scope }) => scope,
    kind: ({ kind }) => kind,
    'depends on': ({ dependsOn }) => joined(dependsOn),
    targets: ({ targets }) => some(targets),
    statement: where,
  },
  targets: {
    name: ({ name }) => name,
    components: ({ components }) => joined(components),
    tenants: ({ tenants }) => joined(tenants),
  },
  sources: {
    url: ({ url }) => url,
    kind: ({ kind }) => kind,
    ref: ({ ref }) => ref,
    'used by': ({ usedBy }) => some(usedBy),
  },
  secrets: {
    cluster: ({ cluster }) => cluster,
    namespace: ({ namespace }) => namespace,
    name: ({ name }) => name,
    'made by': ({ from }) => MAKERS[from],
    for: (secret) => secret.for,
  },
  artifacts: {
    cluster: ({ cluster }) => cluster,
    environment: ({ environment }) => environment ?? '',
    url: ({ url }) => url,
    tag: ({ tag }) => tag,
    folder: ({ folder }) => folder,
    signed: ({ signed }) => (signed ? 'yes' : ''),
  },
};

const MAKERS = {
  external: 'External Secrets',
  person: 'you',
  sealed: 'a SealedSecret',
  sops: 'a file of SOPS',
} as const;

const KINDS = Object.keys(COLUMNS) as Listed[];

/** `flux-fleet list`. */
export const LIST = command({
  description:
    'Lists what the program describes, after it is resolved; nothing is rendered. A target is a cluster, or an ' +
    'environment on one. Secrets are those that the fleet makes or needs, by their names.',
  arguments: [{ name: 'what', description: KINDS.join(', '), choices: KINDS }],
  options: { app: APP },
  examples: [
    ['flux-fleet list clusters', 'the clusters with their environments and versions'],
    ['flux-fleet list secrets --json | jq \'.[] | select(.from == "person")\'', 'the Secrets that people make'],
  ],
  run: async ({ args: [what], options, output }) => {
    const model = await askModel(options.app);
    if (typeof model === 'number') return model;
    const kind = what as Listed;
    const entries: readonly object[] = model[kind];
    const columns = Object.entries(COLUMNS[kind] as unknown as Columns<object>);
    const rows = entries.map((entry) => columns.map(([, cell]) => cell(entry)));
    const shown = columns.map((_, index) => index).filter((index) => rows.some((row) => row[index] !== ''));
    const head = shown.map((index) => columns[index]![0]);
    const cells = rows.map((row) => shown.map((index) => row[index]!));
    const none = `no ${kind} yet\n`;
    output.print({
      text: () => (rows.length === 0 ? none : textTable(head, cells)),
      markdown: () => (rows.length === 0 ? none : markdownTable(head, cells)),
      data: () => entries,
    });
    return 0;
  },
});
