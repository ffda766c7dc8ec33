import { Fields, FieldTable } from '../override';
import { PerTarget, TenantTarget } from '../target';
import { checkLevel, checkLimits, checkPeer, listOf, oneOf } from './check';
import { IsolationProps, NetworkPeer, TenantDefaults } from './isolation';
import { checkQuota } from './quota';

/** What a tenant says of its isolation and may override for some places. */
export interface IsolationSettings<C extends object> extends TenantDefaults<C> {
  /** Who else reaches the pods. @default - nobody */
  readonly allowIngressFrom?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;
  /** Whom else the pods reach. @default - nobody */
  readonly allowEgressTo?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;
}

/** What a tenant says of its isolation. */
export interface IsolatedProps<C extends object> extends IsolationSettings<C> {
  /** Whether the tenant may write NetworkPolicies of its own. @default false */
  readonly ownNetworkPolicies?: boolean;
}

/** A line of an isolation that takes the place of a weaker one. */
const line = { for: 'all', merge: 'replace', overridable: true, explained: true } as const;

const LINE_FIELDS = {
  podSecurity: {
    ...line,
    check: { id: 'isolation', of: oneOf('podSecurity', ['privileged', 'baseline', 'restricted']) },
  },
  podSecurityWarn: {
    ...line,
    check: { id: 'isolation', of: oneOf('podSecurityWarn', ['privileged', 'baseline', 'restricted']) },
  },
  networkIngress: {
    ...line,
    check: { id: 'isolation', of: oneOf('networkIngress', ['deny', 'platform'], 'deny or platform') },
  },
  networkEgress: { ...line, check: { id: 'isolation', of: oneOf('networkEgress', ['deny', 'any'], 'deny or any') } },
  quota: { ...line, merge: 'keys', check: { id: 'quota', of: (quota) => checkQuota('quota', quota) } },
  containerLimits: { ...line, check: { id: 'quota', of: checkLimits } },
  storageClasses: { ...line, check: { id: 'isolation', of: listOf('storageClasses') } },
  ingressClasses: { ...line, check: { id: 'isolation', of: listOf('ingressClasses') } },
  gateways: { ...line, check: { id: 'isolation', of: listOf('gateways') } },
  priorityClasses: { ...line, check: { id: 'isolation', of: listOf('priorityClasses') } },
  hosts: { ...line, check: { id: 'isolation', of: listOf('hosts') } },
  registries: { ...line, check: { id: 'isolation', of: listOf('registries') } },
  externalIPs: line,
} satisfies FieldTable<IsolationProps<never>, IsolationProps<never>>;

/** The lines of an isolation. */
export const ISOLATION_LINES = Object.keys(LINE_FIELDS) as ReadonlyArray<keyof typeof LINE_FIELDS>;

/** How the lines of an isolation are merged. */
export const LINES = Fields.of(LINE_FIELDS);

/** What is known of each option that says how a tenant is held apart. */
export const ISOLATION_FIELDS = {
  isolation: { ...line, restarts: ISOLATION_LINES, check: { id: 'isolation', of: checkLevel } },
  ...LINE_FIELDS,
  allowIngressFrom: { ...line, check: { id: 'network', of: (peers) => peers.flatMap(checkPeer) } },
  allowEgressTo: { ...line, check: { id: 'network', of: (peers) => peers.flatMap(checkPeer) } },
  ownNetworkPolicies: { ...line, overridable: false },
} satisfies FieldTable<IsolatedProps<never>, IsolationSettings<never>>;

/** The fields of an isolation. */
export const ISOLATION = Fields.of(ISOLATION_FIELDS);
