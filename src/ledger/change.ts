import { defined } from '../core/defined';
import { compare } from '../core/order';
import { Ledger, LedgerRow } from './ledger';
import { Prices } from './prices';
import { reported, ReportedAmounts, ReportedCost, ReportedSpan, together, Together } from './report';

/** A change of an amount; undefined where there is none. */
export interface ChangedAmount<T> {
  readonly from?: T;
  readonly to?: T;
}

/** The effect of a change of a tree on the requests of one tenant or component, on all clusters together. */
export interface LedgerChange {
  /** The place without its cluster: `prod/web`; `all` for everything together. */
  readonly name: string;
  /** The clusters where it differs, sorted. */
  readonly clusters: readonly string[];
  readonly requests: Readonly<Record<string, ChangedAmount<ReportedSpan>>>;
  readonly perNode: Readonly<Record<string, ChangedAmount<ReportedSpan>>>;
  readonly quota: Readonly<Record<string, ChangedAmount<ReportedSpan>>>;
  readonly cost?: ChangedAmount<ReportedCost>;
  readonly quotaCost?: ChangedAmount<ReportedCost>;
}

const NOTHING: Together = together([]);

/** How a ledger changes, by name; `all` comes last. Empty where nothing does. */
export function ledgerChanges(old: Ledger, next: Ledger, prices?: Prices): LedgerChange[] {
  const names = new Set([...old.rows, ...next.rows].map(nameOf));
  const changes = [...names].sort(compare).flatMap((name) => {
    const isOf = (row: LedgerRow) => nameOf(row) === name;
    return changeOf(name, old.rows.filter(isOf), next.rows.filter(isOf), prices);
  });
  return changes.length === 0 ? [] : [...changes, ...changeOf('all', old.rows, next.rows, prices)];
}

function nameOf({ environment, tenant, component }: LedgerRow): string {
  const parts = [environment, tenant ?? component].filter((part) => part !== undefined);
  return parts.join('/') || 'clusters';
}

function changeOf(
  name: string,
  old: readonly LedgerRow[],
  next: readonly LedgerRow[],
  prices: Prices | undefined,
): LedgerChange[] {
  const clusters = [...new Set([...old, ...next].map(({ cluster }) => cluster))].sort(compare);
  const on = (rows: readonly LedgerRow[], cluster: string) => rows.filter((row) => row.cluster === cluster);
  const text = (rows: readonly LedgerRow[]) => JSON.stringify(reported(together(rows)));
  const changed = clusters.filter((cluster) => text(on(old, cluster)) !== text(on(next, cluster)));
  if (changed.length === 0) return [];
  const [from, to] = [old, next].map((rows) => reported(rows.length === 0 ? NOTHING : together(rows), prices)) as [
    ReportedAmounts,
    ReportedAmounts,
  ];
  return [
    {
      name,
      clusters: changed,
      requests: differing(from.requests, to.requests),
      perNode: differing(from.perNode, to.perNode),
      quota: differing(from.quota, to.quota),
      ...money('cost', from, to),
      ...money('quotaCost', from, to),
    },
  ];
}

function differing<T>(
  from: Readonly<Record<string, T>>,
  to: Readonly<Record<string, T>>,
): Record<string, ChangedAmount<T>> {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort(compare);
  return Object.fromEntries(
    keys
      .filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
      .map((key) => [key, changed(from[key], to[key])]),
  );
}

function money(key: 'cost' | 'quotaCost', from: ReportedAmounts, to: ReportedAmounts) {
  const [old, next] = [from[key], to[key]];
  return JSON.stringify(old) === JSON.stringify(next) ? {} : { [key]: changed(old, next) };
}

function changed<T>(from: T | undefined, to: T | undefined): ChangedAmount<T> {
  return defined<ChangedAmount<T>>({ from, to });
}
