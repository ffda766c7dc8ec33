export { PROGRESSIVE } from './options';
export { bringsFlagger } from './brought';
export { progressiveFiles } from './render';
export { resolveProgressive } from './resolve';
export type {
  MetricProviderType,
  MetricTemplateProps,
  ProgressiveAlert,
  ProgressiveMetric,
  ProgressiveWebhook,
} from './analysis-props';
export type * from './props';
export type { ResolvedProgressive } from './resolved';
