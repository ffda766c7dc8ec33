// Others import this with the first fleet that is monitored: most are not.

export { FluxMonitoring } from './monitor';
export type { MonitoringProps } from './props';
export type { StateMetricsValues } from './state-metrics';
