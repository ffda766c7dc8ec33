import { defined } from '../../core/defined';
import { ProblemReporter } from '../../core/problem-reporter';
import { checkDnsLabel, checkDnsSubdomain, checkLabelKey, quote } from '../../kubernetes/names';
import { checkCidr, checkPort } from '../../kubernetes/network';
import { checkQuantity, compareQuantities } from '../../kubernetes/quantity';
import { PerTarget, TenantTarget, valueFor } from '../target';
import {
  Allowed,
  ContainerLimits,
  ContainerResources,
  DEFAULT_ISOLATION,
  ISOLATION_LINES,
  ISOLATION_LEVELS,
  IsolationLines,
  IsolationLevel,
  IsolationProps,
  NetworkPeer,
  PodSecurityLevel,
  Quota,
  TenantDefaults,
} from './isolation';
import { checkQuota } from './quota';

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

/** The namespaces of a tenant, and how they are held apart. */
export interface IsolatedSpaces {
  readonly isolation: ResolvedIsolation;
  readonly spaces: ReadonlyArray<{ readonly namespace: string }>;
}

const LEVELS: readonly PodSecurityLevel[] = ['privileged', 'baseline', 'restricted'];

const HOST = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;
const REGISTRY = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d+)?\/([a-z0-9._-]+\/)*$/;

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

/** What a tenant says of its isolation. */
export interface IsolatedProps<C extends object> extends TenantDefaults<C> {
  /** Who else reaches the pods. @default - nobody */
  readonly allowIngressFrom?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;
  /** Whom else the pods reach. @default - nobody */
  readonly allowEgressTo?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;
  /** Whether the tenant may write NetworkPolicies of its own. @default false */
  readonly ownNetworkPolicies?: boolean;
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
    readonly exceptions: ReadonlyArray<{ readonly settings: IsolatedProps<C> }>;
  },
) => ResolvedIsolation | undefined;

/** The isolation of a tenant. What does not differ between places of the same presets is settled once. */
export function isolationOf<C extends object>(own: IsolatedProps<C>): IsolationAt<C> {
  const known: Array<{ readonly saidBy: readonly unknown[]; readonly settled: Settled }> = [];
  return (context, target, { props, exceptions }) => {
    const address = [target.tenant.name];
    const { presets } = context;
    const saidBy = [...presets, ...exceptions];
    let settled = known.find((one) => isSame(one.saidBy, saidBy))?.settled;
    if (settled === undefined) {
      const said = context.attempt('its isolation', address, () => given(props, presets, target));
      if (said === undefined) return undefined;
      settled = settle(said);
      const statements = [own, ...presets.map((one) => one.props.tenants), ...exceptions.map((one) => one.settings)];
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
  const { isolation, allowIngressFrom, allowEgressTo } = props;
  const all = [isolation, allowIngressFrom, allowEgressTo, ...ISOLATION_LINES.map((key) => props[key])];
  return all.some((value) => typeof value === 'function');
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
  return {
    ...(props.isolation === undefined ? below : levelOf(valueFor(props.isolation, target))),
    own: linesIn(props, target),
    ingressFrom: valueFor(props.allowIngressFrom ?? [], target),
    egressTo: valueFor(props.allowEgressTo ?? [], target),
    ownNetworkPolicies: props.ownNetworkPolicies ?? false,
  };
}

function settle({ preset, lines, own, ingressFrom, egressTo, ownNetworkPolicies }: Given): Settled {
  if (lines === undefined) {
    const known = Object.keys(ISOLATION_LEVELS).join(', ');
    return { problems: [['isolation', `isolation ${quote(preset)} is not known: use one of ${known}`]] };
  }
  const merged = { ...lines, ...own };
  const problems = (id: string, messages: Iterable<string>) => [...messages].map((message) => [id, message] as const);
  return {
    problems: [
      ...problems('isolation', checkLines(merged)),
      ...problems('quota', checkQuota('quota', { ...lines.quota, ...own.quota })),
      ...problems('quota', merged.containerLimits === 'none' ? [] : checkLimits(merged.containerLimits)),
      ...problems('network', [...ingressFrom, ...egressTo].flatMap(checkPeer)),
    ],
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

const LISTS = ['storageClasses', 'ingressClasses', 'gateways', 'priorityClasses', 'hosts', 'registries'] as const;

function sortedLists(lines: IsolationLines): Record<(typeof LISTS)[number], Allowed> {
  const sorted = (list: Allowed): Allowed => (Array.isArray(list) ? [...new Set(list as string[])].sort() : 'any');
  return Object.fromEntries(LISTS.map((key) => [key, sorted(lines[key])])) as Record<(typeof LISTS)[number], Allowed>;
}

function peerPlan(peer: NetworkPeer): ResolvedPeer {
  const ports = peer.ports ? { ports: peer.ports.map(String) } : {};
  if ('tenant' in peer) return { tenant: typeof peer.tenant === 'string' ? peer.tenant : peer.tenant.name, ...ports };
  if ('namespace' in peer) return { namespace: peer.namespace, ...ports };
  return { cidr: peer.cidr, ...defined({ except: peer.except ? [...peer.except] : undefined }), ...ports };
}

function* checkLines(lines: IsolationLines): Generator<string> {
  for (const key of ['podSecurity', 'podSecurityWarn'] as const) {
    if (!LEVELS.includes(lines[key])) yield `${key} ${quote(lines[key])} is not known: use one of ${LEVELS.join(', ')}`;
  }
  if (!['deny', 'platform'].includes(lines.networkIngress)) {
    yield `networkIngress ${quote(lines.networkIngress)} is not known: use deny or platform`;
  }
  if (!['deny', 'any'].includes(lines.networkEgress)) {
    yield `networkEgress ${quote(lines.networkEgress)} is not known: use deny or any`;
  }
  for (const key of LISTS) {
    const list = lines[key];
    if (list === 'any') continue;
    if (!Array.isArray(list)) {
      yield `${key} ${quote(list)} is not a list: list what is allowed, or say "any"`;
      continue;
    }
    for (const item of list as string[]) {
      const problem = checkItem(key, item);
      if (problem) yield problem;
    }
  }
}

function checkItem(key: (typeof LISTS)[number], item: string): string | undefined {
  switch (key) {
    case 'hosts':
      return typeof item === 'string' && item.length <= 253 && HOST.test(item)
        ? undefined
        : `host ${quote(item)} is not a host name: write one such as "shop.example.com" or "*.shop.example.com"`;
    case 'registries':
      return typeof item === 'string' && REGISTRY.test(item)
        ? undefined
        : `registry ${quote(item)} is not the beginning of images: write one such as "registry.example.com/team-a/"`;
    case 'gateways': {
      const [namespace = '', name = '', ...rest] = String(item).split('/');
      const bad = checkDnsLabel('namespace', namespace) ?? checkDnsSubdomain('name', name);
      return bad === undefined && rest.length === 0
        ? undefined
        : `gateway ${quote(item)} is not a gateway: write its namespace and name, "ingress/public"`;
    }
    default:
      return checkDnsSubdomain(key.replace(/Classes$/, 'Class'), item);
  }
}

function* checkLimits(limits: ContainerLimits): Generator<string> {
  const order = ['min', 'defaultRequest', 'default', 'max'] as const;
  for (const key of order) {
    for (const [resource, amount] of Object.entries(limits[key] ?? {})) {
      const what = `containerLimits.${key} ${quote(resource)}`;
      const problem = checkLabelKey(what, resource) ?? checkQuantity(`${what} of`, amount);
      if (problem) yield problem;
    }
  }
  for (const [index, lower] of order.entries()) {
    for (const upper of order.slice(index + 1)) {
      for (const [resource, amount] of Object.entries(limits[lower] ?? {})) {
        const most = limits[upper]?.[resource];
        if (most === undefined || checkQuantity('', amount) || checkQuantity('', most)) continue;
        if (compareQuantities(amount, most) > 0) {
          yield `containerLimits.${lower} of ${quote(resource)}, ${amount}, is above containerLimits.${upper}, ${most}: lower it`;
        }
      }
    }
  }
}

function checkPeer(peer: NetworkPeer): string[] {
  const kinds = ['namespace', 'cidr', 'tenant'].filter((key) => key in peer);
  if (kinds.length !== 1) return [`network peer ${quote(peer)} is unclear: give one of namespace, cidr and tenant`];
  const own =
    'namespace' in peer
      ? [checkDnsLabel('network peer namespace', peer.namespace)]
      : 'cidr' in peer
        ? [checkCidr('network peer', peer.cidr), ...(peer.except ?? []).map((cidr) => checkCidr('except', cidr))]
        : [];
  return [...own, ...(peer.ports ?? []).map((port) => checkPort('network port', port))].filter(
    (problem) => problem !== undefined,
  );
}
