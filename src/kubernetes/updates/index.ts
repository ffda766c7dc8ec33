export { refusedChanges, type RefusedChange } from './refused-changes';
