export { loadRemovals, removalShape } from './removal-data';
