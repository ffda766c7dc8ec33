import type { ProgressiveProps } from './props';

/** Parts of the options, by names of their own. */

type Given<K extends keyof ProgressiveProps> = NonNullable<ProgressiveProps[K]>;

export type ProgressiveProvider = ProgressiveProps['provider'];
export type ProgressiveService = ProgressiveProps['service'];
export type ProgressiveAutoscaler = Given<'autoscaler'>;
export type CanarySteps = Given<'canary'>;
export type BlueGreenSteps = Given<'blueGreen'>;
export type AbTestingSteps = Given<'abTesting'>;
export type ProgressiveMatch = AbTestingSteps['match'][number];
export type HeaderMatch = ProgressiveMatch['headers'][string];
export type ProgressiveMetric = Given<'metrics'>[string];
export type MetricTemplateProps = Given<'templates'>[string];
export type MetricProviderType = NonNullable<MetricTemplateProps['type']>;
export type ProgressiveAlert = Given<'alerts'>[string];
export type ProgressiveWebhook = Given<'webhooks'>[string];
