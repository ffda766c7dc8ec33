export { type ClusterDrift, driftOf } from './compare';
export { formatDrift } from './format';
export { ClusterReader } from './kubectl';
export { dependenciesOf } from './waiting';
export { type Unread, type WantedCluster, type WantedObject, wantedClusters } from './wanted';
