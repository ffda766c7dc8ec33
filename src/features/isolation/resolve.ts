import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { ProblemReporter } from '../../core/problem-reporter';
import { TenantTarget, valueFor } from '../target';
import { LIST_LINES, ListLine } from './check';
import { IsolatedProps, ISOLATION, ISOLATION_LINES } from './fields';
import {
  Allowed,
  ContainerLimits,
  ContainerResources,
  DEFAULT_ISOLATION,
  ISOLATION_LEVELS,
  IsolationLevel,
  IsolationLines,
  IsolationProps,
  NetworkPeer,
  Quota,
  TenantDefaults,
} from './isolation';

/** A peer as plain data; a tenant is given by its name. */
export type ResolvedPeer =
  | { readonly namespace: string; readonly ports?: readonly string[] }
  | { readonly cidr: string; readonly except?: readonly string[]; readonly ports?: readonly string[] }
  | { readonly tenant: string; readonly ports?: readonly string[] };

/** The isolation of one tenant at one target. */
export interface ResolvedIsolation extends Omit<IsolationLines, 'quota'> {
  /** The isolation level, which gives the settings that neither presets nor the tenant set. */
  readonly preset: IsolationLevel;
  /** ResourceQuota of each namespace; empty for none. */
  readonly quota: Readonly<Record<string, string>>;
  /**
   * Resources of the quota whose amounts the tenant gives for this target, sorted. A total is split over the other
   * targets.
   */
  readonly ownQuota: readonly string[];
  /** Further peers that may reach the pods. */
  readonly ingressFrom: readonly ResolvedPeer[];
  /** Further peers that the pods may reach. */
  readonly egressTo: readonly ResolvedPeer[];
  /** True if the tenant may write its own NetworkPolicies. */
  readonly ownNetworkPolicies: boolean;
}

/** The namespaces of a tenant, and some of its isolation settings. */
export interface IsolatedSpaces<L extends keyof ResolvedIsolation> {
  readonly isolation: Pick<ResolvedIsolation, L>;
  readonly spaces: ReadonlyArray<{ readonly namespace: string }>;
}

/** The statements of the presets and of the tenant on its isolation at one target. */
interface Given extends Level {
  readonly own: Partial<IsolationLines>;
  readonly ingressFrom: readonly NetworkPeer[];
  readonly egressTo: readonly NetworkPeer[];
  readonly ownNetworkPolicies: boolean;
}

/** The result: the isolation, undefined for an unknown isolation level, and the problems. */
interface Settled {
  readonly plan?: ResolvedIsolation;
  readonly problems: ReadonlyArray<readonly [id: string, message: string]>;
}

/** The part of a preset that concerns the isolation of tenants. */
interface IsolatingPreset<C extends object> {
  readonly props: { readonly tenants?: TenantDefaults<C> };
}

/**
 * Resolves the isolation of a tenant at one target; undefined for a failed function of the program or an unknown
 * isolation level.
 */
export type IsolationAt<C extends object> = (
  context: ProblemReporter & { readonly presets: ReadonlyArray<IsolatingPreset<C>> },
  target: TenantTarget<C>,
  here: {
    /** The tenant's props with the overrides of this target applied. */
    readonly props: IsolatedProps<C>;
    /** The overrides that apply at this target. */
    readonly overrides: ReadonlyArray<{ readonly settings: IsolatedProps<C> }>;
  },
) => ResolvedIsolation | undefined;

/**
 * The isolation of a tenant. Targets with the same presets and overrides share one result, unless a setting is a
 * function of the target.
 */
export function isolationOf<C extends object>(own: IsolatedProps<C>): IsolationAt<C> {
  const known: Array<{ readonly saidBy: readonly unknown[]; readonly settled: Settled }> = [];
  return (context, target, { props, overrides }) => {
    const address = [target.tenant.name];
    const { presets } = context;
    const saidBy = [...presets, ...overrides];
    let settled = known.find((one) => isSame(one.saidBy, saidBy))?.settled;
    if (settled === undefined) {
      const said = context.attempt('its isolation', address, () => given(props, presets, target));
      if (said === undefined) return undefined;
      settled = settle(said);
      const statements = [own, ...presets.map((one) => one.props.tenants), ...overrides.map((one) => one.settings)];
      if (!statements.some(differs)) known.push({ saidBy, settled });
    }
    for (const [id, message] of settled.problems) context.report(id, address, message);
    return settled.plan;
  };
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

/** True if an isolation setting is a function of the target. */
function differs<C extends object>(props: IsolatedProps<C> = {}): boolean {
  return ISOLATION.settings.all.some(({ key }) => typeof props[key] === 'function');
}

function given<C extends object>(
  props: IsolatedProps<C>,
  presets: ReadonlyArray<IsolatingPreset<C>>,
  target: TenantTarget<C>,
): Given {
  const below = presets.reduce<Level>(
    (weaker, { props: { tenants } }) => (tenants ? over(weaker, tenants, target) : weaker),
    levelOf(DEFAULT_ISOLATION),
  );
  const others: Omit<IsolatedProps<C>, keyof IsolationLines> = props;
  const { isolation, allowIngressFrom = [], allowEgressTo = [], ownNetworkPolicies = false, ...rest } = others;
  nothingLeft(rest);
  return {
    ...(isolation === undefined ? below : levelOf(valueFor(isolation, target))),
    own: linesIn(props, target),
    ingressFrom: valueFor(allowIngressFrom, target),
    egressTo: valueFor(allowEgressTo, target),
    ownNetworkPolicies,
  };
}

function settle({ preset, lines, own, ingressFrom, egressTo, ownNetworkPolicies }: Given): Settled {
  const problems: Array<readonly [id: string, message: string]> = [];
  const check = (values: object) =>
    ISOLATION.checkSettings(values, '', (id, messages) => {
      for (const message of messages) if (message !== undefined) problems.push([id, message]);
    });
  if (lines === undefined) {
    check({ isolation: preset });
    return { problems };
  }
  const merged = { ...lines, ...own };
  const quota = { ...lines.quota, ...own.quota };
  check({ ...merged, quota, allowIngressFrom: ingressFrom, allowEgressTo: egressTo });
  return {
    problems,
    // Frozen, as the targets of a tenant may share it.
    plan: Object.freeze({
      ...merged,
      preset,
      quota: mergeQuota(lines.quota, own.quota ?? {}),
      ownQuota: Object.entries(own.quota ?? {})
        .filter(([, amount]) => amount !== undefined)
        .map(([resource]) => resource)
        .sort(),
      containerLimits: textLimits(merged.containerLimits),
      ...sortedLists(merged),
      ingressFrom: ingressFrom.map(peerPlan),
      egressTo: egressTo.map(peerPlan),
      ownNetworkPolicies,
    }),
  };
}

/**
 * An isolation level with its settings, to which the fleet's presets may have been applied. Without settings, the level
 * is unknown.
 */
interface Level {
  readonly preset: IsolationLevel;
  readonly lines?: IsolationLines;
}

function levelOf(preset: IsolationLevel): Level {
  return Object.hasOwn(ISOLATION_LEVELS, preset) ? { preset, lines: ISOLATION_LEVELS[preset] } : { preset };
}

/**
 * The level with a preset of higher precedence applied. If the preset sets an isolation level, all settings of lower
 * precedence are dropped.
 */
function over<C extends object>(weaker: Level, given: TenantDefaults<C>, target: TenantTarget<C>): Level {
  const { preset, lines } = given.isolation === undefined ? weaker : levelOf(valueFor(given.isolation, target));
  const own = linesIn(given, target);
  return {
    preset,
    ...defined({
      lines: lines ? { ...lines, ...own, quota: { ...lines.quota, ...defined(own.quota ?? {}) } } : undefined,
    }),
  };
}

/** The settings that are given for a target. */
function linesIn<C extends object>(given: IsolationProps<C>, target: TenantTarget<C>): Partial<IsolationLines> {
  return Object.fromEntries(
    ISOLATION_LINES.flatMap((key) => {
      const line = given[key];
      const value = line === undefined ? undefined : valueFor<unknown, TenantTarget<C>>(line, target);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** The level's quota with the tenant's own amounts merged over it; all amounts as text. */
function mergeQuota(preset: Quota, own: Quota): Record<string, string> {
  const merged = Object.entries({ ...preset, ...defined(own) }).filter(([, amount]) => amount !== 'none');
  return Object.fromEntries(merged.map(([resource, amount]) => [resource, String(amount)]));
}

function textLimits(limits: ContainerLimits | 'none'): ContainerLimits | 'none' {
  if (limits === 'none') return limits;
  const text = (resources: ContainerResources) =>
    Object.fromEntries(Object.entries(resources).map(([resource, amount]) => [resource, String(amount)]));
  return Object.fromEntries(
    Object.entries(limits).map(([key, resources]) => [key, text(resources as ContainerResources)]),
  );
}

function sortedLists(lines: Pick<IsolationLines, ListLine>): Record<ListLine, Allowed> {
  const sorted = (list: Allowed): Allowed => (Array.isArray(list) ? [...new Set(list as string[])].sort() : 'any');
  return Object.fromEntries(LIST_LINES.map((key) => [key, sorted(lines[key])])) as Record<ListLine, Allowed>;
}

function peerPlan(peer: NetworkPeer): ResolvedPeer {
  const ports = peer.ports ? { ports: peer.ports.map(String) } : {};
  if ('tenant' in peer) return { tenant: typeof peer.tenant === 'string' ? peer.tenant : peer.tenant.name, ...ports };
  if ('namespace' in peer) return { namespace: peer.namespace, ...ports };
  return { cidr: peer.cidr, ...defined({ except: peer.except ? [...peer.except] : undefined }), ...ports };
}
