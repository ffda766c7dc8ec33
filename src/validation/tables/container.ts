import {
  a,
  absent,
  all,
  Check,
  choice,
  Condition,
  exactlyOne,
  field,
  Fields,
  given,
  is,
  isOr,
  listOf,
  not,
  port,
  protocol,
  range,
  rangeOrZero,
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
  warning,
  when,
  needed,
} from '../checks/rule';
import { devicesAndMounts } from '../relations/mounts';
import { hostPorts, neverRestarted, sharesNothing } from '../relations/pod';
import { checkResources } from '../relations/quantities';
import { windowsUser } from '../relations/windows';
import { POD_FIELD, RESOURCE_FIELD, VARIABLE_FIELDS } from './files';
import { LIFECYCLE, ONE_SUCCESS, READINESS } from './probes';

const CORE = 'core/validation';

const CONTAINER_PORT = (): Shape => ({
  source: `${CORE}#validateContainerPorts`,
  fields: {
    name: text('portName'),
    containerPort: [required, port],
    hostPort: rangeOrZero(1, 65_535),
    protocol,
  },
});

const KEY_REFERENCE = (): Shape => ({
  source: `${CORE}#validateConfigMapKeySelector`,
  fields: { name: [required, text('dnsSubdomain')], key: [required, text('dataKey')] },
});

const FILE_KEY = (): Shape => ({
  source: `${CORE}#validateFileKeySelector`,
  fields: {
    key: [required, text('variableName')],
    volumeName: [required, text('dnsLabel')],
    path: [required, text('pathWithoutBacksteps')],
  },
});

const VARIABLE = (): Shape => ({
  source: `${CORE}#ValidateEnv`,
  fields: { name: [required, text('variableName')], valueFrom: a(VARIABLE_SOURCE) },
  rules: [
    when(
      all(given('valueFrom'), not(isOr('value', '', ''))),
      field('valueFrom', unset('stands beside value: keep one of the two')),
    ),
  ],
});

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef'];

const VARIABLE_SOURCE = (): Shape => ({
  source: `${CORE}#validateEnvVarValueFrom`,
  fields: {
    fieldRef: a(POD_FIELD(VARIABLE_FIELDS)),
    resourceFieldRef: a(RESOURCE_FIELD),
    configMapKeyRef: a(KEY_REFERENCE),
    secretKeyRef: a(KEY_REFERENCE),
    fileKeyRef: since(35, a(FILE_KEY)),
  },
  rules: [until(34, exactlyOne('source', ...SOURCES)), since(35, exactlyOne('source', ...SOURCES, 'fileKeyRef'))],
});

const VARIABLES_FROM = (): Shape => {
  const named = a(() => ({
    source: `${CORE}#validateConfigMapEnvSource`,
    fields: { name: [required, text('dnsPrefix')] },
  }));
  return {
    source: `${CORE}#ValidateEnvFrom`,
    fields: { prefix: text('variableName'), configMapRef: named, secretRef: named },
    rules: [exactlyOne('source', 'configMapRef', 'secretRef')],
  };
};

const profile = (kind: string, why: string): Check[] => [
  when(is('type', 'Localhost'), field('localhostProfile', { rule: 'required', hint: `name the ${kind} profile` })),
  when(not(is('type', 'Localhost')), field('localhostProfile', { rule: 'forbidden', why })),
];

/** A seccomp profile. */
export const SECCOMP = (): Shape => ({
  source: `${CORE}#validateSeccompProfileField`,
  fields: {
    type: [required, choice('Localhost', 'RuntimeDefault', 'Unconfined')],
    localhostProfile: text('pathBelow'),
  },
  rules: [
    when(all(is('type', 'Localhost'), absent('localhostProfile')), field('localhostProfile', required)),
    when(
      not(is('type', 'Localhost')),
      field('localhostProfile', { rule: 'forbidden', why: 'belongs to type Localhost: leave it out' }),
    ),
  ],
});

/** An AppArmor profile. */
export const APP_ARMOR = (): Shape => ({
  source: `${CORE}#ValidateAppArmorProfileField`,
  fields: { type: [required, choice('Localhost', 'RuntimeDefault', 'Unconfined')], localhostProfile: text('trimmed') },
  rules: profile('AppArmor', 'belongs to type Localhost: leave it out'),
});

/** Options for Windows. */
export const WINDOWS_OPTIONS = (): Shape => ({
  source: `${CORE}#validateWindowsSecurityContextOptions`,
  fields: { gmsaCredentialSpecName: strictText('dnsSubdomain') },
  rules: [relation(windowsUser), when(is('gmsaCredentialSpec', ''), field('gmsaCredentialSpec', required))],
});

/** User and group ids. */
export const ID = range(0, 2 ** 31 - 1);

const SECURITY_CONTEXT = (): Shape => ({
  source: `${CORE}#ValidateSecurityContext`,
  fields: {
    runAsUser: ID,
    runAsGroup: ID,
    procMount: since(33, strictChoice('Default', 'Unmasked')),
    seccompProfile: a(SECCOMP),
    appArmorProfile: a(APP_ARMOR),
    windowsOptions: a(WINDOWS_OPTIONS),
  },
  rules: [relation(sharesNothing)],
});

const MOUNT = (): Shape => ({
  source: `${CORE}#ValidateVolumeMounts`,
  fields: {
    name: required,
    mountPath: required,
    subPath: text('pathBelow'),
    subPathExpr: text('pathBelow'),
    mountPropagation: strictChoice('Bidirectional', 'HostToContainer', 'None'),
    recursiveReadOnly: strictChoice('Disabled', 'Enabled', 'IfPossible'),
  },
  rules: [
    when(
      all(not(isOr('subPath', '', '')), not(isOr('subPathExpr', '', ''))),
      field('subPathExpr', { rule: 'forbidden', why: 'stands beside subPath: keep one of the two' }),
    ),
    when(
      all(is('recursiveReadOnly', 'Enabled', 'IfPossible'), not(is('readOnly', true))),
      field('recursiveReadOnly', { rule: 'forbidden', why: 'needs readOnly: set it to true' }),
    ),
    when(
      all(is('recursiveReadOnly', 'Enabled', 'IfPossible'), not(isOr('mountPropagation', 'None', 'None'))),
      field('recursiveReadOnly', { rule: 'forbidden', why: 'excludes mountPropagation: leave one of the two out' }),
    ),
  ],
});

const DEVICE = (): Shape => ({
  source: `${CORE}#ValidateVolumeDevices`,
  fields: { name: required, devicePath: [required, text('pathWithoutBacksteps')] },
});

/** Requests and limits of a container. */
export const RESOURCES = (): Shape => ({
  source: `${CORE}#validateResourceRequirements`,
  rules: [relation((resources: Fields, report) => checkResources(resources, 'container', report))],
});

const RESIZE = (): Shape => ({
  source: `${CORE}#validateResizePolicy`,
  fields: {
    resourceName: [required, choice('cpu', 'memory')],
    restartPolicy: [required, choice('NotRequired', 'RestartContainer')],
  },
});

/** Fields common to containers of all sorts. */
const COMMON: Shape = {
  source: `${CORE}#validateContainerCommon`,
  fields: {
    name: [required, text('dnsLabel')],
    image: required,
    terminationMessagePolicy: choice('File', 'FallbackToLogsOnError'),
    imagePullPolicy: choice('Always', 'IfNotPresent', 'Never'),
    ports: [listOf(CONTAINER_PORT), unique('name')],
    env: listOf(VARIABLE),
    envFrom: listOf(VARIABLES_FROM),
    volumeMounts: [listOf(MOUNT), unique('mountPath')],
    volumeDevices: [listOf(DEVICE), unique('name'), unique('devicePath')],
    resources: a(RESOURCES),
    resizePolicy: since(33, listOf(RESIZE), unique('resourceName')),
    securityContext: a(SECURITY_CONTEXT),
  },
  rules: [relation(devicesAndMounts)],
};

const RUNNING = {
  lifecycle: a(LIFECYCLE),
  livenessProbe: a(ONE_SUCCESS),
  readinessProbe: a(READINESS),
  startupProbe: a(ONE_SUCCESS),
};

const RESTART_RULE = (): Shape => ({
  source: `${CORE}#validateContainerRestartPolicy`,
  fields: {
    action: [required, until(35, choice('Restart')), since(36, choice('Restart', 'RestartAllContainers'))],
    exitCodes: needed(() => ({
      source: `${CORE}#validateContainerRestartPolicy`,
      fields: { operator: [required, choice('In', 'NotIn')], values: { rule: 'size', max: 255 } },
    })),
  },
});

/** A list is there and has items. */
const filledList = (name: string): Condition => not({ field: name, zero: true });

const RESTART_RULES: Check[] = [{ rule: 'size', max: 20 }, listOf(RESTART_RULE)];

/** A container that runs as long as its pod. */
export const CONTAINER = (): Shape => ({
  ...COMMON,
  fields: {
    ...COMMON.fields,
    ...RUNNING,
    restartPolicy: [
      until(33, { rule: 'forbidden', why: 'belongs to init containers: leave it out' }),
      since(35, strictChoice('Always', 'Never', 'OnFailure')),
    ],
    restartPolicyRules: since(35, ...RESTART_RULES),
  },
  rules: [
    ...(COMMON.rules ?? []),
    since(35, when(all(filledList('restartPolicyRules'), absent('restartPolicy')), field('restartPolicy', required))),
  ],
});

const NOT_AT_START = 'only a container that runs on (restartPolicy: Always) has one: leave it out';

/** A container that runs before the others, or beside them if it restarts. */
export const INIT_CONTAINER = (): Shape => ({
  ...COMMON,
  source: `${CORE}#validateInitContainers`,
  fields: {
    ...COMMON.fields,
    restartPolicy: [
      until(33, strictChoice('Always')),
      // 1.34 leaves others out and goes on.
      until(34, warning(strictChoice('Always'))),
      since(35, strictChoice('Always', 'Never', 'OnFailure')),
    ],
    restartPolicyRules: since(35, ...RESTART_RULES),
  },
  rules: [
    ...(COMMON.rules ?? []),
    when(is('restartPolicy', 'Always'), ...Object.entries(RUNNING).map(([name, check]) => field(name, check))),
    when(
      not(is('restartPolicy', 'Always')),
      ...Object.keys(RUNNING).map((name) => field(name, { rule: 'forbidden', why: NOT_AT_START })),
    ),
    since(35, when(all(filledList('restartPolicyRules'), absent('restartPolicy')), field('restartPolicy', required))),
    {
      rule: 'in',
      since: 35,
      until: 35,
      checks: [
        when(
          is('restartPolicy', 'Always'),
          field('restartPolicyRules', unset('belong to containers that end: leave them out')),
        ),
      ],
    },
    since(36, when(not(is('restartPolicy', 'Always')), field('resizePolicy', relation(neverRestarted)))),
    relation(hostPorts),
  ],
});
