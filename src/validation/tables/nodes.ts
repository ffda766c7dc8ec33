import {
  a,
  choice,
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
} from '../checks/rule';
import { podRanges, priority, runtimeTolerations } from '../relations/cluster';
import { checkResources } from '../relations/quantities';
import { labels } from './meta';
import { tolerations } from './pod';

const CORE = 'core/validation';

/** Nodes, and small groups about what runs on them. */
export const NODE_KINDS: Readonly<Record<string, () => Shape>> = {
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
