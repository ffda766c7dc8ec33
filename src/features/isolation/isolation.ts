import { Quantity } from '../../kubernetes/quantity';
import { Named } from '../placement';
import { PerTarget, TenantTarget } from '../target';

/** Isolation level of a tenant: a name in {@link ISOLATION_LEVELS}. */
export type IsolationLevel = 'strict' | 'standard' | 'relaxed';

/** Levels of Kubernetes' Pod Security Standards. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/**
 * Amounts by resource of a ResourceQuota: `requests.cpu`, `limits.memory`, `pods`, an object count such as
 * `count/jobs.batch`, or storage of one class, `<class>.storageclass.storage.k8s.io/requests.storage`. The word `none`
 * removes the amount of the isolation level.
 */
export type Quota = Readonly<Record<string, Quantity | undefined>>;

/** Amounts of the resources that containers request, such as CPU and memory. */
export type ContainerResources = Readonly<Record<string, Quantity>>;

/** Defaults and bounds of the resources of containers. */
export interface ContainerLimits {
  /** Limits of a container without any. @default - none */
  readonly default?: Readonly<Record<string, Quantity>>;
  /** Requests of a container without any. @default - as `default` */
  readonly defaultRequest?: Readonly<Record<string, Quantity>>;
  /** Maximum that one container may request. @default - no bound */
  readonly max?: Readonly<Record<string, Quantity>>;
  /** Minimum that one container must request. @default - no bound */
  readonly min?: Readonly<Record<string, Quantity>>;
}

/** A peer that pods exchange traffic with: a namespace of the platform, an address range, or another tenant. */
export type NetworkPeer = {
  /**
   * Ports, each a number for TCP, or the number with the protocol, such as `53/UDP`.
   *
   * @default - all ports
   */
  readonly ports?: ReadonlyArray<number | `${number}/${'TCP' | 'UDP' | 'SCTP'}`>;
} & (
  | {
      /** Name of a namespace that belongs to no tenant. */
      readonly namespace: string;
    }
  | {
      /** Address range, such as `10.0.0.0/8`. */
      readonly cidr: string;
      /** Ranges within it that are excluded. @default - none */
      readonly except?: readonly string[];
    }
  | {
      /** Another tenant, in the same environment on the same cluster. It must list this tenant in return. */
      readonly tenant: Named;
    }
);

/** An allowlist; `any` for no restriction. */
export type Allowed = readonly string[] | 'any';

/**
 * The settings that an isolation level bundles. Each can also be given by itself, and then takes precedence over the
 * level's.
 */
export interface IsolationLines {
  /** Pod Security Standard that pods must meet. The version is pinned to the cluster's Kubernetes version. */
  readonly podSecurity: 'privileged' | 'baseline' | 'restricted';

  /** Pod Security Standard whose violations only cause warnings and audit records. */
  readonly podSecurityWarn: 'privileged' | 'baseline' | 'restricted';

  /**
   * Incoming traffic of the tenant's pods from outside their namespace: none (`deny`), or from namespaces that belong
   * to no tenant, such as those of an ingress controller or of monitoring (`platform`). `allowIngressFrom` adds peers.
   */
  readonly networkIngress: 'deny' | 'platform';

  /**
   * Outgoing traffic of the tenant's pods to outside their namespace: to DNS only (`deny`), or to every peer that
   * accepts it (`any`). `allowEgressTo` adds peers.
   */
  readonly networkEgress: 'deny' | 'any';

  /**
   * ResourceQuota of each of the tenant's namespaces. Given amounts are merged over those of the isolation level,
   * resource by resource.
   */
  readonly quota: Quota;

  /** LimitRange of each of the tenant's namespaces; `none` for no LimitRange. */
  readonly containerLimits: ContainerLimits | 'none';

  /** Storage classes that the tenant's volumes may use. */
  readonly storageClasses: readonly string[] | 'any';

  /** Ingress classes that the tenant's Ingresses may use. */
  readonly ingressClasses: readonly string[] | 'any';

  /** Gateways, as `namespace/name`, that the tenant's routes may attach to. */
  readonly gateways: readonly string[] | 'any';

  /** Priority classes that the tenant's pods may use. */
  readonly priorityClasses: readonly string[] | 'any';

  /**
   * Host names of the tenant's Ingresses and routes; one that begins with `*.` matches every name with one label in
   * place of the `*`. A listed name belongs to this tenant and environment alone in the whole fleet.
   */
  readonly hosts: readonly string[] | 'any';

  /**
   * Allowed prefixes of image names, such as `registry.example.com/team-a/`; each ends with `/`. With a list, images
   * must have their full names, `docker.io/library/nginx` instead of `nginx`.
   */
  readonly registries: readonly string[] | 'any';

  /** Allows Services to claim any addresses (`externalIPs`), even those of others (CVE-2020-8554). */
  readonly externalIPs: boolean;

  /**
   * Host names that Services of type ExternalName may lead to, such as `db.example.com`; `*.` as in `hosts`. The name
   * of another namespace's Service, `web.other.svc.cluster.local`, must be listed too.
   */
  readonly externalNames: readonly string[] | 'any';

  /**
   * Addresses that the tenant's Services and Ingresses may ask for: IP addresses, and names of address pools or of
   * addresses at a cloud provider. They count in `loadBalancerIP`, in `clusterIP`, and in annotations of load balancers.
   */
  readonly addresses: readonly string[] | 'any';

  /**
   * Annotations of controllers that the tenant's objects may have beyond those that stay within the tenant, such as
   * `nginx.ingress.kubernetes.io/auth-url`; one that ends with `/` allows all that begin with it. Annotations of
   * unknown domains are not restricted.
   */
  readonly annotations: readonly string[] | 'any';

  /**
   * Types of volumes that pods may mount beyond those of the tenant's own objects, such as `nfs`, or `csi/<driver>` for
   * a CSI driver in a pod's own specification.
   */
  readonly volumeTypes: readonly string[] | 'any';

  /** PersistentVolumes that the tenant's claims may name, instead of having one provisioned. */
  readonly persistentVolumes: readonly string[] | 'any';

  /**
   * Stores of the External Secrets Operator that the tenant's ExternalSecrets and PushSecrets may use, as
   * `ClusterSecretStore/<name>` or `SecretStore/<name>`.
   */
  readonly secretStores: readonly string[] | 'any';

  /** Allows PodDisruptionBudgets that refuse every eviction, which keeps nodes from being drained. */
  readonly blocksEviction: boolean;
}

/** The settings of an isolation level, each for all targets or by target. */
export type IsolationProps<C extends object> = {
  readonly [L in keyof IsolationLines]?: PerTarget<IsolationLines[L], TenantTarget<C>>;
};

const OBJECT_COUNTS = {
  'count/configmaps': 200,
  'count/cronjobs.batch': 50,
  'count/deployments.apps': 100,
  'count/ingresses.networking.k8s.io': 50,
  'count/jobs.batch': 200,
  'count/secrets': 200,
  'count/services': 100,
  'count/statefulsets.apps': 50,
} as const;

/** Settings by which every level keeps objects within the tenant. */
const CLOSED = {
  externalIPs: false,
  externalNames: [],
  annotations: [],
  persistentVolumes: [],
  secretStores: [],
} as const;

/**
 * The settings of each isolation level.
 *
 * - `standard`: tenants are isolated from each other, from nodes and from the platform, and ordinary workloads run
 *   unchanged. Host names must be listed, because an ingress controller serves whoever claims them first.
 * - `strict`: for untrusted tenants. Workloads must be written for it: they run without privileges, reach only listed
 *   peers, and have limits.
 * - `relaxed`: for the platform's own teams. Pods cannot take over nodes, and other tenants still cannot reach them,
 *   but there are no quotas.
 */
export const ISOLATION_LEVELS: Readonly<Record<IsolationLevel, IsolationLines>> = {
  strict: {
    podSecurity: 'restricted',
    podSecurityWarn: 'restricted',
    networkIngress: 'deny',
    networkEgress: 'deny',
    quota: {
      ...OBJECT_COUNTS,
      'limits.cpu': '8',
      'limits.memory': '16Gi',
      persistentvolumeclaims: 10,
      pods: 50,
      'requests.cpu': '4',
      'requests.memory': '8Gi',
      'requests.storage': '50Gi',
      'services.loadbalancers': 0,
      'services.nodeports': 0,
    },
    containerLimits: {
      default: { cpu: '500m', memory: '512Mi' },
      defaultRequest: { cpu: '50m', memory: '64Mi' },
      max: { cpu: '4', memory: '8Gi' },
    },
    storageClasses: 'any',
    ingressClasses: 'any',
    gateways: 'any',
    priorityClasses: [],
    hosts: [],
    registries: 'any',
    ...CLOSED,
    addresses: [],
    volumeTypes: [],
    blocksEviction: false,
  },
  standard: {
    podSecurity: 'baseline',
    podSecurityWarn: 'restricted',
    networkIngress: 'platform',
    networkEgress: 'any',
    quota: {
      ...OBJECT_COUNTS,
      'limits.memory': '64Gi',
      persistentvolumeclaims: 30,
      pods: 200,
      'requests.cpu': '16',
      'requests.memory': '32Gi',
      'requests.storage': '500Gi',
      'services.loadbalancers': 2,
      'services.nodeports': 2,
    },
    // A CPU limit throttles a container even on an idle node, so there is none. A memory limit keeps a container from
    // exhausting its node.
    containerLimits: { default: { memory: '1Gi' }, defaultRequest: { cpu: '50m', memory: '128Mi' } },
    storageClasses: 'any',
    ingressClasses: 'any',
    gateways: 'any',
    priorityClasses: [],
    hosts: [],
    registries: 'any',
    ...CLOSED,
    addresses: [],
    volumeTypes: [],
    blocksEviction: false,
  },
  relaxed: {
    podSecurity: 'baseline',
    podSecurityWarn: 'baseline',
    networkIngress: 'platform',
    networkEgress: 'any',
    quota: {},
    containerLimits: 'none',
    storageClasses: 'any',
    ingressClasses: 'any',
    gateways: 'any',
    priorityClasses: 'any',
    hosts: 'any',
    registries: 'any',
    ...CLOSED,
    addresses: 'any',
    volumeTypes: 'any',
    blocksEviction: true,
  },
};

/** The isolation level of a tenant by default. */
export const DEFAULT_ISOLATION: IsolationLevel = 'standard';

/** Defaults of the isolation of tenants. */
export interface TenantDefaults<C extends object> extends IsolationProps<C> {
  /**
   * Isolation level of tenants. It replaces all isolation settings of presets of lower precedence.
   *
   * @default - the next weaker preset's; in the end `standard`
   */
  readonly isolation?: PerTarget<IsolationLevel, TenantTarget<C>>;
}
