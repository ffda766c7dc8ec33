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

The API server accepts objects that Flux's controllers then refuse for good, or treat otherwise than they read. These
rules come from the controllers' sources, and synthesis applies them to every object of the program: to what constructs
make and to raw objects alike. An error can never work; a warning works, but not as it reads. A warning is silenced by
its id, as any other. Rules of kube-apiserver are about what the program itself sets up for a namespace: its admission
refuses objects there, or the pods that a controller makes of them.

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

function ruleRows(rules: ReadonlyArray<(typeof OBJECT_RULES)[number] | (typeof CLUSTER_RULES)[number]>): string[][] {
  return rules.map((rule) => {
    const since = 'since' in rule && rule.since !== undefined ? ` (since Flux ${rule.since})` : '';
    return [`\`${rule.id}\``, rule.severity, `${rule.kind}: ${rule.when}${since}`, rule.then, sourceOf(rule)];
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
