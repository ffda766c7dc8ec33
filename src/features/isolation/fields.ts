import { anything, byTarget, flag, freeMap, list, object } from '../../core/options';
import { Fields, FieldTable } from '../override';
import { PerTarget, TenantTarget } from '../target';
import { checkLevel, checkLimits, checkPeer, listOf, oneOf } from './check';
import { IsolationProps, NetworkPeer, TenantDefaults } from './isolation';
import { CONTAINER_LIMITS, NETWORK_PEER } from './options';
import { checkQuota } from './quota';

/** Isolation options of a tenant that overrides may set. */
export interface IsolationSettings<C extends object> extends TenantDefaults<C> {
  /** Further peers that may reach the pods. @default - nobody */
  readonly allowIngressFrom?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;
  /** Further peers that the pods may reach. @default - nobody */
  readonly allowEgressTo?: PerTarget<readonly NetworkPeer[], TenantTarget<C>>;
}

/** All isolation options of a tenant. */
export interface IsolatedProps<C extends object> extends IsolationSettings<C> {
  /** Allows the tenant to write its own NetworkPolicies. @default false */
  readonly ownNetworkPolicies?: boolean;
}

/** An isolation setting that replaces the one of lower precedence. Its check tells values of other types, too. */
const line = { takes: byTarget(anything), for: 'all', merge: 'replace', overridable: true, explained: true } as const;

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
  quota: {
    ...line,
    takes: byTarget(freeMap),
    merge: 'keys',
    check: { id: 'quota', of: (quota) => checkQuota('quota', quota) },
  },
  containerLimits: { ...line, takes: byTarget(CONTAINER_LIMITS), check: { id: 'quota', of: checkLimits } },
  storageClasses: { ...line, check: { id: 'isolation', of: listOf('storageClasses') } },
  ingressClasses: { ...line, check: { id: 'isolation', of: listOf('ingressClasses') } },
  gateways: { ...line, check: { id: 'isolation', of: listOf('gateways') } },
  priorityClasses: { ...line, check: { id: 'isolation', of: listOf('priorityClasses') } },
  hosts: { ...line, check: { id: 'isolation', of: listOf('hosts') } },
  registries: { ...line, check: { id: 'isolation', of: listOf('registries') } },
  externalIPs: { ...line, takes: byTarget(flag) },
  externalNames: { ...line, check: { id: 'isolation', of: listOf('externalNames') } },
  addresses: { ...line, check: { id: 'isolation', of: listOf('addresses') } },
  annotations: { ...line, check: { id: 'isolation', of: listOf('annotations') } },
  volumeTypes: { ...line, check: { id: 'isolation', of: listOf('volumeTypes') } },
  persistentVolumes: { ...line, check: { id: 'isolation', of: listOf('persistentVolumes') } },
  secretStores: { ...line, check: { id: 'isolation', of: listOf('secretStores') } },
  blocksEviction: { ...line, takes: byTarget(flag) },
} satisfies FieldTable<IsolationProps<never>, IsolationProps<never>>;

/** The names of the isolation settings. */
export const ISOLATION_LINES = Object.keys(LINE_FIELDS) as ReadonlyArray<keyof typeof LINE_FIELDS>;

/** The fields of the isolation settings, with their merge rules. */
export const LINES = Fields.of('an isolation', LINE_FIELDS);

/** The field table of a tenant's isolation options. */
export const ISOLATION_FIELDS = {
  isolation: { ...line, restarts: ISOLATION_LINES, check: { id: 'isolation', of: checkLevel } },
  ...LINE_FIELDS,
  allowIngressFrom: {
    ...line,
    takes: byTarget(list(NETWORK_PEER)),
    check: { id: 'network', of: (peers) => peers.flatMap(checkPeer) },
  },
  allowEgressTo: {
    ...line,
    takes: byTarget(list(NETWORK_PEER)),
    check: { id: 'network', of: (peers) => peers.flatMap(checkPeer) },
  },
  ownNetworkPolicies: { ...line, takes: flag, overridable: false },
} satisfies FieldTable<IsolatedProps<never>, IsolationSettings<never>>;

/** The fields of a tenant's isolation options. */
export const ISOLATION = Fields.of('an isolation', ISOLATION_FIELDS);

/** The types of the options of {@link TenantDefaults}. */
export const TENANT_DEFAULTS = object<TenantDefaults<object>>({
  isolation: ISOLATION_FIELDS.isolation.takes,
  ...typesOf(LINE_FIELDS),
});

/** The types of a table's options. */
function typesOf<T extends Readonly<Record<string, { readonly takes: unknown }>>>(table: T) {
  return Object.fromEntries(Object.entries(table).map(([key, { takes }]) => [key, takes])) as {
    readonly [K in keyof T]: T[K]['takes'];
  };
}
