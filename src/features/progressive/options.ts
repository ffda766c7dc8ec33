import { either, flag, list, mapOf, number, object, oneOf, OptionType, required, text } from '../../core/options';
import { DURATION } from '../../flux/option-types';
import type { ProgressiveProps } from './props';
import { METRIC_PROVIDERS, PROVIDERS } from './providers';
import type {
  AbTestingSteps,
  BlueGreenSteps,
  CanarySteps,
  HeaderMatch,
  MetricTemplateProps,
  ProgressiveAlert,
  ProgressiveAutoscaler,
  ProgressiveMatch,
  ProgressiveMetric,
  ProgressiveService,
  ProgressiveWebhook,
} from './types';

const words = <K extends string>(table: Readonly<Record<K, unknown>>): OptionType<K> =>
  oneOf(...(Object.keys(table) as K[]));

const PERCENT = number({ least: 1, most: 100, whole: true });
const COUNT = number({ least: 1, whole: true });
const PORT = number({ least: 1, most: 65_535, whole: true });

const MATCH = object<ProgressiveMatch>({
  headers: required(mapOf(object<HeaderMatch>({ exact: text, prefix: text, suffix: text, regex: text }))),
});

const SERVICE = object<ProgressiveService>({
  port: required(PORT),
  targetPort: either<number, string>(PORT, (value) => typeof value === 'number', text),
  name: text,
  portName: text,
  hosts: list(text),
  gatewayRefs: list(
    object<NonNullable<ProgressiveService['gatewayRefs']>[number]>({
      name: required(text),
      namespace: text,
      sectionName: text,
    }),
  ),
  gateways: list(text),
});

const METRIC = object<ProgressiveMetric>({
  min: number({}),
  max: number({}),
  template: either<string, { readonly name: string; readonly namespace: string }>(
    text,
    (value) => typeof value === 'string',
    object({ name: required(text), namespace: required(text) }),
  ),
  variables: mapOf(text),
  interval: DURATION,
});

const TEMPLATE = object<MetricTemplateProps>({
  query: required(text),
  type: words(METRIC_PROVIDERS),
  address: text,
  secret: text,
  region: text,
});

const ALERT = object<ProgressiveAlert>({
  type: required(oneOf('discord', 'gchat', 'msteams', 'rocket', 'slack')),
  secret: required(text),
  severity: oneOf('error', 'info', 'warn'),
  channel: text,
  username: text,
});

const WEBHOOK = object<ProgressiveWebhook>({
  url: required(text),
  type: oneOf(
    ...(['confirm-promotion', 'confirm-rollout', 'confirm-traffic-increase', 'event'] as const),
    ...(['post-rollout', 'pre-rollout', 'rollback', 'rollout'] as const),
  ),
  timeout: DURATION,
  retries: number({ least: 0, whole: true }),
  metadata: mapOf(text),
  muteAlert: flag,
});

/** The type of progressive delivery at run time. */
export const PROGRESSIVE: OptionType<ProgressiveProps> = object<ProgressiveProps>({
  canary: object<CanarySteps>({
    steps: list(PERCENT),
    stepWeight: PERCENT,
    maxWeight: PERCENT,
    promotionStepWeight: PERCENT,
    mirror: flag,
  }),
  blueGreen: object<BlueGreenSteps>({ iterations: required(COUNT), mirror: flag }),
  abTesting: object<AbTestingSteps>({ iterations: required(COUNT), match: required(list(MATCH)) }),
  provider: required(words(PROVIDERS)),
  service: required(SERVICE),
  target: text,
  autoscaler: object<ProgressiveAutoscaler>({
    kind: required(oneOf('HorizontalPodAutoscaler', 'ScaledObject')),
    name: required(text),
  }),
  ingress: text,
  route: text,
  interval: DURATION,
  threshold: COUNT,
  metrics: mapOf(METRIC),
  templates: mapOf(TEMPLATE),
  alerts: mapOf(ALERT),
  webhooks: mapOf(WEBHOOK),
  metricsServer: text,
  progressDeadline: DURATION,
  skipAnalysis: flag,
  suspend: flag,
  stage: oneOf('introduce', 'takeOut'),
});
