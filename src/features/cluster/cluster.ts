import { construct, flag, list, Options } from '../../core/options';
import { SecretKeyReference } from '../../flux/flux-object';
import { VersionProps, versionsOver } from '../../schema/version-props';
import { BOOTSTRAP_TYPES, BootstrapProps, checkBootstrap } from '../bootstrap';
import { PartialConfig } from '../config';
import { FleetScope } from '../fleet';
import { ClusterGroup } from '../group';
import { checkPolicies, POLICY_TYPES, PolicyProps } from '../policies';
import { HOLDER_TYPES, PresetHolder, PresetHolderProps } from '../preset';
import { ClusterView } from '../target';
import { checkKubeConfig, KUBE_CONFIG_TYPE, WorkloadIdentityKubeConfig } from './kube-config';

/** Props of {@link Cluster}. */
export interface ClusterProps<C extends object>
  extends VersionProps, PolicyProps, BootstrapProps, PresetHolderProps<C> {
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
}

const OPTIONS = Options.of<ClusterProps<object>>('a cluster', {
  ...HOLDER_TYPES,
  ...POLICY_TYPES,
  ...BOOTSTRAP_TYPES,
  groups: list(construct('a cluster group', () => ClusterGroup)),
  managedBy: construct('a cluster', () => Cluster),
  kubeConfig: KUBE_CONFIG_TYPE,
  drained: flag,
});

/**
 * A Kubernetes cluster, or several identical ones that read the same folder.
 *
 * @example
 * const america = new Cluster(fleet, 'america', { config: { region: 'us' } });
 * new Cluster(fleet, 'america-south', { managedBy: america });
 */
export class Cluster<C extends object> extends PresetHolder<C> implements ClusterView {
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

  /** Whether the cluster gets nothing any more. */
  public readonly drained: boolean;

  /** Admission policies that the cluster sets itself. */
  public readonly policies: PolicyProps;

  /** Labels of the cluster, its presets and its groups. The cluster's win, then its presets', then a later group's. */
  public readonly labels: Readonly<Record<string, string>>;

  constructor(scope: FleetScope<C>, name: string, given: ClusterProps<C> = {}) {
    const props = OPTIONS.read(given, scope.problems.optionsAt(name));
    super(scope, 'cluster', name, props);
    this.drained = props.drained ?? false;
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
    scope.problems.add('policies', name, ...checkPolicies(props));
    scope.problems.add('bootstrap', name, this.checkBootstrap(props));
    scope.problems.add('managed-by', name, this.checkManager(props));
    if (props.kubeConfig) scope.problems.add('name', name, ...checkKubeConfig(props.kubeConfig));
    this.bundle.createComponents(this);
  }

  /** Names of the groups that the cluster is in, weakest first. */
  public get groupNames(): readonly string[] {
    return this.groups.map((group) => group.name);
  }

  private checkBootstrap(props: ClusterProps<C>): string | undefined {
    if (props.bootstrap !== undefined && props.managedBy !== undefined) {
      return `bootstrap ${JSON.stringify(props.bootstrap)} is given, but the cluster runs no Flux: give it to its manager`;
    }
    if (props.extraControllers !== undefined && props.managedBy !== undefined) {
      return `extraControllers ${JSON.stringify(props.extraControllers)} is given, but the cluster runs no Flux: give it to its manager`;
    }
    return checkBootstrap(props, this.fleet.source);
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
