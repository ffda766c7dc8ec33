export { Cluster } from './cluster';
export { type ClusterProps } from './cluster';
