import { Quantity } from '../../kubernetes/quantity';
import { Named } from '../placement';
import { PerTarget, TenantTarget } from '../target';

/** How much a tenant is held apart: names of {@link ISOLATION_LEVELS}. */
export type IsolationLevel = 'strict' | 'standard' | 'relaxed';

/** Levels of Kubernetes' Pod Security Standards. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/**
 * Amounts by the resource that a ResourceQuota limits: `requests.cpu`, `limits.memory`, `pods`, an object count such as
 * `count/jobs.batch`, or storage of one class, `<class>.storageclass.storage.k8s.io/requests.storage`. The word `none`
 * takes a preset's line away.
 */
export type Quota = Readonly<Record<string, Quantity | undefined>>;

/** Amounts of CPU and memory, and of other resources that containers ask for. */
export type ContainerResources = Readonly<Record<string, Quantity>>;

/** What containers get and may ask for. */
export interface ContainerLimits {
  /** Limits of a container that says none. @default - none */
  readonly default?: Readonly<Record<string, Quantity>>;
  /** Requests of a container that says none. @default - as `default` */
  readonly defaultRequest?: Readonly<Record<string, Quantity>>;
  /** The most that one container may ask for. @default - no bound */
  readonly max?: Readonly<Record<string, Quantity>>;
  /** The least that one container must ask for. @default - no bound */
  readonly min?: Readonly<Record<string, Quantity>>;
}

/** Somebody that pods exchange traffic with: a namespace of the platform, an address range, or another tenant. */
export type NetworkPeer = {
  /**
   * Ports, each a number for TCP, or the number with the protocol, such as `53/UDP`.
   *
   * @default - all ports
   */
  readonly ports?: ReadonlyArray<number | `${number}/${'TCP' | 'UDP' | 'SCTP'}`>;
} & (
  | {
      /** Name of a namespace that is no tenant's. */
      readonly namespace: string;
    }
  | {
      /** Address range, such as `10.0.0.0/8`. */
      readonly cidr: string;
      /** Ranges within it that are left out. @default - none */
      readonly except?: readonly string[];
    }
  | {
      /** Another tenant, in the same environment on the same cluster. It has to name this one in return. */
      readonly tenant: Named;
    }
);

/** A list of what is allowed; `any` for no restriction. */
export type Allowed = readonly string[] | 'any';

/** The lines that a preset is a bundle of. Each can be given by itself and then wins over the preset's. */
export interface IsolationLines {
  /** Pod Security Standard that pods have to meet. The version is pinned to the cluster's Kubernetes version. */
  readonly podSecurity: 'privileged' | 'baseline' | 'restricted';

  /** Pod Security Standard whose violations are only warned of and recorded. */
  readonly podSecurityWarn: 'privileged' | 'baseline' | 'restricted';

  /**
   * Who reaches the tenant's pods from outside of their namespace: nobody (`deny`), or whoever is in a namespace that is
   * no tenant's, such as an ingress controller or monitoring (`platform`). `allowIngressFrom` adds to it.
   */
  readonly networkIngress: 'deny' | 'platform';

  /**
   * Whom the tenant's pods reach outside of their namespace: DNS alone (`deny`), or everybody that lets them (`any`).
   * `allowEgressTo` adds to it.
   */
  readonly networkEgress: 'deny' | 'any';

  /** ResourceQuota of each of the tenant's namespaces. What is given is merged over the preset's, line by line. */
  readonly quota: Quota;

  /** LimitRange of each of the tenant's namespaces; `none` for no LimitRange. */
  readonly containerLimits: ContainerLimits | 'none';

  /** Storage classes that the tenant's volumes may be of. */
  readonly storageClasses: readonly string[] | 'any';

  /** Ingress classes that the tenant's Ingresses may name. */
  readonly ingressClasses: readonly string[] | 'any';

  /** Gateways, as `namespace/name`, that the tenant's routes may attach to. */
  readonly gateways: readonly string[] | 'any';

  /** Priority classes that the tenant's pods may name. */
  readonly priorityClasses: readonly string[] | 'any';

  /**
   * Host names of the tenant's Ingresses and routes; one beginning with `*.` stands for every name one label longer. A
   * name that is listed belongs to this tenant and environment alone, in the whole fleet.
   */
  readonly hosts: readonly string[] | 'any';

  /**
   * What images must begin with, such as `registry.example.com/team-a/`: each ends with `/`. Images are then named in
   * full, `docker.io/library/nginx` instead of `nginx`.
   */
  readonly registries: readonly string[] | 'any';

  /** Whether Services may claim addresses of their own choice (`externalIPs`), also those of others (CVE-2020-8554). */
  readonly externalIPs: boolean;
}

/** The lines of a preset, each for all targets or by target. */
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

/**
 * What each preset stands for.
 *
 * - `standard`: tenants are held apart from each other, from nodes and from the platform, and no ordinary workload has
 *   to be written for it. Host names have to be listed, because an ingress controller serves whoever claims them first.
 * - `strict`: for tenants that nobody trusts. Workloads have to be written for it: they run without privileges, reach
 *   nobody who is not named, and have limits.
 * - `relaxed`: for the platform's own teams. Pods cannot take over nodes and other tenants still cannot reach them, but
 *   nothing is counted.
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
    externalIPs: false,
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
    // A limit of CPU slows a container down even on an idle node; one of memory keeps it from taking the node along.
    containerLimits: { default: { memory: '1Gi' }, defaultRequest: { cpu: '50m', memory: '128Mi' } },
    storageClasses: 'any',
    ingressClasses: 'any',
    gateways: 'any',
    priorityClasses: [],
    hosts: [],
    registries: 'any',
    externalIPs: false,
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
    externalIPs: false,
  },
};

/** The preset of a tenant that names none. */
export const DEFAULT_ISOLATION: IsolationLevel = 'standard';

/** How tenants are held apart where they do not say it themselves. */
export interface TenantDefaults<C extends object> extends IsolationProps<C> {
  /**
   * How much tenants are held apart. It takes the place of all lines that weaker presets give.
   *
   * @default - the next weaker preset's; in the end `standard`
   */
  readonly isolation?: PerTarget<IsolationLevel, TenantTarget<C>>;
}
