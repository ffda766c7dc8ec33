import {
  a,
  atLeastOne,
  atMost,
  Check,
  choice,
  forbidden,
  listOf,
  natural,
  relation,
  required,
  Shape,
  strictChoice,
  strictText,
  until,
  needed,
} from '../checks/rule';
import { shortName } from '../relations/core';
import {
  completionCounts,
  conditionStatus,
  exitCodes,
  failureCause,
  failurePolicy,
  indexedName,
  jobSelector,
  timeZone,
} from '../relations/jobs';
import { runsToEnd } from '../relations/workloads';
import { LABEL_SELECTOR } from './meta';
import { POD_TEMPLATE } from './pod';

const BATCH = 'batch/validation';

const FAILURE_RULE = (): Shape => ({
  source: `${BATCH}#validatePodFailurePolicyRule`,
  fields: {
    action: [required, choice('Count', 'FailIndex', 'FailJob', 'Ignore')],
    onExitCodes: a(() => ({
      source: `${BATCH}#validatePodFailurePolicyRuleOnExitCodes`,
      fields: { operator: [required, choice('In', 'NotIn')], values: [required, atMost(255)] },
      rules: [relation(exitCodes)],
    })),
    onPodConditions: [
      atMost(20),
      listOf(() => ({
        source: `${BATCH}#validatePodFailurePolicyRuleOnPodConditions`,
        fields: {
          type: strictText('qualifiedName'),
          status: choice('False', 'True', 'Unknown'),
        },
      })),
    ],
  },
  rules: [relation(failureCause)],
});

const SHARED_RULES: readonly Check[] = [relation(failurePolicy), relation(runsToEnd)];

const JOB_SPEC: Shape = {
  source: `${BATCH}#validateJobSpec`,
  fields: {
    parallelism: natural,
    completions: natural,
    activeDeadlineSeconds: natural,
    backoffLimit: natural,
    ttlSecondsAfterFinished: natural,
    backoffLimitPerIndex: natural,
    maxFailedIndexes: natural,
    managedBy: [strictText('prefixedPath'), relation(shortName)],
    completionMode: strictChoice('NonIndexed', 'Indexed'),
    podReplacementPolicy: strictChoice('Failed', 'TerminatingOrFailed'),
    podFailurePolicy: a(() => ({
      source: `${BATCH}#validatePodFailurePolicy`,
      fields: { rules: [atMost(20), listOf(FAILURE_RULE)] },
    })),
    successPolicy: a(() => ({
      source: `${BATCH}#validateSuccessPolicy`,
      fields: {
        rules: [
          required,
          atMost(20),
          listOf(() => ({
            source: `${BATCH}#validateSuccessPolicyRule`,
            fields: { succeededCount: natural },
            rules: [atLeastOne('condition', 'succeededCount', 'succeededIndexes')],
          })),
        ],
      },
    })),
    template: needed(POD_TEMPLATE),
  },
  rules: [relation(completionCounts(false)), ...SHARED_RULES],
};

const TEMPLATE_SPEC = (): Shape => ({
  ...JOB_SPEC,
  fields: {
    ...JOB_SPEC.fields,
    selector: forbidden('is made by Kubernetes: leave it out'),
    manualSelector: { rule: 'forbidden', zero: true, why: 'cannot be true here: leave it out' },
  },
  // Up to 1.33 the API server gives conditions their default status in Jobs only.
  rules: [relation(completionCounts(true)), ...SHARED_RULES, until(33, relation(conditionStatus))],
});

/** The kinds of `batch`. The schedule of a CronJob is checked by `src/languages`. */
export const BATCH_KINDS: Readonly<Record<string, () => Shape>> = {
  'batch/Job': () => ({
    source: `${BATCH}#ValidateJob`,
    fields: {
      spec: needed(() => ({ ...JOB_SPEC, fields: { ...JOB_SPEC.fields, selector: a(LABEL_SELECTOR) } })),
    },
    rules: [relation(jobSelector), relation(indexedName)],
  }),
  'batch/CronJob': () => ({
    source: `${BATCH}#ValidateCronJobCreate`,
    fields: {
      spec: needed(() => ({
        source: `${BATCH}#validateCronJobSpec`,
        fields: {
          schedule: required,
          startingDeadlineSeconds: natural,
          timeZone: relation(timeZone),
          concurrencyPolicy: choice('Allow', 'Forbid', 'Replace'),
          successfulJobsHistoryLimit: natural,
          failedJobsHistoryLimit: natural,
          jobTemplate: needed(() => ({
            source: `${BATCH}#ValidateJobTemplateSpec`,
            fields: { spec: needed(TEMPLATE_SPEC) },
          })),
        },
      })),
    },
  }),
};
