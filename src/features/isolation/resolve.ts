import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { ProblemReporter } from '../../core/problem-reporter';
import { TenantTarget, valueFor } from '../target';
import { ListLine } from './check';
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

/** A peer with the name of the tenant, if it is one. */
export type ResolvedPeer =
  | { readonly namespace: string; readonly ports?: readonly string[] }
  | { readonly cidr: string; readonly except?: readonly string[]; readonly ports?: readonly string[] }
  | { readonly tenant: string; readonly ports?: readonly string[] };

/** How one tenant is held apart at one place. */
export interface ResolvedIsolation extends Omit<IsolationLines, 'quota'> {
  /** The preset that the lines come from where the tenant gives none of its own. */
  readonly preset: IsolationLevel;
  /** ResourceQuota of each namespace; empty for none. */
  readonly quota: Readonly<Record<string, string>>;
  /** Lines of the quota that the program gives for this place, sorted; a total is split over the others. */
  readonly ownQuota: readonly string[];
  /** Who else reaches the pods. */
  readonly ingressFrom: readonly ResolvedPeer[];
  /** Whom else the pods reach. */
  readonly egressTo: readonly ResolvedPeer[];
  /** Whether the tenant may write NetworkPolicies of its own. */
  readonly ownNetworkPolicies: boolean;
}

/** The namespaces of a tenant, and lines of its isolation. */
export interface IsolatedSpaces<L extends keyof ResolvedIsolation> {
  readonly isolation: Pick<ResolvedIsolation, L>;
  readonly spaces: ReadonlyArray<{ readonly namespace: string }>;
}

/** What is said of a tenant's isolation at one place: by the presets there, and by the tenant. */
interface Given extends Level {
  readonly own: Partial<IsolationLines>;
  readonly ingressFrom: readonly NetworkPeer[];
  readonly egressTo: readonly NetworkPeer[];
  readonly ownNetworkPolicies: boolean;
}

/** What comes of it: the lines, or none where the preset is not known, and what is wrong. */
interface Settled {
  readonly plan?: ResolvedIsolation;
  readonly problems: ReadonlyArray<readonly [id: string, message: string]>;
}

/** A preset as far as it says something of tenants' isolation. */
interface IsolatingPreset<C extends object> {
  readonly props: { readonly tenants?: TenantDefaults<C> };
}

/** Gives the lines of a tenant's isolation at one place; undefined when the program failed to give them. */
export type IsolationAt<C extends object> = (
  context: ProblemReporter & { readonly presets: ReadonlyArray<IsolatingPreset<C>> },
  target: TenantTarget<C>,
  here: {
    /** The tenant's props, with what overrides set here over them. */
    readonly props: IsolatedProps<C>;
    /** The overrides that count here. */
    readonly overrides: ReadonlyArray<{ readonly settings: IsolatedProps<C> }>;
  },
) => ResolvedIsolation | undefined;

/** The isolation of a tenant. What does not differ between places of the same presets is settled once. */
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

/** Whether something of an isolation is a function of the place. */
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
    // Frozen, as all places of a tenant may have it in common.
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

/** A preset of isolation with what the fleet's presets make of its lines; undefined for a preset that is not known. */
interface Level {
  readonly preset: IsolationLevel;
  readonly lines?: IsolationLines;
}

function levelOf(preset: IsolationLevel): Level {
  return Object.hasOwn(ISOLATION_LEVELS, preset) ? { preset, lines: ISOLATION_LEVELS[preset] } : { preset };
}

/** What a stronger preset makes of it. One that names a preset of isolation leaves nothing of what is weaker. */
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

/** The lines that are given for a target. */
function linesIn<C extends object>(given: IsolationProps<C>, target: TenantTarget<C>): Partial<IsolationLines> {
  return Object.fromEntries(
    ISOLATION_LINES.flatMap((key) => {
      const line = given[key];
      const value = line === undefined ? undefined : valueFor<unknown, TenantTarget<C>>(line, target);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** The preset's quota with the tenant's own lines over it; all amounts as text. */
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

function sortedLists({
  storageClasses,
  ingressClasses,
  gateways,
  priorityClasses,
  hosts,
  registries,
}: Pick<IsolationLines, ListLine>): Record<ListLine, Allowed> {
  const sorted = (list: Allowed): Allowed => (Array.isArray(list) ? [...new Set(list as string[])].sort() : 'any');
  return {
    storageClasses: sorted(storageClasses),
    ingressClasses: sorted(ingressClasses),
    gateways: sorted(gateways),
    priorityClasses: sorted(priorityClasses),
    hosts: sorted(hosts),
    registries: sorted(registries),
  };
}

function peerPlan(peer: NetworkPeer): ResolvedPeer {
  const ports = peer.ports ? { ports: peer.ports.map(String) } : {};
  if ('tenant' in peer) return { tenant: typeof peer.tenant === 'string' ? peer.tenant : peer.tenant.name, ...ports };
  if ('namespace' in peer) return { namespace: peer.namespace, ...ports };
  return { cidr: peer.cidr, ...defined({ except: peer.except ? [...peer.except] : undefined }), ...ports };
}
