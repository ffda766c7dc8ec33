import {
  a,
  Check,
  choice,
  field,
  is,
  isOr,
  listOf,
  natural,
  not,
  relation,
  required,
  Shape,
  since,
  strictText,
  text,
  until,
  viewed,
  warning,
  when,
  needed,
} from '../checks/rule';
import { appArmorAnnotations, podAnnotations, seccompAnnotations } from '../relations/annotations';
import { controllerData } from '../relations/core';
import { podResources } from '../relations/pod';
import { selectsPlainly, selectsTemplate } from '../relations/selectors';
import {
  daemonRollout,
  deploymentRollout,
  progressDeadline,
  runsAlways,
  someUnavailable,
  withClaims,
} from '../relations/workloads';
import { CLAIM_SPEC } from './claims';
import { LABEL_SELECTOR } from './meta';
import { POD_SPEC, POD_TEMPLATE } from './pod';

const APPS = 'apps/validation';

/** An object with a spec. */
export const withSpec =
  (spec: () => Shape, source: string): (() => Shape) =>
  () => ({ source, fields: { spec: needed(spec) } });

/** A number, or a percentage of at most 100. */
const SHARE: readonly Check[] = [natural, strictText('upTo100Percent')];
const OPEN_SHARE: readonly Check[] = [natural, strictText('percentOrNumber')];

const TEMPLATE: readonly Check[] = needed(POD_TEMPLATE);

const COUNTS = { replicas: natural, minReadySeconds: natural, revisionHistoryLimit: natural };

const notRolling = (why: string): Check => field('rollingUpdate', { rule: 'forbidden', why });

const DEPLOYMENT = (): Shape => ({
  source: `${APPS}#ValidateDeploymentSpec`,
  fields: {
    ...COUNTS,
    progressDeadlineSeconds: natural,
    selector: needed(LABEL_SELECTOR),
    template: TEMPLATE,
    strategy: a(() => ({
      source: `${APPS}#ValidateDeploymentStrategy`,
      fields: { type: choice('Recreate', 'RollingUpdate') },
      rules: [
        when(is('type', 'Recreate'), notRolling('belongs to type RollingUpdate: leave it out')),
        when(
          isOr('type', 'RollingUpdate', 'RollingUpdate'),
          field(
            'rollingUpdate',
            a(() => ({
              source: `${APPS}#ValidateRollingUpdateDeployment`,
              fields: { maxUnavailable: SHARE, maxSurge: OPEN_SHARE },
              rules: [relation(deploymentRollout)],
            })),
          ),
        ),
      ],
    })),
  },
  rules: [relation(selectsTemplate), relation(runsAlways), relation(progressDeadline)],
});

const REPLICA_SET = (): Shape => ({
  source: `${APPS}#ValidateReplicaSetSpec`,
  fields: {
    replicas: natural,
    minReadySeconds: natural,
    selector: needed(LABEL_SELECTOR),
    template: TEMPLATE,
  },
  rules: [relation(selectsTemplate), relation(runsAlways)],
});

const DAEMON_SET = (): Shape => ({
  source: `${APPS}#ValidateDaemonSetSpec`,
  fields: {
    minReadySeconds: natural,
    revisionHistoryLimit: natural,
    selector: needed(LABEL_SELECTOR),
    template: TEMPLATE,
    updateStrategy: a(() => ({
      source: `${APPS}#ValidateDaemonSetUpdateStrategy`,
      fields: { type: choice('RollingUpdate', 'OnDelete') },
      rules: [
        when(
          isOr('type', 'RollingUpdate', 'RollingUpdate'),
          field(
            'rollingUpdate',
            a(() => ({
              source: `${APPS}#ValidateRollingUpdateDaemonSet`,
              fields: { maxUnavailable: SHARE, maxSurge: SHARE },
              rules: [relation(daemonRollout)],
            })),
          ),
        ),
      ],
    })),
  },
  rules: [relation(selectsTemplate), relation(runsAlways)],
});

const CLAIM = (): Shape => ({
  source: `${APPS}#validateVolumeClaimTemplates`,
  fields: { spec: needed(CLAIM_SPEC) },
});

const CLAIMED_TEMPLATE: Check = viewed('template', withClaims, a(POD_TEMPLATE));

const STATEFUL_SET = (): Shape => ({
  source: `${APPS}#ValidateStatefulSetSpec`,
  fields: {
    replicas: natural,
    minReadySeconds: natural,
    podManagementPolicy: choice('OrderedReady', 'Parallel'),
    serviceName: since(33, text('dnsLabel')),
    selector: needed(LABEL_SELECTOR),
    template: required,
    ordinals: a(() => ({ source: `${APPS}#ValidateStatefulSetSpec`, fields: { start: natural } })),
    persistentVolumeClaimRetentionPolicy: a(() => ({
      source: `${APPS}#ValidatePersistentVolumeClaimRetentionPolicy`,
      fields: { whenDeleted: choice('Retain', 'Delete'), whenScaled: choice('Retain', 'Delete') },
    })),
    volumeClaimTemplates: [until(33, warning(listOf(CLAIM))), since(34, listOf(CLAIM))],
    updateStrategy: a(() => ({
      source: `${APPS}#ValidateStatefulSetSpec`,
      fields: { type: choice('RollingUpdate', 'OnDelete') },
      rules: [
        when(is('type', 'OnDelete'), notRolling('belongs to type RollingUpdate: leave it out')),
        when(
          not(is('type', 'OnDelete')),
          field(
            'rollingUpdate',
            a(() => ({
              source: `${APPS}#validateRollingUpdateStatefulSet`,
              fields: { partition: natural, maxUnavailable: since(37, ...SHARE, relation(someUnavailable)) },
            })),
          ),
        ),
      ],
    })),
  },
  rules: [
    // Up to 1.33 the API server takes a template whose pods it will refuse.
    until(33, warning(CLAIMED_TEMPLATE)),
    since(34, CLAIMED_TEMPLATE),
    relation(selectsTemplate),
    relation(runsAlways),
  ],
});

const REPLICATION_CONTROLLER = (): Shape => ({
  source: 'core/validation#ValidateReplicationControllerSpec',
  fields: { replicas: natural, minReadySeconds: natural, template: TEMPLATE },
  rules: [relation(selectsPlainly), relation(runsAlways)],
});

/** The kinds that make pods or are pods, but those of `batch`. */
export const WORKLOADS: Readonly<Record<string, () => Shape>> = {
  'apps/Deployment': withSpec(DEPLOYMENT, `${APPS}#ValidateDeployment`),
  'apps/ReplicaSet': withSpec(REPLICA_SET, `${APPS}#ValidateReplicaSet`),
  'apps/DaemonSet': withSpec(DAEMON_SET, `${APPS}#ValidateDaemonSet`),
  'apps/StatefulSet': withSpec(STATEFUL_SET, `${APPS}#ValidateStatefulSet`),
  'apps/ControllerRevision': () => ({
    source: `${APPS}#ValidateControllerRevisionCreate`,
    fields: { revision: natural },
    rules: [relation(controllerData)],
  }),
  '/ReplicationController': withSpec(REPLICATION_CONTROLLER, 'core/validation#ValidateReplicationController'),
  '/PodTemplate': () => ({
    source: 'core/validation#ValidatePodTemplate',
    fields: { template: needed(POD_TEMPLATE) },
  }),
  '/Pod': () => ({
    source: 'core/validation#ValidatePodCreate',
    fields: { spec: [required, a(POD_SPEC), a(PENDING)] },
    rules: [relation(podAnnotations), relation(seccompAnnotations), relation(appArmorAnnotations)],
  }),
};

const POD_VOLUME = (): Shape => ({
  source: 'core/validation#validateImageVolumeSource',
  fields: {
    image: a(() => ({ source: 'core/validation#validateImageVolumeSource', fields: { reference: required } })),
  },
});

const PENDING = (): Shape => ({
  source: 'core/validation#ValidatePodCreate',
  fields: {
    containers: listOf(IMAGE),
    initContainers: listOf(IMAGE),
    volumes: since(35, listOf(POD_VOLUME)),
  },
  rules: [
    since(34, relation(podResources(true))),
    when(
      not(isOr('nodeName', '', '')),
      field('schedulingGates', { rule: 'forbidden', zero: true, why: 'exclude nodeName: leave one of the two out' }),
    ),
  ],
});

const IMAGE = (): Shape => ({
  source: 'core/validation#validateContainerOnlyForPod',
  fields: { image: text('trimmed') },
});
