import { LedgerReport, NamedAmounts, ReportedAmounts, ReportedCost, ReportedSpan } from './report';

/** A table of the ledger. */
export interface LedgerTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: ReadonlyArray<readonly string[]>;
}

const COLUMNS = ['cpu', 'memory', 'storage'] as const;

/** An amount for people: `500m`, `2–6`. */
export function spanText(span: ReportedSpan): string {
  return typeof span === 'string' ? span : `${span.least}–${span.most}`;
}

/** Money for people, with two decimals. */
export function costText(cost: ReportedCost, currency: string): string {
  return typeof cost === 'number'
    ? `${cost.toFixed(2)} ${currency}`
    : `${cost.least.toFixed(2)}–${cost.most.toFixed(2)} ${currency}`;
}

/** The tables of a ledger, each without columns that have nothing in them. */
export function ledgerTables(report: LedgerReport): LedgerTable[] {
  const { tenants, environments, clusters, total } = report;
  const all: NamedAmounts = { name: 'all', ...total };
  return [
    tableOf('Tenants', tenants, report),
    tableOf('Environments', environments, report),
    tableOf('Clusters', [...clusters, all], report),
  ].filter(({ rows }) => rows.length > 0);
}

/** Sentences about what the tables do not count. */
export function ledgerNotes({ unpriced, unknown, total }: LedgerReport): string[] {
  const notes = unknown.map(({ cluster, environment, tenant, component, what }) => {
    const place = [environment, cluster, tenant ?? component].filter((part) => part !== undefined).join('/');
    return `not known: [${place}] ${what}`;
  });
  const perNode = Object.keys(total.perNode).length > 0;
  if (perNode)
    notes.unshift('each node: what DaemonSets ask for is by node, and the number of nodes is not known here');
  if (unpriced.length > 0) notes.unshift(`no price: ${unpriced.join(', ')}`);
  return notes;
}

function tableOf(title: string, named: readonly NamedAmounts[], { currency = '' }: LedgerReport): LedgerTable {
  const head = ['name', 'pods', ...COLUMNS, 'other', 'each node', 'quota', 'month', 'quota, month'];
  const rows = named.map((one) => [
    one.name,
    cell(one.requests, 'pods'),
    ...COLUMNS.map((column) => cell(one.requests, column)),
    others(one),
    listed(one.perNode, ['pods']),
    listed(one.quota, []),
    one.cost === undefined ? '' : costText(one.cost, currency),
    one.quotaCost === undefined ? '' : costText(one.quotaCost, currency),
  ]);
  const shown = head
    .map((_, column) => column)
    .filter((column) => column === 0 || rows.some((row) => row[column] !== ''));
  return { title, head: shown.map((at) => head[at]!), rows: rows.map((row) => shown.map((at) => row[at]!)) };
}

function cell(amounts: ReportedAmounts['requests'], resource: string): string {
  return amounts[resource] === undefined ? '' : spanText(amounts[resource]);
}

function others({ requests }: ReportedAmounts): string {
  return listed(requests, ['pods', ...COLUMNS]);
}

function listed(amounts: ReportedAmounts['requests'], except: readonly string[]): string {
  return Object.entries(amounts)
    .filter(([resource]) => !except.includes(resource))
    .map(([resource, span]) => `${resource} ${spanText(span)}`)
    .join(', ');
}
