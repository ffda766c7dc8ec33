import { defined } from '../../core/defined';
import { construct, flag, list, Options, text } from '../../core/options';
import { checkUntil } from '../../core/today';
import { SecretKeyReference } from '../../flux/flux-object';
import { quote } from '../../kubernetes/names';
import { VersionProps, versionsOver } from '../../schema/version-props';
import { BOOTSTRAP_TYPES, BootstrapProps, checkBootstrap, InstallationProps } from '../bootstrap';
import { PartialConfig } from '../config';
import { FleetProps, FleetScope } from '../fleet';
import { ClusterGroup } from '../group';
import { checkPolicies, POLICY_TYPES, PolicyProps } from '../policies';
import { HOLDER_TYPES, PresetHolder, PresetHolderProps } from '../preset';
import { provisionChecks, ProvisionProps, provisionTypes } from '../provision';
import { FLEET_SOURCE_TYPES, GivenSources, givenSourceProblems, givenSources } from '../source';
import { ClusterView } from '../target';
import type { UntilProps } from '../until';
import { checkKubeConfig, KUBE_CONFIG_TYPE, WorkloadIdentityKubeConfig } from './kube-config';

/** Props of {@link Cluster}. */
export interface ClusterProps<C extends object = Record<string, unknown>>
  extends
    VersionProps,
    PolicyProps,
    BootstrapProps,
    Partial<Pick<FleetProps<C>, 'source' | 'standbySource'>>,
    PresetHolderProps<C>,
    UntilProps {
  /**
   * The cluster's configuration, the strongest layer.
   *
   * @default - none
   */
  readonly config?: PartialConfig<C>;

  /**
   * The groups that the cluster is in, weakest first: the configuration of a later one wins.
   *
   * @default - none
   */
  readonly groups?: ReadonlyArray<ClusterGroup<C>>;

  /**
   * The cluster whose Flux deploys to this one. A cluster with a manager runs no Flux of its own.
   *
   * @default - the cluster runs Flux itself
   */
  readonly managedBy?: Cluster<C>;

  /**
   * The way to the cluster, for a cluster with a manager: the Secret with its kubeconfig, or what Flux needs to reach it
   * with workload identity. The Secret is on the manager, in the namespace with this cluster's name, where no tenant can
   * read it.
   *
   * @default - the Secret `<name>-kubeconfig`, in the key Cluster API uses
   */
  readonly kubeConfig?: SecretKeyReference | WorkloadIdentityKubeConfig;

  /**
   * Labels, for placements.
   *
   * @default - those of the groups and presets
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Whether everything is removed from the cluster except Flux itself, or its manager's access: the step before a
   * cluster leaves the program, so that Flux can delete what it has applied.
   *
   * @default false
   */
  readonly drained?: boolean;

  /**
   * Whether everything on the cluster stays when its Flux objects are deleted: the step before another manager, or Flux
   * on the cluster itself, takes it over. Kustomizations get `deletionPolicy: Orphan`, and HelmReleases are suspended.
   *
   * @default false
   */
  readonly handedOver?: boolean;
}

/** A cluster's provisioning. */
interface Provisioning<C extends object> {
  /** The management cluster. */
  readonly by: Cluster<C>;
  /** How it makes the cluster. */
  readonly props: ProvisionProps<Cluster<C>>;
}

const OPTIONS = Options.of<ClusterProps<object>>('a cluster', {
  ...HOLDER_TYPES,
  ...POLICY_TYPES,
  ...BOOTSTRAP_TYPES,
  ...FLEET_SOURCE_TYPES,
  groups: list(construct('a cluster group', () => ClusterGroup)),
  managedBy: construct('a cluster', () => Cluster),
  kubeConfig: KUBE_CONFIG_TYPE,
  drained: flag,
  handedOver: flag,
  until: text,
});

/** The options of {@link Cluster.provision}. Most fleets provision no cluster. */
function provisionOptions(): Options<ProvisionProps> {
  return Options.of<ProvisionProps>('provision', {
    ...provisionTypes(),
    managementCluster: construct('a cluster', () => Cluster),
  });
}

/**
 * A Kubernetes cluster, or several identical ones that read the same folder.
 *
 * @example
 * const america = new Cluster(fleet, 'america', { config: { region: 'us' } });
 * new Cluster(fleet, 'america-south', { managedBy: america });
 */
export class Cluster<C extends object = Record<string, unknown>> extends PresetHolder<C> implements ClusterView {
  /** The groups that the cluster is in, weakest first. */
  public readonly groups: ReadonlyArray<ClusterGroup<C>>;

  /** The cluster whose Flux deploys to this one; undefined if it runs Flux itself. */
  public readonly managedBy?: Cluster<C>;

  /** The way that the manager takes to the cluster. */
  public readonly kubeConfig: SecretKeyReference | WorkloadIdentityKubeConfig;

  /** Versions that the cluster sets itself. */
  public readonly versions: VersionProps;

  /** Installer of Flux, if the cluster sets it itself. */
  public readonly bootstrap?: BootstrapProps['bootstrap'];

  /** Controllers of Flux beside the default ones, if the cluster sets them itself. */
  public readonly extraControllers?: BootstrapProps['extraControllers'];

  /**
   * How Flux is installed; what is missing is the fleet's.
   *
   * @internal
   */
  public readonly installation: InstallationProps;

  /**
   * The sources of its folder that the cluster gives itself.
   *
   * @internal
   */
  public readonly sources: GivenSources;

  /** Whether the cluster gets nothing any more. */
  public readonly drained: boolean;

  /** Whether everything on the cluster stays when its Flux objects are deleted. */
  public readonly handedOver: boolean;

  /** Admission policies that the cluster sets itself. */
  public readonly policies: PolicyProps;

  /** Labels of the cluster, its presets and its groups. The cluster's win, then its presets', then a later group's. */
  public readonly labels: Readonly<Record<string, string>>;

  private provisioned?: Provisioning<C>;

  constructor(scope: FleetScope<C>, name: string, given: ClusterProps<C> = {}) {
    const props = OPTIONS.read(given, scope.problems.optionsAt(name));
    super(scope, 'cluster', name, props);
    this.drained = props.drained ?? false;
    this.handedOver = props.handedOver ?? false;
    this.sources = givenSources(props);
    scope.problems.add('source', name, ...givenSourceProblems(props));
    // A preset's version of Flux is meant for clusters with Flux.
    const weaker = { ...this.bundle.versions, ...(props.managedBy ? { flux: undefined } : {}) };
    this.versions = versionsOver(weaker, props);
    this.policies = { policies: props.policies, trustedAccounts: props.trustedAccounts };
    this.groups = [...(props.groups ?? [])];
    this.kubeConfig = props.kubeConfig ?? { name: `${name}-kubeconfig` };
    const weakerLabels = [...this.groups.map((group) => group.labels), this.bundle.labels];
    this.labels = Object.assign({}, ...weakerLabels, props.labels) as Record<string, string>;
    if (props.managedBy !== undefined) this.managedBy = props.managedBy;

    if (props.bootstrap !== undefined) this.bootstrap = props.bootstrap;
    if (props.extraControllers !== undefined) this.extraControllers = [...props.extraControllers];
    const { controllers, sharding, fluxPatches, keepFlux, fluxInstance } = props;
    this.installation = defined({ controllers, sharding, fluxPatches, keepFlux, fluxInstance });
    scope.problems.add('policies', name, ...checkPolicies(props));
    scope.problems.add('bootstrap', name, this.checkBootstrap(props));
    scope.problems.add('managed-by', name, this.checkManager(props));
    if (props.kubeConfig) scope.problems.add('name', name, ...checkKubeConfig(props.kubeConfig));
    if (this.drained && this.handedOver) {
      scope.problems.add(
        'drained',
        name,
        'drained deletes what handedOver keeps: leave out drained to keep it, or handedOver to delete it',
      );
    }
    const { until } = props;
    if (until !== undefined) {
      scope.problems.add('until', name, checkUntil(until));
      const isLeaving = this.drained || this.handedOver;
      scope.untils.push({ kind: 'cluster', name, until, isLeaving });
    }
    this.bundle.createComponents(this);
  }

  /** Names of the groups that the cluster is in, weakest first. */
  public get groupNames(): readonly string[] {
    return this.groups.map((group) => group.name);
  }

  /**
   * Lets Cluster API make the cluster. Its objects are written to the folder of a management cluster, where Flux never
   * prunes them unless `deletable` says so. A cluster with `managedBy` is deployed to as soon as it answers, with the
   * Secret `<name>-kubeconfig` that Cluster API makes.
   *
   * @example
   * const hub = new Cluster(fleet, 'hub');
   * new Cluster(fleet, 'shop', { managedBy: hub }).provision({
   *   provider: 'aks',
   *   version: 'v1.34.2',
   *   region: 'westeurope',
   *   identity: 'fleet',
   *   pools: { system: { mode: 'System', machineType: 'Standard_D4s_v5', replicas: 3 } },
   * });
   */
  public provision(given: ProvisionProps<Cluster<C>>): void {
    const { problems } = this.fleet;
    const props = provisionOptions().read(given, problems.optionsAt(this.name));
    if (this.provisioned !== undefined) {
      problems.add('provision', this.name, `cluster ${quote(this.name)} is provisioned twice: leave one call out`);
      return;
    }
    const by = props.managementCluster ?? this.managedBy;
    problems.add(
      'provision',
      this.name,
      this.checkManagement(by),
      ...provisionChecks().provisionProblems(this.name, props),
    );
    if (by !== undefined) this.provisioned = { by, props };
  }

  /**
   * The cluster's provisioning, with its management cluster; undefined if Cluster API does not make it.
   *
   * @internal
   */
  public get provisioning(): Provisioning<C> | undefined {
    return this.provisioned;
  }

  private checkManagement(by: Cluster<C> | undefined): string | undefined {
    if (by === undefined) {
      return 'provision names no management cluster: give managementCluster, the cluster on which Cluster API runs';
    }
    const what = `management cluster ${quote(by.name)}`;
    if (by === this) return `${what} is the cluster itself: name the one on which Cluster API runs`;
    if (by.managedBy) {
      return `${what} is deployed to by ${quote(by.managedBy.name)} and runs no Flux: name a cluster that does`;
    }
    if (this.managedBy !== undefined && this.managedBy !== by) {
      return `${what} gets the Secret with the kubeconfig, but managedBy is ${quote(this.managedBy.name)}: name the same cluster in both`;
    }
    return undefined;
  }

  private checkBootstrap(props: ClusterProps<C>): string | undefined {
    if (props.bootstrap !== undefined && props.managedBy !== undefined) {
      return `bootstrap ${JSON.stringify(props.bootstrap)} is given, but the cluster runs no Flux: give it to its manager`;
    }
    if (props.extraControllers !== undefined && props.managedBy !== undefined) {
      return `extraControllers ${JSON.stringify(props.extraControllers)} is given, but the cluster runs no Flux: give it to its manager`;
    }
    const given = (['controllers', 'sharding', 'fluxPatches', 'keepFlux', 'fluxInstance'] as const).find(
      (key) => props[key] !== undefined,
    );
    if (given !== undefined && props.managedBy !== undefined) {
      return `${given} is given, but the cluster runs no Flux: give it to its manager`;
    }
    return checkBootstrap(props, this.sources.source ?? this.fleet.source);
  }

  private checkManager(props: ClusterProps<C>): string | undefined {
    const manager = props.managedBy;
    if (manager === undefined) {
      return (
        props.kubeConfig && 'kubeConfig is given without managedBy: leave it out, or say which cluster deploys to it'
      );
    }
    return manager.managedBy
      ? `managedBy ${JSON.stringify(manager.name)} is itself deployed to by ${JSON.stringify(manager.managedBy.name)} and runs no Flux: name a cluster that does`
      : undefined;
  }
}
