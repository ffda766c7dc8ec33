export { type ClusterDrift, driftOf } from './compare';
export { formatDrift } from './format';
export { ClusterReader } from './kubectl';
export { wantedClusters } from './wanted';
