import { HelmChart } from '../source';

/** An object of Cluster API, or of one of its providers, in the namespace of the cluster's own objects. */
export interface ClusterApiReference {
  /** API group, such as `infrastructure.cluster.x-k8s.io`. Cluster API finds the version itself. */
  readonly apiGroup: string;
  /** Kind, such as `AzureMachinePool` or `AWSMachineTemplate`. */
  readonly kind: string;
  /** Name. */
  readonly name: string;
}

/** A pool of machines of a provisioned cluster. */
export interface MachinePoolProps {
  /**
   * Number of machines.
   *
   * @default - left to Cluster API: 1 at first, and then to whoever scales the pool
   */
  readonly replicas?: number;

  /**
   * Type of the machines, such as `Standard_D4s_v5` on Azure or `m7i.large` on AWS. For `aks` and `eks`; `aks` needs it.
   *
   * @default - the provider's
   */
  readonly machineType?: string;

  /**
   * Whether the pool runs what Azure needs itself (`System`) or workloads alone (`User`). For `aks`, which needs at least
   * one pool of mode `System`.
   *
   * @default User
   */
  readonly mode?: 'System' | 'User';

  /**
   * Class of the pool in the ClusterClass. For `clusterClass`, which needs it.
   *
   * @default - none
   */
  readonly class?: string;

  /**
   * Kind of the pool, for `clusterClass`: the list of classes that has the pool's.
   *
   * @default MachineDeployment
   */
  readonly kind?: 'MachineDeployment' | 'MachinePool';

  /**
   * The provider's object that the pool refers to. For `infrastructure`, which needs it. A kind that ends in `Template`
   * makes the pool a MachineDeployment, another one a MachinePool.
   *
   * @default - none
   */
  readonly infrastructure?: ClusterApiReference;

  /**
   * The object from which machines get their bootstrap data, for `infrastructure`.
   *
   * @default - none: the provider needs no such data
   */
  readonly bootstrap?: ClusterApiReference;

  /**
   * Further fields of the provider's object, which win over those of other options: of AzureManagedMachinePool for `aks`,
   * of AWSManagedMachinePool for `eks`, of DevMachineTemplate's machines for `docker`.
   *
   * @default - none
   */
  readonly spec?: object;

  /**
   * Whether Flux deletes the pool with its machines when the program no longer has it: the step before that. Not for
   * `clusterClass`, whose pools are part of the Cluster object: there a pool goes as soon as the program lacks it.
   *
   * @default false
   */
  readonly deletable?: boolean;
}

/**
 * How Cluster API makes a cluster. Exactly one of `provider`, `clusterClass`, `chart` and `infrastructure` is given. `M` is
 * the type of the management cluster.
 */
export interface ProvisionProps<M = { readonly name: string }> {
  /**
   * The cluster on which Cluster API runs, with Flux. It gets the objects, in a namespace with the name of the cluster
   * that is made.
   *
   * @default - the cluster's `managedBy`
   */
  readonly managementCluster?: M;

  /**
   * Kind of the cluster:
   *
   * - `aks`: Azure Kubernetes Service, by Cluster API Provider Azure (AzureManagedControlPlane).
   * - `eks`: Amazon Elastic Kubernetes Service, by Cluster API Provider AWS (AWSManagedControlPlane).
   * - `docker`: containers of the management cluster's host, by Cluster API's own provider for development.
   *
   * @default - one of `clusterClass`, `chart` and `infrastructure` is given
   */
  readonly provider?: 'aks' | 'eks' | 'docker';

  /**
   * Name of a ClusterClass, from which Cluster API makes all other objects.
   *
   * @default - none
   */
  readonly clusterClass?: string;

  /**
   * Namespace of the ClusterClass.
   *
   * @default - the one with the cluster's name
   */
  readonly classNamespace?: string;

  /**
   * Values of the ClusterClass's variables.
   *
   * @default - the class's defaults
   */
  readonly variables?: Readonly<Record<string, unknown>>;

  /**
   * A Helm chart that makes the objects. Its Cluster must have the cluster's name and be in the release's namespace, which
   * has it too.
   *
   * @default - none
   */
  readonly chart?: HelmChart;

  /**
   * Values of the chart. Secrets do not belong here.
   *
   * @default - the chart's
   */
  readonly values?: object;

  /**
   * The provider's object for the cluster, any that Cluster API can use. Whatever it refers to is made by a Component of
   * the management cluster.
   *
   * @default - none
   */
  readonly infrastructure?: ClusterApiReference;

  /**
   * The object of the control plane, for `infrastructure`.
   *
   * @default - none: the provider has one of its own
   */
  readonly controlPlane?: ClusterApiReference;

  /**
   * Version of Kubernetes, such as `v1.34.2`. All but `chart` need it.
   *
   * @default - the chart's
   */
  readonly version?: string;

  /**
   * The pools of machines by name.
   *
   * @default - none
   */
  readonly pools?: Readonly<Record<string, MachinePoolProps>>;

  /**
   * Region, such as `westeurope` on Azure or `eu-central-1` on AWS. For `aks` and `eks`, which need it.
   *
   * @default - none
   */
  readonly region?: string;

  /**
   * Name of the object that holds the provider's identity: an AzureClusterIdentity in the namespace of the cluster's
   * objects, or an AWS identity of `identityKind`. For `aks` and `eks`, which need it. It is made by a Component of the
   * management cluster.
   *
   * @default - none
   */
  readonly identity?: string;

  /**
   * Kind of the identity, for `eks`.
   *
   * @default AWSClusterRoleIdentity
   */
  readonly identityKind?: 'AWSClusterControllerIdentity' | 'AWSClusterRoleIdentity' | 'AWSClusterStaticIdentity';

  /**
   * Namespace of the identity, for `aks`.
   *
   * @default - that of the cluster's objects
   */
  readonly identityNamespace?: string;

  /**
   * Azure resource group of the cluster. For `aks`.
   *
   * @default - the cluster's name
   */
  readonly resourceGroup?: string;

  /**
   * Id of the Azure subscription. For `aks`.
   *
   * @default - the one in the settings of Cluster API Provider Azure
   */
  readonly subscription?: string;

  /**
   * Number of machines of the control plane, for `docker` and `clusterClass`.
   *
   * @default - left to Cluster API; 1 for `docker`
   */
  readonly controlPlaneReplicas?: number;

  /**
   * Further fields of the control plane's object, which win over those of other options: of AzureManagedControlPlane for
   * `aks`, of AWSManagedControlPlane for `eks`, of KubeadmControlPlane for `docker`.
   *
   * @default - none
   */
  readonly controlPlaneSpec?: object;

  /**
   * Ranges of the pods' addresses, such as `10.244.0.0/16`.
   *
   * @default - the provider's
   */
  readonly podCidrs?: readonly string[];

  /**
   * Ranges of the Services' addresses, such as `10.96.0.0/12`.
   *
   * @default - the provider's
   */
  readonly serviceCidrs?: readonly string[];

  /**
   * Whether Flux deletes the cluster with its machines when the program no longer provisions it: the step before that.
   * Without it, the objects stay on the management cluster, and the machines with them.
   *
   * @default false
   */
  readonly deletable?: boolean;
}
