export { bootstrapPlan, checkCluster } from './bootstrap';
export { byHand, ClusterCommands, run, shellText } from './commands';
export type { BootstrapCommand, BootstrapPlan, BootstrapStep, FolderRead } from './plan';
