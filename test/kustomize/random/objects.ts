import { Random } from './random';

/** A Kubernetes object of a random tree. */
export type Made = Record<string, unknown> & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Record<string, unknown> & { readonly name: string };
};

/** A scalar that is written as it stands, without quotes. */
export class Plain {
  public constructor(public readonly text: string) {}
}

const APPS = ['web', 'api', 'worker', 'cache', 'queue'];
const IMAGES = ['nginx', 'ghcr.io/acme/app', 'redis', 'registry.local:5000/team/tool', 'busybox'];
const TAGS = [':1.25', ':v2.0.1', ':latest', '', '@sha256:0123456789abcdef', ':1.0@sha256:fedcba9876543210'];

/** The names that other objects of the same tree may refer to. */
export interface Names {
  readonly app: string;
  readonly config: string;
  readonly secret: string;
  readonly account: string;
  readonly claim: string;
}

/** Consistent names for one group of objects. */
export function namesFor(random: Random, at: number): Names {
  const app = `${random.pick(APPS)}${at === 0 ? '' : at}`;
  return { app, config: `${app}-config`, secret: `${app}-secret`, account: `${app}-sa`, claim: `${app}-data` };
}

function container(random: Random, names: Names, name: string): Record<string, unknown> {
  const result: Record<string, unknown> = { name, image: random.pick(IMAGES) + random.pick(TAGS) };
  if (random.chance(0.6)) {
    result.env = [
      { name: 'MODE', value: random.pick(['on', 'prod', '1.10', 'true', '$(APP_NAME)', 'a: b', '${region}']) },
      ...(random.chance(0.5)
        ? [{ name: 'KEY', valueFrom: { configMapKeyRef: { name: names.config, key: 'key' } } }]
        : []),
      ...(random.chance(0.5)
        ? [{ name: 'PASS', valueFrom: { secretKeyRef: { name: names.secret, key: 'pass' } } }]
        : []),
    ];
  }
  if (random.chance(0.4))
    result.envFrom = [{ configMapRef: { name: names.config } }, { secretRef: { name: names.secret } }];
  if (random.chance(0.5)) {
    result.ports = [
      {
        containerPort: 8080,
        ...(random.chance(0.5) ? { protocol: 'TCP' } : {}),
        ...(random.chance(0.5) ? { name: 'http' } : {}),
      },
      ...(random.chance(0.4) ? [{ containerPort: 8080, protocol: 'UDP' }] : []),
      ...(random.chance(0.3) ? [{ containerPort: 9090, name: 'metrics' }] : []),
    ];
  }
  if (random.chance(0.5))
    result.volumeMounts = [
      { name: 'config', mountPath: '/etc/config' },
      { name: 'data', mountPath: '/data' },
    ];
  if (random.chance(0.4))
    result.args = ['--log=info', '--app=$(APP_NAME)', '--level', random.pick(['5', '0x10', 'null', 'yes'])];
  if (random.chance(0.3))
    result.resources = { limits: { cpu: random.pick(['100m', new Plain('1'), new Plain('0.5')]), memory: '128Mi' } };
  return result;
}

function podSpec(random: Random, names: Names): Record<string, unknown> {
  return {
    ...(random.chance(0.5) ? { serviceAccountName: names.account } : {}),
    ...(random.chance(0.2) ? { imagePullSecrets: [{ name: names.secret }] } : {}),
    containers: [
      container(random, names, 'main'),
      ...(random.chance(0.4) ? [container(random, names, 'sidecar')] : []),
    ],
    ...(random.chance(0.3) ? { initContainers: [container(random, names, 'init')] } : {}),
    ...(random.chance(0.6)
      ? {
          volumes: [
            { name: 'config', configMap: { name: names.config } },
            random.chance(0.5)
              ? { name: 'data', persistentVolumeClaim: { claimName: names.claim } }
              : { name: 'data', emptyDir: {} },
            ...(random.chance(0.3)
              ? [
                  {
                    name: 'all',
                    projected: { sources: [{ secret: { name: names.secret } }, { configMap: { name: names.config } }] },
                  },
                ]
              : []),
          ],
        }
      : {}),
    ...(random.chance(0.2)
      ? {
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'zone',
              whenUnsatisfiable: 'DoNotSchedule',
              labelSelector: { matchLabels: { app: names.app } },
            },
          ],
        }
      : {}),
    ...(random.chance(0.2) ? { hostAliases: [{ ip: '10.0.0.1', hostnames: ['a', 'b'] }] } : {}),
    ...(random.chance(0.15) ? { nodeSelector: null } : {}),
  };
}

function template(random: Random, names: Names): Record<string, unknown> {
  return {
    metadata: {
      labels: { app: names.app },
      ...(random.chance(0.3) ? { annotations: { note: '$(APP_NAME) of ${region:=here}' } } : {}),
    },
    spec: podSpec(random, names),
  };
}

function metadata(random: Random, name: string, extra: Record<string, unknown> = {}): Made['metadata'] {
  return {
    name,
    ...(random.chance(0.6) ? { labels: { app: name.replace(/-.*$/, ''), tier: random.pick(['front', 'back']) } } : {}),
    ...(random.chance(0.3)
      ? {
          annotations: {
            note: random.pick(['plain', 'yes', '1.0', 'multi\nline\n']),
            ...(random.chance(0.2) ? { count: new Plain('3') } : {}),
          },
        }
      : {}),
    ...extra,
  };
}

function workload(kind: string, spec: (random: Random, names: Names) => Record<string, unknown>) {
  return (random: Random, names: Names): Made => ({
    apiVersion: kind === 'CronJob' || kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: metadata(random, names.app),
    spec: spec(random, names),
  });
}

type Maker = (random: Random, names: Names) => Made;

const MAKERS: Readonly<Record<string, Maker>> = {
  Deployment: workload('Deployment', (random, names) => ({
    ...(random.chance(0.7) ? { replicas: random.int(1, 5) } : {}),
    selector: { matchLabels: { app: names.app } },
    template: template(random, names),
  })),
  StatefulSet: workload('StatefulSet', (random, names) => ({
    serviceName: names.app,
    replicas: 2,
    selector: { matchLabels: { app: names.app } },
    template: template(random, names),
    ...(random.chance(0.5)
      ? {
          volumeClaimTemplates: [
            { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast' } },
          ],
        }
      : {}),
  })),
  DaemonSet: workload('DaemonSet', (random, names) => ({
    selector: { matchLabels: { app: names.app } },
    template: template(random, names),
  })),
  CronJob: workload('CronJob', (random, names) => ({
    schedule: '*/5 * * * *',
    jobTemplate: { spec: { template: template(random, names) } },
  })),
  Job: workload('Job', (random, names) => ({ template: template(random, names) })),
  Service: (random, names) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(random, names.app),
    spec: {
      ...(random.chance(0.7) ? { selector: { app: names.app } } : {}),
      ports: [
        { port: 80, targetPort: 8080, ...(random.chance(0.5) ? { protocol: 'TCP' } : {}), name: 'http' },
        ...(random.chance(0.4) ? [{ port: 443, targetPort: 'https', name: 'https' }] : []),
      ],
    },
  }),
  ConfigMap: (random, names) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(random, names.config),
    data: {
      key: random.pick(['value', '${region}', '$$HOME ${app_name:-none}', 'with # hash', "it's", 'no', '12:30:45', '']),
      'config.json': JSON.stringify(
        { host: 'localhost', port: 5432, tags: ['a', 'b'] },
        undefined,
        random.chance(0.5) ? 2 : 0,
      ),
      'app.properties': `name=${names.app}\nlevel=info\n`,
    },
  }),
  Secret: (random, names) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadata(random, names.secret),
    type: 'Opaque',
    ...(random.chance(0.5)
      ? { data: { pass: 'c2VjcmV0' } }
      : { stringData: { pass: 'secret', user: '${app_name:-root}' } }),
  }),
  ServiceAccount: (random, names) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadata(random, names.account),
    ...(random.chance(0.3) ? { imagePullSecrets: [{ name: names.secret }] } : {}),
  }),
  Role: (random, names) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: metadata(random, names.app),
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [names.secret, 'other'], verbs: ['get'] }],
  }),
  RoleBinding: (random, names) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: metadata(random, names.app),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: random.pick(['Role', 'ClusterRole']), name: names.app },
    subjects: [
      {
        kind: 'ServiceAccount',
        name: names.account,
        ...(random.chance(0.5) ? { namespace: random.pick(['default', 'apps', 'team-a']) } : {}),
      },
      ...(random.chance(0.4) ? [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }] : []),
    ],
  }),
  ClusterRole: (random, names) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: metadata(random, names.app),
    rules: [{ apiGroups: ['*'], resources: ['pods'], verbs: ['get', 'list'] }],
  }),
  ClusterRoleBinding: (random, names) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: metadata(random, names.app),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: names.app },
    subjects: [{ kind: 'ServiceAccount', name: names.account, namespace: random.pick(['default', 'apps']) }],
  }),
  Ingress: (random, names) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadata(random, names.app),
    spec: {
      tls: [{ hosts: ['${app_name:-x}.example.com'], secretName: names.secret }],
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: names.app, port: { number: 80 } } } }],
          },
        },
      ],
    },
  }),
  NetworkPolicy: (random, names) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(random, names.app),
    spec: {
      podSelector: { matchLabels: { app: names.app } },
      ingress: [{ from: [{ podSelector: { matchLabels: { role: 'x' } } }] }],
    },
  }),
  PodDisruptionBudget: (random, names) => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata(random, names.app),
    spec: { minAvailable: 1, selector: { matchLabels: { app: names.app } } },
  }),
  HorizontalPodAutoscaler: (random, names) => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadata(random, names.app),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: names.app },
      minReplicas: 1,
      maxReplicas: 4,
    },
  }),
  PersistentVolumeClaim: (random, names) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadata(random, names.claim),
    spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } },
  }),
  Namespace: (random) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: metadata(random, random.pick(['apps', 'team-a'])),
  }),
  StorageClass: (random) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: metadata(random, 'fast'),
    provisioner: 'example.com/disk',
  }),
  CustomResourceDefinition: (random) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: metadata(random, 'widgets.example.com'),
    spec: {
      group: 'example.com',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true }],
    },
  }),
  Widget: (random, names) => ({
    apiVersion: 'example.com/v1',
    kind: 'Widget',
    metadata: metadata(random, names.app),
    spec: {
      ref: { name: names.config },
      size: new Plain(
        random.pick(['1.10', '3', '0x1f', '1e3', '2024-01-02', 'yes', '~', '1_000', '.5', '0o17', '017', 'NULL']),
      ),
      items: [
        { name: 'one', value: 1 },
        { name: 'two', value: 2 },
      ],
      containers: [{ image: random.pick(IMAGES) + random.pick(TAGS) }],
    },
  }),
  HelmRelease: (random, names) => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: metadata(random, names.app),
    spec: {
      interval: '1h',
      chartRef: { kind: 'OCIRepository', name: names.app },
      values: { image: 'nginx', containers: [{ image: 'nginx:1' }], region: '${region:=eu}', replicas: 2, flag: true },
    },
  }),
  FluxKustomization: (random, names) => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: metadata(random, names.app, random.chance(0.3) ? { namespace: 'flux-system' } : {}),
    spec: {
      interval: '1h',
      path: `./apps/${names.app}`,
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
    },
  }),
};

/** The kinds of objects that can be made. */
export const KINDS: readonly string[] = Object.keys(MAKERS);

/** An object of a kind. */
export function makeObject(random: Random, kind: string, names: Names): Made {
  return MAKERS[kind]!(random, names);
}
