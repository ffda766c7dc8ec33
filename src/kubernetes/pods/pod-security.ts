import { defined } from '../../core/defined';
import { isMap, listAt, textAt, valueAt } from '../json';
import { JsonObject, JsonValue } from '../objects';
import { containersOf } from './pod-spec';

/** A level of Kubernetes' Pod Security Standards that refuses pods. */
export type PodSecurityStandard = 'baseline' | 'restricted';

/** A control of the Pod Security Standards that a pod does not meet. */
export interface PodSecurityViolation {
  /** The level that has the control; `restricted` has those of `baseline` too. */
  readonly level: PodSecurityStandard;
  /** Who breaks it and what the standard asks for, as `container "main" must not be privileged`. */
  readonly text: string;
  /** The first minor version of the standard that refuses it. @default - the first one */
  readonly since?: number;
  /** The first minor version of the standard that allows it. @default - none */
  readonly until?: number;
  /** The first minor version of Kubernetes that reads the field; those before drop it. @default - all read it */
  readonly read?: number;
}

/** A control of the standards: a row of k8s.io/pod-security-admission, policy/check_*.go, 0.36.3. */
interface Control extends Pick<PodSecurityViolation, 'level' | 'read' | 'since' | 'until'> {
  /** Its demand, after the name of who breaks it. */
  readonly asks: string;
  /** Whether a container breaks it. */
  readonly container?: (container: JsonObject, pod: JsonObject) => boolean;
  /** Whether the pod's own specification breaks it. */
  readonly pod?: (pod: JsonObject, annotations: JsonObject) => boolean;
}

const context = (holder: JsonObject, ...path: string[]): JsonValue | undefined =>
  valueAt(holder, 'securityContext', ...path);

const isOneOf =
  (...values: readonly string[]) =>
  (value: JsonValue | undefined): boolean =>
    values.includes(typeof value === 'string' ? value : '');

/** A field of the security context of pods and containers, whose value is bad. */
const either = (isBad: (holder: JsonObject) => boolean): Pick<Control, 'container' | 'pod'> => ({
  container: isBad,
  pod: isBad,
});

const isGiven = (value: JsonValue | undefined): boolean => value !== undefined && value !== null;

const isProfile = isOneOf('Localhost', 'RuntimeDefault');

/** Whether a profile is given, of a type that a standard does not have. */
const isBadProfile =
  (field: string) =>
  (holder: JsonObject): boolean =>
    isGiven(context(holder, field)) && !isProfile(context(holder, field, 'type'));

const isWindows = (pod: JsonObject): boolean => valueAt(pod, 'os', 'name') === 'windows';

/** Whether root in the pod is nobody on the node. */
const hasUsers = (pod: JsonObject): boolean => pod.hostUsers === false;

const isUnmasked = (container: JsonObject): boolean =>
  isGiven(context(container, 'procMount')) && context(container, 'procMount') !== 'Default';

const isRoot = (holder: JsonObject): boolean => context(holder, 'runAsUser') === 0;

const added = (container: JsonObject): JsonValue[] => listAt(container, 'securityContext', 'capabilities', 'add');

const sysctls = (pod: JsonObject): JsonValue[] =>
  listAt(pod, 'securityContext', 'sysctls').map((one) => valueAt(one, 'name') ?? null);

const hasSysctlBeyond =
  (names: readonly string[]) =>
  (pod: JsonObject): boolean =>
    sysctls(pod).some((name) => !isOneOf(...names)(name));

const DEFAULT_CAPABILITIES: readonly string[] = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];

/** Sysctls that a pod may set, and those that later versions add. */
const SYSCTLS: readonly string[] = [
  ...['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start'],
  ...['net.ipv4.ping_group_range', 'net.ipv4.tcp_syncookies'],
];
const SYSCTLS_27 = [...SYSCTLS, 'net.ipv4.ip_local_reserved_ports'];
const SYSCTLS_29 = [
  ...SYSCTLS_27,
  ...['keepalive_time', 'fin_timeout', 'keepalive_intvl', 'keepalive_probes'].map((name) => `net.ipv4.tcp_${name}`),
];
const SYSCTLS_32 = [...SYSCTLS_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];

const hasSelinux =
  (types: readonly string[]) =>
  (holder: JsonObject): boolean =>
    !isOneOf(...types)(context(holder, 'seLinuxOptions', 'type')) ||
    ['role', 'user'].some((field) => textAt(holder, 'securityContext', 'seLinuxOptions', field) !== undefined);

/** Types of volumes that the restricted standard has. */
const VOLUMES = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected'],
  'secret',
];

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

const isBadAppArmor = ([key, value]: readonly [string, JsonValue]): boolean =>
  key.startsWith(APP_ARMOR) && typeof value === 'string' && !/^(?:|runtime\/default|localhost\/.*)$/.test(value);

/** Handlers of a container that name a host. */
const hasHost = (container: JsonObject): boolean =>
  [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => container[probe]),
    ...['postStart', 'preStop'].map((event) => valueAt(container, 'lifecycle', event)),
  ].some((handler) => ['httpGet', 'tcpSocket'].some((kind) => textAt(handler, kind, 'host') !== undefined));

const CONTROLS: readonly Control[] = [
  {
    level: 'baseline',
    asks: 'must not be privileged',
    container: (container) => context(container, 'privileged') === true,
  },
  {
    level: 'baseline',
    asks: 'must not use hostNetwork, hostPID or hostIPC',
    pod: (pod) => [pod.hostNetwork, pod.hostPID, pod.hostIPC].includes(true),
  },
  {
    level: 'baseline',
    asks: 'must not mount a hostPath volume',
    pod: (pod) => listAt(pod, 'volumes').some((volume) => isGiven(valueAt(volume, 'hostPath'))),
  },
  {
    level: 'baseline',
    asks: 'must not use a hostPort',
    container: (container) => listAt(container, 'ports').some((port) => (valueAt(port, 'hostPort') ?? 0) !== 0),
  },
  {
    level: 'baseline',
    asks: `must not add other capabilities than ${DEFAULT_CAPABILITIES.join(', ')}`,
    container: (container) => added(container).some((name) => !isOneOf(...DEFAULT_CAPABILITIES)(name)),
  },
  {
    level: 'baseline',
    asks: 'must leave securityContext.procMount at Default',
    until: 35,
    read: 33,
    container: isUnmasked,
  },
  {
    level: 'baseline',
    asks: 'must leave securityContext.procMount at Default',
    since: 35,
    container: (container, pod) => isUnmasked(container) && !hasUsers(pod),
  },
  {
    level: 'baseline',
    asks: `must not set securityContext.seLinuxOptions but for the types ${SELINUX_TYPES.slice(1).join(', ')}`,
    until: 31,
    ...either(hasSelinux(SELINUX_TYPES)),
  },
  {
    level: 'baseline',
    asks: `must not set securityContext.seLinuxOptions but for the types ${SELINUX_TYPES.slice(1).join(', ')} and container_engine_t`,
    since: 31,
    ...either(hasSelinux([...SELINUX_TYPES, 'container_engine_t'])),
  },
  {
    level: 'baseline',
    asks: 'must have an AppArmor profile of type RuntimeDefault or Localhost, if any',
    container: isBadProfile('appArmorProfile'),
    pod: (pod, annotations) => isBadProfile('appArmorProfile')(pod) || Object.entries(annotations).some(isBadAppArmor),
  },
  {
    level: 'baseline',
    asks: 'must have a seccomp profile of type RuntimeDefault or Localhost, if any',
    since: 19,
    ...either(isBadProfile('seccompProfile')),
  },
  {
    level: 'baseline',
    asks: 'must not set securityContext.windowsOptions.hostProcess',
    ...either((holder) => context(holder, 'windowsOptions', 'hostProcess') === true),
  },
  ...(
    [
      [undefined, 27, SYSCTLS],
      [27, 29, SYSCTLS_27],
      [29, 32, SYSCTLS_29],
      [32, undefined, SYSCTLS_32],
    ] as const
  ).map(([since, until, names]): Control => ({
    level: 'baseline',
    asks: `must not set other sysctls than ${names.join(', ')}`,
    ...defined({ since, until }),
    pod: hasSysctlBeyond(names),
  })),
  {
    level: 'baseline',
    asks: 'must not name a host in a probe or a lifecycle handler',
    since: 34,
    container: hasHost,
  },
  {
    level: 'restricted',
    asks: 'must set securityContext.allowPrivilegeEscalation to false',
    since: 8,
    container: (container, pod) => context(container, 'allowPrivilegeEscalation') !== false && !isWindows(pod),
  },
  {
    level: 'restricted',
    asks: 'must drop all capabilities, securityContext.capabilities.drop: [ALL]',
    since: 22,
    container: (container, pod) =>
      !listAt(container, 'securityContext', 'capabilities', 'drop').includes('ALL') && !isWindows(pod),
  },
  {
    level: 'restricted',
    asks: 'must not add other capabilities than NET_BIND_SERVICE',
    since: 22,
    container: (container, pod) => added(container).some((name) => name !== 'NET_BIND_SERVICE') && !isWindows(pod),
  },
  {
    level: 'restricted',
    asks: 'must set securityContext.runAsNonRoot to true',
    until: 35,
    ...nonRoot(() => false),
  },
  {
    level: 'restricted',
    asks: 'must set securityContext.runAsNonRoot to true',
    since: 35,
    ...nonRoot(hasUsers),
  },
  { level: 'restricted', asks: 'must not set securityContext.runAsUser to 0', since: 23, until: 35, ...either(isRoot) },
  {
    level: 'restricted',
    asks: 'must not set securityContext.runAsUser to 0',
    since: 35,
    container: (container, pod) => isRoot(container) && !hasUsers(pod),
    pod: (pod) => isRoot(pod) && !hasUsers(pod),
  },
  {
    level: 'restricted',
    asks: 'must set securityContext.seccompProfile.type to RuntimeDefault or Localhost',
    since: 19,
    container: (container, pod) =>
      !isGiven(context(container, 'seccompProfile')) &&
      !isProfile(context(pod, 'seccompProfile', 'type')) &&
      !isWindows(pod),
  },
  {
    level: 'restricted',
    asks: `must mount volumes of the types ${VOLUMES.join(', ')} only`,
    pod: (pod) =>
      listAt(pod, 'volumes').some(
        (volume) => isMap(volume) && hasSource(volume) && !VOLUMES.some((type) => isGiven(volume[type])),
      ),
  },
  {
    level: 'restricted',
    asks: 'must leave securityContext.procMount at Default',
    since: 35,
    container: (container, pod) => isUnmasked(container) && hasUsers(pod),
  },
];

/** Whether a volume names a source: one that names none is an emptyDir. */
function hasSource(volume: JsonObject): boolean {
  return Object.keys(volume).some((key) => key !== 'name' && isGiven(volume[key]));
}

/** That nobody runs as root: containers count what the pod says, unless they say otherwise. */
function nonRoot(isFree: (pod: JsonObject) => boolean): Pick<Control, 'container' | 'pod'> {
  return {
    container: (container, pod) => {
      const own = context(container, 'runAsNonRoot');
      return (isGiven(own) ? own === false : context(pod, 'runAsNonRoot') !== true) && !isFree(pod);
    },
    pod: (pod) => context(pod, 'runAsNonRoot') === false && !isFree(pod),
  };
}

/**
 * The controls of the Pod Security Standards that a pod does not meet.
 *
 * @param pod its specification
 * @param annotations its annotations
 */
export function podSecurityViolations(pod: JsonObject, annotations: JsonObject = {}): PodSecurityViolation[] {
  const containers = containersOf(pod);
  return CONTROLS.flatMap(({ asks, container: ofContainer, pod: ofPod, ...control }) => {
    const who = [
      ...(ofPod?.(pod, annotations) === true ? ['the pod'] : []),
      ...containers
        .filter((container) => ofContainer?.(container, pod) === true)
        .map((container) => `container ${JSON.stringify(container.name ?? '')}`),
    ];
    return who.map((one) => ({ ...control, text: `${one} ${asks}` }));
  });
}

/**
 * The violations that a namespace refuses which enforces a level.
 *
 * @param standard minor version of the standard; the newest one of the API server if that is older
 * @param kubernetes minor version of Kubernetes
 */
export function refusedBy(
  violations: readonly PodSecurityViolation[],
  enforced: PodSecurityStandard,
  standard: number,
  kubernetes: number,
): PodSecurityViolation[] {
  const minor = Math.min(standard, kubernetes);
  return violations.filter(
    ({ level, since = 0, until = Infinity, read = 0 }) =>
      (enforced === 'restricted' || level === 'baseline') && since <= minor && minor < until && read <= kubernetes,
  );
}
