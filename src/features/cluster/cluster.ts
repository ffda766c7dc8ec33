import { construct, flag, list, object, Options, required, text } from '../../core/options';
import { SecretKeyReference } from '../../flux/flux-object';
import { checkDnsSubdomain } from '../../kubernetes/names';
import { VersionProps, versionsOver } from '../../schema/version-props';
import { BOOTSTRAP_TYPES, BootstrapProps, checkBootstrap } from '../bootstrap';
import { PartialConfig } from '../config';
import { FleetScope } from '../fleet';
import { ClusterGroup } from '../group';
import { checkPolicies, POLICY_TYPES, PolicyProps } from '../policies';
import { HOLDER_TYPES, PresetHolder, PresetHolderProps } from '../preset';
import { ClusterView } from '../target';

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
   * Secret with the cluster's kubeconfig, for a cluster with a manager. It is on the manager, in the namespace with
   * this cluster's name, where no tenant can read it.
   *
   * @default - `<name>-kubeconfig`, in the key Cluster API uses
   */
  readonly kubeConfig?: SecretKeyReference;

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

const OPTIONS = Options.of<ClusterProps<object>>('a cluster', {
  ...HOLDER_TYPES,
  ...POLICY_TYPES,
  ...BOOTSTRAP_TYPES,
  groups: list(construct('a cluster group', () => ClusterGroup)),
  managedBy: construct('a cluster', () => Cluster),
  kubeConfig: object<SecretKeyReference>({ name: required(text), key: text }),
  drained: flag,
  handedOver: flag,
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

  /** Secret with the kubeconfig that the manager uses. */
  public readonly kubeConfig: SecretKeyReference;

  /** Versions that the cluster sets itself. */
  public readonly versions: VersionProps;

  /** Installer of Flux, if the cluster sets it itself. */
  public readonly bootstrap?: BootstrapProps['bootstrap'];

  /** Whether the cluster gets nothing any more. */
  public readonly drained: boolean;

  /** Whether everything on the cluster stays when its Flux objects are deleted. */
  public readonly handedOver: boolean;

  /** Admission policies that the cluster sets itself. */
  public readonly policies: PolicyProps;

  /** Labels of the cluster, its presets and its groups. The cluster's win, then its presets', then a later group's. */
  public readonly labels: Readonly<Record<string, string>>;

  constructor(scope: FleetScope<C>, name: string, given: ClusterProps<C> = {}) {
    const props = OPTIONS.read(given, scope.problems.optionsAt(name));
    super(scope, 'cluster', name, props);
    this.drained = props.drained ?? false;
    this.handedOver = props.handedOver ?? false;
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
    scope.problems.add('policies', name, ...checkPolicies(props));
    scope.problems.add('bootstrap', name, this.checkBootstrap(props));
    scope.problems.add('managed-by', name, this.checkManager(props));
    if (this.drained && this.handedOver) {
      scope.problems.add(
        'drained',
        name,
        'drained deletes what handedOver keeps: leave out drained to keep it, or handedOver to delete it',
      );
    }
    if (props.kubeConfig) scope.problems.add('name', name, checkDnsSubdomain('kubeConfig', props.kubeConfig.name));
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
