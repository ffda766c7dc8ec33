export { Cluster } from './cluster';
export {
  isWorkloadIdentity,
  type ResolvedWorkloadIdentity,
  resolveWorkloadIdentity,
  type AksKubeConfig,
  type ApiServerProps,
  type EksKubeConfig,
  type GenericKubeConfig,
  type GkeKubeConfig,
  type WorkloadIdentityKubeConfig,
} from './kube-config';
export { type ClusterProps } from './cluster';
