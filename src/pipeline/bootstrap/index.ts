export { bootstrapPlan, checkCluster } from './bootstrap';
export { shellText } from './commands';
export type { BootstrapCommand, BootstrapPlan, BootstrapStep, FolderRead } from './plan';
