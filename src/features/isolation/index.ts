export {
  type Allowed,
  ISOLATION_LEVELS,
  type IsolationLevel,
  type IsolationProps,
  type NetworkPeer,
  type Quota,
  type TenantDefaults,
} from './isolation';
export { type IsolatedProps, ISOLATION_FIELDS, ISOLATION_LINES, LINES, TENANT_DEFAULTS } from './fields';
export { type LimitLine, limitObjects } from './limits';
export { type NetworkLine, networkObjects } from './network';
export { checkQuota, isCounted } from './quota';
export { type IsolationAt, isolationOf, type ResolvedIsolation, type ResolvedPeer } from './resolve';
export { type ContainerLimits, type IsolationLines } from './isolation';
