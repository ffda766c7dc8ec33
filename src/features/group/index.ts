export { ClusterGroup } from './cluster-group';
export { type ClusterGroupProps } from './cluster-group';
