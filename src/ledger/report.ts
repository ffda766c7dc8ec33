import { defined } from '../core/defined';
import { compare } from '../core/order';
import { amountText, Span, Spans, SpanSum } from './amounts';
import { Ledger, LedgerRow, Owner } from './ledger';
import type { ClusterLoad } from './load';
import { Cost, costOf, Prices, unpriced } from './prices';

/** An amount: the same always, or between two. Written as Kubernetes does, without rounding. */
export type ReportedSpan = string | { readonly least: string; readonly most: string };

/** Money of a month: the same always, or between two, with two decimals. */
export type ReportedCost = number | Cost;

/** Amounts of an owner, or of all. */
export interface ReportedAmounts {
  readonly requests: Readonly<Record<string, ReportedSpan>>;
  /** Requests of DaemonSets on each node. */
  readonly perNode: Readonly<Record<string, ReportedSpan>>;
  readonly quota: Readonly<Record<string, ReportedSpan>>;
  /** Price of the requests, a month, without those by node; undefined without prices. */
  readonly cost?: ReportedCost;
  /** Price of the quota, were all of it used; undefined without prices or quota. */
  readonly quotaCost?: ReportedCost;
}

/** The amounts of one tenant, environment or cluster. */
export interface NamedAmounts extends ReportedAmounts {
  readonly name: string;
}

/** The ledger as plain data. */
export interface LedgerReport {
  readonly version: 1;
  /** Currency of all money; undefined without prices. */
  readonly currency?: string;
  readonly tenants: readonly NamedAmounts[];
  readonly environments: readonly NamedAmounts[];
  readonly clusters: readonly NamedAmounts[];
  readonly total: ReportedAmounts;
  /** Each tenant and component at each of its targets. */
  readonly rows: ReadonlyArray<Owner & ReportedAmounts>;
  /** Requested resources without a price. */
  readonly unpriced: readonly string[];
  /** Unknown amounts, which are not counted. */
  readonly unknown: Ledger['unknown'];
}

/** The JSON of `flux-fleet cost`: the ledger, and what Flux itself does. */
export interface CostReport extends LedgerReport {
  /** The load of the Flux of each cluster that has one. */
  readonly load: readonly ClusterLoad[];
}

/** Amounts of some rows together. */
export interface Together {
  readonly requests: Spans;
  readonly perNode: Spans;
  readonly quota: Spans;
}

/** The amounts of rows together. */
export function together(rows: readonly Together[]): Together {
  const sums = { requests: new SpanSum(), perNode: new SpanSum(), quota: new SpanSum() };
  for (const row of rows) {
    sums.requests.addAll(row.requests);
    sums.perNode.addAll(row.perNode);
    sums.quota.addAll(row.quota);
  }
  return { requests: sums.requests.sorted, perNode: sums.perNode.sorted, quota: sums.quota.sorted };
}

/** A ledger as plain data, with money where there are prices. */
export function ledgerReport({ rows, unknown }: Ledger, prices?: Prices): LedgerReport {
  const by = (key: (row: LedgerRow) => string | undefined): NamedAmounts[] => {
    const groups = new Map<string, LedgerRow[]>();
    for (const row of rows) {
      const name = key(row);
      if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), row]);
    }
    return [...groups]
      .sort(([a], [b]) => compare(a, b))
      .map(([name, group]) => ({ name, ...reported(together(group), prices) }));
  };
  const total = together(rows);
  return {
    version: 1,
    ...defined({ currency: prices?.currency }),
    tenants: by(({ tenant }) => tenant),
    environments: by(({ environment }) => environment),
    clusters: by(({ cluster }) => cluster),
    total: reported(total, prices),
    rows: rows.map(({ requests, perNode, quota, ...owner }) => ({
      ...owner,
      ...reported({ requests, perNode, quota }, prices),
    })),
    unpriced:
      prices === undefined ? [] : unpriced(prices, together([total, { ...total, requests: total.perNode }]).requests),
    unknown,
  };
}

/** Amounts as plain data. */
export function reported({ requests, perNode, quota }: Together, prices?: Prices): ReportedAmounts {
  return {
    requests: texts(requests),
    perNode: texts(perNode),
    quota: texts(quota),
    ...defined({
      cost: prices && rounded(costOf(prices, requests)),
      quotaCost: prices && quota.size > 0 ? rounded(costOf(prices, quota)) : undefined,
    }),
  };
}

function texts(spans: Spans): Record<string, ReportedSpan> {
  return Object.fromEntries(Array.from(spans, ([resource, span]) => [resource, spanOf(resource, span)]));
}

function spanOf(resource: string, { least, most }: Span): ReportedSpan {
  const from = amountText(resource, least);
  return least === most ? from : { least: from, most: amountText(resource, most) };
}

function rounded({ least, most }: Cost): ReportedCost {
  const [from, to] = [least, most].map((money) => Math.round(money * 100) / 100) as [number, number];
  return from === to ? from : { least: from, most: to };
}
