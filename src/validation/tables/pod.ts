import { defined } from '../../core/defined';
import {
  a,
  all,
  atMost,
  Check,
  choice,
  each,
  exactlyOne,
  field,
  Fields,
  given,
  ip,
  is,
  isOr,
  keys,
  listOf,
  not,
  range,
  relation,
  required,
  Shape,
  since,
  strictChoice,
  strictText,
  text,
  unique,
  unset,
  until,
  viewed,
  warning,
  when,
  needed,
} from '../checks/rule';
import { appArmorAnnotations, podAnnotations, seccompAnnotations } from '../relations/annotations';
import { mounts } from '../relations/mounts';
import {
  claimNames,
  containerNames,
  dnsNone,
  hostnameLength,
  hostnameOverride,
  hostNetworkPorts,
  hostPortsOfAll,
  hostUsers,
  lifecycles,
  podResources,
  procMounts,
  resizePolicies,
  sysctls,
} from '../relations/pod';
import { checkResources } from '../relations/quantities';
import { affinityKeys, expressionValues, nodeNames, spreadKeys } from '../relations/scheduling';
import { droppedImages, withoutImages } from '../relations/volumes';
import { hostProcesses, operatingSystem } from '../relations/windows';
import { APP_ARMOR, CONTAINER, ID, INIT_CONTAINER, SECCOMP, WINDOWS_OPTIONS } from './container';
import { LABEL_SELECTOR, labels } from './meta';
import { VOLUME } from './volumes';

const CORE = 'core/validation';

const TOLERATION = (): Shape => ({
  source: `${CORE}#ValidateTolerations`,
  fields: {
    key: text('qualifiedName'),
    operator: choice('Equal', 'Exists'),
    effect: choice('NoSchedule', 'PreferNoSchedule', 'NoExecute'),
  },
  rules: [
    when(
      all(isOr('key', '', ''), not(is('operator', 'Exists'))),
      field('operator', {
        rule: 'forbidden',
        why: 'of a toleration of all keys is Exists: set it, or give a key',
      }),
      field('key', { rule: 'required', hint: 'set it, or set operator to Exists' }),
    ),
    when(
      all(given('tolerationSeconds'), not(is('effect', 'NoExecute'))),
      field('tolerationSeconds', { rule: 'forbidden', why: 'belongs to effect NoExecute: set that, or leave it out' }),
    ),
    when(isOr('operator', 'Equal', 'Equal'), field('value', text('labelValue'))),
    when(is('operator', 'Exists'), field('value', unset('belongs to operator Equal: leave it out'))),
  ],
});

/** Tolerations of a pod. */
export const tolerations: Check = listOf(TOLERATION);

const EXPRESSION =
  (checkValues: boolean): (() => Shape) =>
  () => ({
    source: `${CORE}#ValidateNodeSelectorRequirement`,
    fields: {
      key: [required, strictText('qualifiedName')],
      operator: [required, choice('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt')],
      ...defined({ values: checkValues ? since(33, each(strictText('labelValue'))) : undefined }),
    },
    rules: [relation(expressionValues)],
  });

const NODE_FIELD = (): Shape => ({
  source: `${CORE}#ValidateNodeFieldSelectorRequirement`,
  fields: { key: [required, choice('metadata.name')], operator: [required, choice('In', 'NotIn')] },
  rules: [relation(nodeNames)],
});

const term = (checkValues: boolean): (() => Shape) => {
  const expression = EXPRESSION(checkValues);
  return () => ({
    source: `${CORE}#ValidateNodeSelectorTerm`,
    fields: { matchExpressions: listOf(expression), matchFields: listOf(NODE_FIELD) },
  });
};

const TERM = term(true);
const PREFERRED_TERM = term(false);

/** A selector of nodes. */
export const NODE_SELECTOR = (): Shape => ({
  source: `${CORE}#ValidateNodeSelector`,
  fields: { nodeSelectorTerms: [required, listOf(TERM)] },
});

const weight = range(1, 100);

const POD_TERM = (): Shape => ({
  source: `${CORE}#validatePodAffinityTerm`,
  fields: {
    labelSelector: a(LABEL_SELECTOR),
    namespaceSelector: a(LABEL_SELECTOR),
    namespaces: each(strictText('dnsLabel')),
    topologyKey: [required, text('qualifiedName')],
    matchLabelKeys: each(strictText('qualifiedName')),
    mismatchLabelKeys: each(strictText('qualifiedName')),
  },
  rules: [relation(affinityKeys)],
});

const POD_AFFINITY = (): Shape => ({
  source: `${CORE}#validatePodAffinity`,
  fields: {
    requiredDuringSchedulingIgnoredDuringExecution: listOf(POD_TERM),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(() => ({
      source: `${CORE}#validateWeightedPodAffinityTerms`,
      fields: { weight: [required, weight], podAffinityTerm: a(POD_TERM) },
    })),
  },
});

const AFFINITY = (): Shape => ({
  source: `${CORE}#validateAffinity`,
  fields: {
    nodeAffinity: a(() => ({
      source: `${CORE}#validateNodeAffinity`,
      fields: {
        requiredDuringSchedulingIgnoredDuringExecution: a(NODE_SELECTOR),
        preferredDuringSchedulingIgnoredDuringExecution: listOf(() => ({
          source: `${CORE}#ValidatePreferredSchedulingTerms`,
          fields: { weight: [required, weight], preference: a(PREFERRED_TERM) },
        })),
      },
    })),
    podAffinity: a(POD_AFFINITY),
    podAntiAffinity: a(POD_AFFINITY),
  },
});

const SPREAD = (): Shape => ({
  source: `${CORE}#validateTopologySpreadConstraints`,
  fields: {
    maxSkew: [required, range(1)],
    topologyKey: required,
    whenUnsatisfiable: [required, choice('DoNotSchedule', 'ScheduleAnyway')],
    minDomains: range(1),
    nodeAffinityPolicy: strictChoice('Ignore', 'Honor'),
    nodeTaintsPolicy: strictChoice('Ignore', 'Honor'),
    matchLabelKeys: each(strictText('qualifiedName')),
    labelSelector: a(LABEL_SELECTOR),
  },
  rules: [
    when(
      all(given('minDomains'), not(is('whenUnsatisfiable', 'DoNotSchedule'))),
      field('minDomains', { rule: 'forbidden', why: 'belongs to whenUnsatisfiable DoNotSchedule: leave it out' }),
    ),
    relation(spreadKeys),
  ],
});

const SYSCTL = (): Shape => ({
  source: `${CORE}#validateSysctls`,
  fields: { name: [required, text('sysctl')] },
});

const POD_SECURITY = (): Shape => ({
  source: `${CORE}#validatePodSpecSecurityContext`,
  fields: {
    fsGroup: ID,
    runAsUser: ID,
    runAsGroup: ID,
    supplementalGroups: each(ID),
    sysctls: [listOf(SYSCTL), unique('name')],
    fsGroupChangePolicy: strictChoice('OnRootMismatch', 'Always'),
    seccompProfile: a(SECCOMP),
    appArmorProfile: a(APP_ARMOR),
    windowsOptions: a(WINDOWS_OPTIONS),
    supplementalGroupsPolicy: since(33, strictChoice('Merge', 'Strict')),
    seLinuxChangePolicy: since(33, strictChoice('Recursive', 'MountOption')),
  },
});

const DNS = (): Shape => ({
  source: `${CORE}#validatePodDNSConfig`,
  fields: {
    nameservers: [atMost(3), each(ip)],
    searches: [
      atMost(32),
      since(33, each(strictText('searchDomain'))),
      until(32, each(strictText('strictSearchDomain'))),
    ],
    options: listOf(() => ({ source: `${CORE}#validatePodDNSConfig`, fields: { name: required } })),
  },
});

const HOST_ALIAS = (): Shape => ({
  source: `${CORE}#ValidateHostAliases`,
  fields: { ip: [required, ip], hostnames: each(strictText('dnsSubdomain')) },
});

const RESOURCE_CLAIM = (): Shape => ({
  source: `${CORE}#validatePodResourceClaim`,
  fields: {
    name: [required, text('dnsLabel')],
    resourceClaimName: strictText('dnsSubdomain'),
    resourceClaimTemplateName: strictText('dnsSubdomain'),
  },
  rules: [exactlyOne('claim', 'resourceClaimName', 'resourceClaimTemplateName')],
});

const VOLUMES: readonly Check[] = [listOf(VOLUME), unique('name')];

/** The spec of a pod. */
export const POD_SPEC = (): Shape => ({
  source: `${CORE}#ValidatePodSpec`,
  fields: {
    volumes: since(35, ...VOLUMES),
    resourceClaims: since(34, listOf(RESOURCE_CLAIM), unique('name')),
    containers: [required, listOf(CONTAINER)],
    initContainers: listOf(INIT_CONTAINER),
    ephemeralContainers: unset('are added to running pods only: leave them out'),
    resources: since(
      34,
      a(() => ({
        source: `${CORE}#validatePodResources`,
        fields: { claims: { rule: 'forbidden', why: 'belong to containers: leave them out' } },
        rules: [relation((resources: Fields, report) => checkResources(resources, 'pod', report))],
      })),
    ),
    restartPolicy: choice('Always', 'OnFailure', 'Never'),
    dnsPolicy: choice('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'),
    nodeSelector: labels,
    securityContext: a(POD_SECURITY),
    affinity: a(AFFINITY),
    dnsConfig: a(DNS),
    readinessGates: listOf(() => ({
      source: `${CORE}#validateReadinessGates`,
      fields: { conditionType: strictText('qualifiedName') },
    })),
    schedulingGates: [
      listOf(() => ({ source: `${CORE}#validateSchedulingGates`, fields: { name: strictText('qualifiedName') } })),
      unique('name'),
    ],
    topologySpreadConstraints: [listOf(SPREAD), unique('topologyKey', 'whenUnsatisfiable')],
    serviceAccountName: text('dnsSubdomain'),
    nodeName: text('dnsSubdomain'),
    activeDeadlineSeconds: range(1, 2 ** 31 - 1),
    hostname: text('dnsLabel'),
    hostnameOverride: since(35, strictText('dnsSubdomain'), relation(hostnameLength)),
    subdomain: text('dnsLabel'),
    tolerations,
    hostAliases: listOf(HOST_ALIAS),
    priorityClassName: text('dnsSubdomain'),
    runtimeClassName: strictText('dnsSubdomain'),
    preemptionPolicy: strictChoice('PreemptLowerPriority', 'Never'),
    overhead: relation(
      (overhead: Fields | undefined, report) => overhead && checkResources({ limits: overhead }, 'container', report),
    ),
    os: a(() => ({ source: `${CORE}#validateOS`, fields: { name: [required, choice('linux', 'windows')] } })),
  },
  rules: [
    when(isOr('serviceAccountName', '', ''), field('serviceAccount', text('dnsSubdomain'))),
    until(34, viewed('volumes', withoutImages, ...VOLUMES), warning(relation(droppedImages))),
    relation(mounts),
    relation(containerNames),
    relation(hostPortsOfAll),
    relation(hostNetworkPorts),
    relation(claimNames),
    relation(hostUsers),
    relation(procMounts),
    relation(sysctls),
    relation(dnsNone),
    relation(resizePolicies),
    relation(lifecycles),
    since(34, relation(podResources(false))),
    since(35, relation(hostnameOverride)),
    relation(operatingSystem),
    relation(hostProcesses),
  ],
});

const annotations = keys(strictText('qualifiedNameAnyCase'));

/** A template that makes pods. */
export const POD_TEMPLATE = (): Shape => ({
  source: `${CORE}#ValidatePodTemplateSpec`,
  fields: {
    metadata: a(() => ({ source: `${CORE}#ValidatePodTemplateSpec`, fields: { labels, annotations } })),
    spec: needed(POD_SPEC),
  },
  rules: [relation(podAnnotations), relation(seccompAnnotations), relation(appArmorAnnotations)],
});
