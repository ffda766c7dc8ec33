import type { Project } from 'cdk8s-flux-fleet-schemas';

/** An object of a project, and what is wrong with it when fields are added. */
export interface ProjectSample {
  readonly apiVersion: string;
  readonly kind: string;
  /** Fields beside metadata, all right. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** A misspelt field, as path and the name that was meant; undefined for none near. */
  readonly misspelt: readonly [path: string, meant: string | undefined];
  /** A field with a value of a wrong type. */
  readonly wrong: readonly [path: string, value: unknown];
}

const ref = { name: 'a' };
const selector = { matchLabels: { app: 'a' } };

/** One object of each project of the package. */
export const SAMPLES: Readonly<Record<string, ProjectSample>> = {
  certManager: {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    fields: { spec: { secretName: 'web-tls', dnsNames: ['web.example.com'], issuerRef: ref } },
    misspelt: ['spec.dnsName', 'dnsNames'],
    wrong: ['spec.dnsNames', 'web.example.com'],
  },
  trustManager: {
    apiVersion: 'trust.cert-manager.io/v1alpha1',
    kind: 'Bundle',
    fields: { spec: { sources: [{ useDefaultCAs: true }], target: { configMap: { key: 'ca.crt' } } } },
    misspelt: ['spec.targets', 'target'],
    wrong: ['spec.sources', {}],
  },
  externalSecrets: {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    fields: {
      spec: {
        refreshInterval: '1h',
        secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
        target: ref,
        dataFrom: [{ extract: { key: 'web' } }],
      },
    },
    misspelt: ['spec.refreshIntervals', 'refreshInterval'],
    wrong: ['spec.data', 'web'],
  },
  sealedSecrets: {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    fields: { spec: { encryptedData: { token: 'AgA=' } } },
    misspelt: ['spec.encryptedDatas', 'encryptedData'],
    wrong: ['spec.encryptedData', 'AgA='],
  },
  gatewayApi: {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    fields: {
      spec: {
        parentRefs: [ref],
        hostnames: ['web.example.com'],
        rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: 'web', port: 80 }] }],
      },
    },
    misspelt: ['spec.hostname', 'hostnames'],
    wrong: ['spec.hostnames', 'web.example.com'],
  },
  gatewayApiExperimental: {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    fields: { spec: { parentRefs: [ref], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] } },
    misspelt: ['spec.rule', 'rules'],
    wrong: ['spec.rules', {}],
  },
  istio: {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    fields: { spec: { hosts: ['web'], http: [{ route: [{ destination: { host: 'web' } }] }] } },
    misspelt: ['spec.host', 'hosts'],
    wrong: ['spec.hosts', 'web'],
  },
  traefik: {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    fields: {
      spec: {
        entryPoints: ['websecure'],
        routes: [{ match: 'Host(`web.example.com`)', kind: 'Rule', services: [{ name: 'web', port: 80 }] }],
      },
    },
    misspelt: ['spec.entrypoints', 'entryPoints'],
    wrong: ['spec.entryPoints', 'websecure'],
  },
  cilium: {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    fields: { spec: { endpointSelector: selector, ingress: [{ fromEntities: ['cluster'] }] } },
    misspelt: ['spec.ingres', 'ingress'],
    wrong: ['spec.ingress', {}],
  },
  externalDns: {
    apiVersion: 'externaldns.k8s.io/v1alpha1',
    kind: 'DNSEndpoint',
    fields: { spec: { endpoints: [{ dnsName: 'web.example.com', recordType: 'A', targets: ['192.0.2.1'] }] } },
    misspelt: ['spec.endpoint', 'endpoints'],
    wrong: ['spec.endpoints', {}],
  },
  metallb: {
    apiVersion: 'metallb.io/v1beta1',
    kind: 'IPAddressPool',
    fields: { spec: { addresses: ['192.0.2.0/24'] } },
    misspelt: ['spec.address', 'addresses'],
    wrong: ['spec.addresses', '192.0.2.0/24'],
  },
  prometheusOperator: {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    fields: { spec: { selector, endpoints: [{ port: 'http', interval: '30s' }] } },
    misspelt: ['spec.endpoint', 'endpoints'],
    wrong: ['spec.endpoints', {}],
  },
  flagger: {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    fields: {
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        service: { port: 80 },
        analysis: { interval: '1m', threshold: 5, iterations: 10 },
      },
    },
    misspelt: ['spec.services', 'service'],
    wrong: ['spec.service', 80],
  },
  argoRollouts: {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    fields: {
      spec: {
        selector,
        template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a:1' }] } },
        strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
      },
    },
    misspelt: ['spec.replica', 'replicas'],
    wrong: ['spec.replicas', 'two'],
  },
  keda: {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    fields: { spec: { scaleTargetRef: ref, triggers: [{ type: 'cpu', metadata: { value: '60' } }] } },
    misspelt: ['spec.trigger', 'triggers'],
    wrong: ['spec.minReplicaCount', 'one'],
  },
  verticalPodAutoscaler: {
    apiVersion: 'autoscaling.k8s.io/v1',
    kind: 'VerticalPodAutoscaler',
    fields: { spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } } },
    misspelt: ['spec.updatePolicys', 'updatePolicy'],
    wrong: ['spec.updatePolicy', 'Off'],
  },
  karpenter: {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    fields: {
      spec: {
        template: {
          spec: {
            nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' },
            requirements: [{ key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }],
          },
        },
      },
    },
    misspelt: ['spec.limit', 'limits'],
    wrong: ['spec.weight', 'high'],
  },
  clusterApi: {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachineHealthCheck',
    fields: { spec: { clusterName: 'eu-1', selector } },
    misspelt: ['spec.clusterNames', 'clusterName'],
    wrong: ['spec.clusterName', 1],
  },
  cloudnativePg: {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    fields: { spec: { instances: 3, storage: { size: '10Gi' } } },
    misspelt: ['spec.instance', 'instances'],
    wrong: ['spec.instances', 'three'],
  },
  velero: {
    apiVersion: 'velero.io/v1',
    kind: 'Schedule',
    fields: { spec: { schedule: '0 3 * * *', template: { includedNamespaces: ['web'], ttl: '720h0m0s' } } },
    misspelt: ['spec.schedules', 'schedule'],
    wrong: ['spec.template', 'daily'],
  },
  volumeSnapshots: {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshot',
    fields: { spec: { volumeSnapshotClassName: 'fast', source: { persistentVolumeClaimName: 'data' } } },
    misspelt: ['spec.sources', 'source'],
    wrong: ['spec.source', 'data'],
  },
  kyverno: {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ValidatingPolicy',
    fields: {
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
        validations: [{ expression: '"team" in object.metadata.?labels.orValue({})', message: 'label team' }],
      },
    },
    misspelt: ['spec.validation', 'validations'],
    wrong: ['spec.validations', {}],
  },
  gatekeeper: {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    fields: {
      spec: {
        crd: { spec: { names: { kind: 'K8sTeam' } } },
        targets: [{ target: 'admission.k8s.gatekeeper.sh', rego: 'package team' }],
      },
    },
    misspelt: ['spec.target', 'targets'],
    wrong: ['spec.targets', {}],
  },
};

/** An object of a sample, with or without a namespace as its kind demands, and with another value at a path. */
export function sampleObject(
  project: Pick<Project, 'kinds'>,
  sample: ProjectSample,
  change?: readonly [path: string, value: unknown],
): object {
  const { apiVersion, kind, fields } = sample;
  const isNamespaced = project.kinds[`${apiVersion.split('/')[0]}/${kind}`] === 'namespace';
  const metadata = { name: 'a', ...(isNamespaced && { namespace: 'web' }) };
  const object = structuredClone({ apiVersion, kind, metadata, ...fields }) as Record<string, unknown>;
  if (change) {
    const keys = change[0].split('.');
    const holder = keys.slice(0, -1).reduce((value, key) => value[key] as Record<string, unknown>, object);
    holder[keys.at(-1)!] = change[1];
  }
  return object;
}

const VALUES: readonly unknown[] = [
  '',
  'x',
  'x.example.com',
  '5m',
  '/',
  -1,
  0,
  70_000,
  1.5,
  true,
  [],
  ['x', 'x'],
  {},
  [{}],
];

/** The sample of a project with each of its fields and items left out, and with other values in its place. */
export function sampleMutants(project: Pick<Project, 'kinds'>, sample: ProjectSample): object[] {
  const whole = sampleObject(project, sample) as Record<string, unknown>;
  return pathsIn(whole['spec'], ['spec']).flatMap((path) =>
    [undefined, ...VALUES].map((value) => {
      const copy = structuredClone(whole);
      const holder = path.slice(0, -1).reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], copy);
      const key = path.at(-1)!;
      if (value !== undefined) (holder as Record<string, unknown>)[key] = value;
      else if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete (holder as Record<string, unknown>)[key];
      return copy;
    }),
  );
}

function pathsIn(value: unknown, at: readonly string[]): ReadonlyArray<readonly string[]> {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...at, key]))];
}
