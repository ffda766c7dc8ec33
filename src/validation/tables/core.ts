import { limitType, ownFinalizer, podRanges, priority, runtimeTolerations } from '../relations/cluster';
import { limits, quota, secretData } from '../relations/core';
import { checkResources } from '../relations/quantities';
import {
  a,
  choice,
  each,
  Fields,
  listOf,
  natural,
  range,
  relation,
  required,
  Shape,
  strictChoice,
  strictText,
  text,
  unique,
} from '../rule';
import { labels } from './meta';
import { tolerations } from './pod';

const CORE = 'core/validation';

/** The kinds of the core group without rooms of their own, and small groups. */
export const OTHERS: Readonly<Record<string, () => Shape>> = {
  '/ConfigMap': () => ({ source: `${CORE}#ValidateConfigMap` }),
  '/ServiceAccount': () => ({ source: `${CORE}#ValidateServiceAccount` }),
  '/Secret': () => ({ source: `${CORE}#ValidateSecret`, rules: [relation(secretData)] }),
  '/Namespace': () => ({
    source: `${CORE}#ValidateNamespace`,
    fields: {
      spec: a(() => ({
        source: `${CORE}#validateFinalizerName`,
        fields: { finalizers: each(strictText('qualifiedName'), relation(ownFinalizer)) },
      })),
    },
  }),
  '/ResourceQuota': () => ({
    source: `${CORE}#ValidateResourceQuota`,
    fields: { spec: a(() => ({ source: `${CORE}#ValidateResourceQuotaSpec`, rules: [relation(quota)] })) },
  }),
  '/LimitRange': () => ({
    source: `${CORE}#ValidateLimitRange`,
    fields: {
      spec: a(() => ({
        source: `${CORE}#ValidateLimitRange`,
        fields: {
          limits: [
            listOf(() => ({
              source: `${CORE}#ValidateLimitRange`,
              fields: { type: [required, relation(limitType)] },
              rules: [relation(limits)],
            })),
            unique('type'),
          ],
        },
      })),
    },
  }),
  '/Node': () => ({
    source: `${CORE}#ValidateNode`,
    fields: {
      spec: a(() => ({
        source: `${CORE}#ValidateNode`,
        fields: {
          taints: [
            listOf(() => ({
              source: `${CORE}#validateNodeTaints`,
              fields: {
                key: [required, text('qualifiedName')],
                value: text('labelValue'),
                effect: [required, choice('NoSchedule', 'PreferNoSchedule', 'NoExecute')],
              },
            })),
            unique('key', 'effect'),
          ],
        },
        rules: [relation(podRanges)],
      })),
    },
  }),
  'scheduling.k8s.io/PriorityClass': () => ({
    source: 'scheduling/validation#ValidatePriorityClass',
    fields: { preemptionPolicy: strictChoice('PreemptLowerPriority', 'Never') },
    rules: [relation(priority)],
  }),
  'node.k8s.io/RuntimeClass': () => ({
    source: 'node/validation#ValidateRuntimeClass',
    fields: {
      handler: [required, strictText('dnsLabel')],
      overhead: a(() => ({
        source: 'node/validation#validateOverhead',
        rules: [
          relation(({ podFixed }: Fields, report) => {
            const limits = podFixed as Fields | undefined;
            if (limits) checkResources({ limits }, 'container', report);
          }),
        ],
      })),
      scheduling: a(() => ({
        source: 'node/validation#validateScheduling',
        fields: { nodeSelector: labels, tolerations: [tolerations, relation(runtimeTolerations)] },
      })),
    },
  }),
  'coordination.k8s.io/Lease': () => ({
    source: 'coordination/validation#ValidateLease',
    fields: {
      spec: a(() => ({
        source: 'coordination/validation#ValidateLeaseSpec',
        fields: {
          leaseDurationSeconds: range(1),
          leaseTransitions: natural,
          acquireTime: text('microTime'),
          renewTime: text('microTime'),
        },
      })),
    },
  }),
};
