import { Kind } from './kinds';
import { CONTROLLERS, Row, RuntimeRow } from './rule';
import { CLUSTER_GROUPS, OBJECT_GROUPS } from './rules';
import { RUNTIME_ROWS } from './runtime';

/** The rules that one object decides. */
export const OBJECT_RULES = OBJECT_GROUPS.flatMap(({ load }) => load());

/** The rules that the objects of one cluster decide together. */
export const CLUSTER_RULES = CLUSTER_GROUPS.flatMap(({ load }) => load());

/** All rows: those that are checked, and those that are left to the cluster. */
export function ruleTable() {
  return { object: OBJECT_RULES, cluster: CLUSTER_RULES, runtime: RUNTIME_ROWS };
}

const HEAD = `# Rules of controllers

<!-- Written by \`npm run docs:rules\` from src/controller-rules. -->

The API server accepts some objects that a controller then never applies, or whose fields it ignores or reads in another
sense. Synthesis finds them in every object of the program, from constructs and in code alike. An *error* can never work. A
*warning* works, but not as it reads; acknowledge it by its id. The rules come from the controllers' sources, of the version
that each row names.

Rules of kube-apiserver are about namespaces that the program makes: the API server refuses objects there, or the pods that a
controller makes of them. "Under lockdown" means an error if the fleet installs Flux (\`bootstrap\` is \`gotk\` or \`operator\`) or
has tenants, and a warning otherwise.

`;

function cells(values: readonly string[]): string {
  return `| ${values.map((value) => value.replaceAll('|', '\\\\|')).join(' | ')} |`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [cells(head), cells(head.map(() => '---')), ...rows.map(cells)].join('\n');
}

function sourceOf({ controller, file }: Pick<Row, 'controller' | 'file'>): string {
  return `${controller} ${CONTROLLERS[controller]}, \`${file}\``;
}

/** The kinds that no object says of itself, in words. */
const KIND_TEXTS: Partial<Record<Kind, string>> = {
  CustomResource: 'custom resources',
  CustomVersion: 'custom resources',
};

function kindText(kind: Kind): string {
  return KIND_TEXTS[kind] ?? kind;
}

function ruleRows(rules: ReadonlyArray<(typeof OBJECT_RULES)[number] | (typeof CLUSTER_RULES)[number]>): string[][] {
  return rules.map((rule) => {
    const since = 'since' in rule && rule.since !== undefined ? ` (since Flux ${rule.since})` : '';
    return [`\`${rule.id}\``, rule.severity, `${kindText(rule.kind)}: ${rule.when}${since}`, rule.then, sourceOf(rule)];
  });
}

function runtimeRows(rows: readonly RuntimeRow[]): string[][] {
  return rows.map((row) => [row.when, row.then, row.reason, sourceOf(row)]);
}

/** The page of the documentation. */
export function rulesPage(): string {
  const head = ['id', 'severity', 'when', 'what happens', 'source'];
  return [
    HEAD.trimEnd(),
    `## Rules that one object decides (${OBJECT_RULES.length})`,
    table(head, ruleRows(OBJECT_RULES)),
    `## Rules that the objects of one cluster decide (${CLUSTER_RULES.length})`,
    'They see all objects of a cluster: of all units, and of the clusters that a manager deploys to, each on its own. Of objects that others make, they know nothing.',
    table(head, ruleRows(CLUSTER_RULES)),
    `## Left to the cluster, or to other checks (${RUNTIME_ROWS.length})`,
    table(['when', 'what happens', 'why it is not decided here', 'source'], runtimeRows(RUNTIME_ROWS)),
    '',
  ].join('\n\n');
}
