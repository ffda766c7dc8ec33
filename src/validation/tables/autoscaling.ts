import {
  a,
  Check,
  choice,
  listOf,
  natural,
  noMoreThanOne,
  range,
  relation,
  required,
  Shape,
  since,
  strictChoice,
  strictText,
  text,
  until,
  needed,
} from '../checks/rule';
import {
  containerResource,
  describedObject,
  metricSource,
  metricTarget,
  replicas,
  scaleTarget,
  scalingRules,
} from '../relations/autoscaling';
import { LABEL_SELECTOR } from './meta';
import { nonNegativeQuantity, positiveQuantity } from './quantities';

const HPA = 'autoscaling/validation';

const object = (check: Check): Check =>
  a(() => ({
    source: `${HPA}#ValidateCrossVersionObjectReference`,
    fields: { kind: [required, text('pathSegment')], name: [required, text('pathSegment')] },
    rules: [check],
  }));

const TARGET = (): Shape => ({
  source: `${HPA}#validateMetricTarget`,
  fields: {
    type: [required, choice('Utilization', 'Value', 'AverageValue')],
    value: positiveQuantity,
    averageValue: positiveQuantity,
    averageUtilization: range(1),
  },
});

const metric: Check = a(() => ({
  source: `${HPA}#validateMetricIdentifier`,
  fields: { name: [required, text('pathSegment')], selector: a(LABEL_SELECTOR_UNCHECKED) },
}));

/** The API server does not read this selector. */
const LABEL_SELECTOR_UNCHECKED = (): Shape => ({ source: `${HPA}#validateMetricIdentifier` });

const target = needed(TARGET);

const METRIC = (): Shape => ({
  source: `${HPA}#validateMetricSpec`,
  fields: {
    type: [required, choice('Object', 'Pods', 'Resource', 'ContainerResource', 'External')],
    object: a(() => ({
      source: `${HPA}#validateObjectSource`,
      fields: { describedObject: object(relation(describedObject)), metric, target },
      rules: [relation(metricTarget(['value', 'averageValue'], false))],
    })),
    external: a(() => ({
      source: `${HPA}#validateExternalSource`,
      fields: { metric, target },
      rules: [relation(metricTarget(['value', 'averageValue'], true))],
    })),
    pods: a(() => ({
      source: `${HPA}#validatePodsSource`,
      fields: { metric, target },
      rules: [relation(metricTarget(['averageValue'], false))],
    })),
    resource: a(() => ({
      source: `${HPA}#validateResourceSource`,
      fields: { name: required, target },
      rules: [relation(metricTarget(['averageUtilization', 'averageValue'], true))],
    })),
    containerResource: a(() => ({
      source: `${HPA}#validateContainerResourceSource`,
      fields: { name: required, container: [required, text('dnsLabel')], target },
      rules: [relation(containerResource), relation(metricTarget(['averageUtilization', 'averageValue'], true))],
    })),
  },
  rules: [relation(metricSource)],
});

const RULES = (): Shape => ({
  source: `${HPA}#validateScalingRules`,
  fields: {
    stabilizationWindowSeconds: range(0, 3600),
    selectPolicy: strictChoice('Max', 'Min', 'Disabled'),
    policies: listOf(() => ({
      source: `${HPA}#validateScalingPolicy`,
      fields: {
        type: [required, choice('Pods', 'Percent')],
        value: [required, range(1)],
        periodSeconds: [required, range(1, 1800)],
      },
    })),
    tolerance: since(35, nonNegativeQuantity),
  },
  rules: [relation(scalingRules)],
});

const POLICY = 'policy/validation';
const SHARE: readonly Check[] = [natural, strictText('upTo100Percent')];

/** Autoscalers and disruption budgets. */
export const SCALING: Readonly<Record<string, () => Shape>> = {
  'autoscaling/HorizontalPodAutoscaler': () => ({
    source: `${HPA}#ValidateHorizontalPodAutoscaler`,
    fields: {
      spec: needed(() => ({
        source: `${HPA}#validateHorizontalPodAutoscalerSpec`,
        fields: {
          minReplicas: [until(36, range(1)), since(37, range(0))],
          maxReplicas: [required, range(1)],
          scaleTargetRef: [required, object(relation(scaleTarget))],
          targetCPUUtilizationPercentage: range(1),
          metrics: listOf(METRIC),
          behavior: a(() => ({
            source: `${HPA}#validateBehavior`,
            fields: { scaleUp: a(RULES), scaleDown: a(RULES) },
          })),
        },
        rules: [relation(replicas)],
      })),
    },
  }),
  'policy/PodDisruptionBudget': () => ({
    source: `${POLICY}#ValidatePodDisruptionBudget`,
    fields: {
      spec: a(() => ({
        source: `${POLICY}#ValidatePodDisruptionBudgetSpec`,
        fields: {
          minAvailable: SHARE,
          maxUnavailable: SHARE,
          selector: a(LABEL_SELECTOR),
          unhealthyPodEvictionPolicy: strictChoice('IfHealthyBudget', 'AlwaysAllow'),
        },
        rules: [noMoreThanOne('limit', 'minAvailable', 'maxUnavailable')],
      })),
    },
  }),
};
