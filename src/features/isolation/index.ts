export {
  type Allowed,
  ISOLATION_LINES,
  ISOLATION_LEVELS,
  type IsolationLevel,
  type IsolationProps,
  type NetworkPeer,
  type Quota,
  type TenantDefaults,
} from './isolation';
export { limitObjects } from './limits';
export { networkObjects } from './network';
export { checkQuota, isCounted } from './quota';
export { type IsolationAt, isolationOf, type ResolvedIsolation, type ResolvedPeer } from './resolve';
export { type ContainerLimits, type IsolationLines } from './isolation';
