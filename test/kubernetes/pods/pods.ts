import { JsonObject, JsonValue } from '../../../src/kubernetes/objects';
import { Random } from '../../languages/grammar/random';

/** A pod: its specification and its annotations. */
export interface SeededPod {
  readonly spec: JsonObject;
  readonly annotations: JsonObject;
}

/** A namespace that pods are tried in: the level that it enforces, and the version of the standard. */
export const POD_NAMESPACES = [
  { level: 'baseline', version: 'latest' },
  { level: 'restricted', version: 'latest' },
  { level: 'restricted', version: 'v1.26' },
  { level: 'baseline', version: 'v1.28' },
] as const;

/** Makes a change of a pod and of one of its containers. */
type Change = (pod: JsonObject, container: JsonObject, random: Random, annotations: JsonObject) => void;

const contextOf = (holder: JsonObject): JsonObject => (holder.securityContext ??= {}) as JsonObject;

const setting =
  (field: string, ...values: readonly JsonValue[]): Change =>
  (pod, container, random) => {
    contextOf(random.chance(0.5) ? pod : container)[field] = structuredClone(random.pick(values));
  };

const onContainer =
  (field: string, ...values: readonly JsonValue[]): Change =>
  (_pod, container, random) => {
    contextOf(container)[field] = structuredClone(random.pick(values));
  };

const onPod =
  (field: string, ...values: readonly JsonValue[]): Change =>
  (pod, _container, random) => {
    pod[field] = structuredClone(random.pick(values));
  };

const without =
  (field: string): Change =>
  (_pod, container) => {
    delete contextOf(container)[field];
  };

const volume = (source: JsonObject): JsonValue => [{ name: 'v', ...source }];

const profile = (type: string): JsonObject => ({
  type,
  ...(type === 'Localhost' ? { localhostProfile: 'a.json' } : {}),
});

const CHANGES: readonly Change[] = [
  onContainer('privileged', true, false),
  onContainer('allowPrivilegeEscalation', true, false),
  without('allowPrivilegeEscalation'),
  without('capabilities'),
  without('seccompProfile'),
  without('runAsNonRoot'),
  onContainer('capabilities', { add: ['NET_ADMIN'] }, { drop: ['ALL'], add: ['NET_BIND_SERVICE'] }, { drop: ['KILL'] }),
  onContainer(
    'capabilities',
    { drop: ['ALL'], add: ['CHOWN'] },
    { drop: ['ALL'], add: ['NET_RAW'] },
    { drop: ['ALL'] },
  ),
  onContainer('procMount', 'Default', 'Unmasked'),
  setting('runAsNonRoot', true, false),
  setting('runAsUser', 0, 1000),
  setting('seccompProfile', profile('RuntimeDefault'), profile('Localhost'), profile('Unconfined')),
  setting('appArmorProfile', profile('RuntimeDefault'), profile('Localhost'), profile('Unconfined')),
  setting(
    'seLinuxOptions',
    { type: 'container_t' },
    { type: 'spc_t' },
    { level: 's0' },
    { type: 'container_engine_t' },
  ),
  setting('seLinuxOptions', { user: 'u' }, { role: 'r' }, {}),
  setting('windowsOptions', { hostProcess: false }, { runAsUserName: 'a' }),
  (pod, _container, random) => {
    const names = ['net.ipv4.tcp_syncookies', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_fin_timeout', 'kernel.msgmax'];
    contextOf(pod).sysctls = [{ name: random.pick(names), value: '1' }];
  },
  onPod('hostNetwork', true, false),
  onPod('hostPID', true, false),
  onPod('hostIPC', true, false),
  onPod('hostUsers', true, false),
  onPod('os', { name: 'linux' }),
  (pod) => {
    // A pod of Windows has no fields of Linux.
    pod.os = { name: 'windows' };
    delete pod.securityContext;
    for (const list of ['containers', 'initContainers']) {
      for (const container of (pod[list] ?? []) as JsonObject[]) container.securityContext = { runAsNonRoot: true };
    }
  },
  onPod(
    'volumes',
    volume({ hostPath: { path: '/x' } }),
    volume({ emptyDir: {} }),
    volume({ nfs: { server: 's', path: '/' } }),
  ),
  onPod('volumes', volume({}), volume({ secret: { secretName: 's' } }), volume({ csi: { driver: 'a.example.com' } })),
  onPod(
    'volumes',
    volume({ iscsi: { targetPortal: 'a', iqn: 'iqn.2000-01.a:b', lun: 0 } }),
    volume({ configMap: { name: 'c' } }),
  ),
  (_pod, container, random) => {
    container.ports = [{ containerPort: 80, ...(random.chance(0.5) ? { hostPort: 80 } : {}) }];
  },
  (_pod, container, random) => {
    const host = random.pick(['', '10.0.0.1']);
    container.lifecycle = { preStop: { httpGet: { port: 80, ...(host === '' ? {} : { host }) } } };
  },
  (pod, container, random) => {
    const probed = pod.initContainers === undefined ? container : ((pod.containers as JsonObject[])[0] as JsonObject);
    probed.livenessProbe = { tcpSocket: { port: 80, ...(random.chance(0.5) ? { host: '10.0.0.1' } : {}) } };
  },
  (pod) => {
    pod.initContainers ??= [{ name: 'first', image: 'a:1', securityContext: secure() }];
  },
  (_pod, _container, random, annotations) => {
    const value = random.pick(['runtime/default', 'localhost/a', 'unconfined']);
    annotations['container.apparmor.security.beta.kubernetes.io/main'] = value;
  },
];

function secure(): JsonObject {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** Pods that a seed makes again, by index: most are one or two changes away from one that every level takes. */
export function podsOf(seed: number, count: number): SeededPod[] {
  return Array.from({ length: count }, (_, index) => {
    const random = new Random(seed * 100_003 + index);
    const pod: JsonObject = { containers: [{ name: 'main', image: 'a:1', securityContext: secure() }] };
    if (random.chance(0.2)) contextOf(pod).runAsNonRoot = true;
    const annotations: JsonObject = {};
    for (let changes = random.below(4); changes > 0; changes--) {
      const list = random.pick(['containers', 'containers', 'initContainers']);
      const container = ((pod[list] ?? pod.containers) as JsonObject[])[0]!;
      random.pick(CHANGES)(pod, container, random, annotations);
    }
    return { spec: pod, annotations };
  });
}
