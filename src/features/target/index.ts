export {
  addressOf,
  type ClusterView,
  type EnvironmentTarget,
  type EnvironmentView,
  type PerTarget,
  type Target,
  type TenantTarget,
  type TenantView,
  valueFor,
} from './target';
