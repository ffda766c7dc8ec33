import { Chart } from 'cdk8s';
import { checkDnsLabel } from '../kubernetes/names';
import { Cluster } from './cluster';
import { ClusterGroup } from './cluster-group';
import { Environment } from './environment';
import { FleetElement, FleetScope } from './fleet-scope';
import { Placement } from './placement';
import { Secret } from './secret';
import { Decryption } from './secret-decryption';
import { HelmChart } from './source';
import { EnvironmentTarget, PerTarget, Target } from './target';

/** What a component can belong to: it is then on all clusters of that, as far as its placement selects them. */
export type ComponentScope<C extends object> = FleetScope<C> | Environment<C> | ClusterGroup<C> | Cluster<C>;

/** Props of {@link Component}. Exactly one of `chart` and `manifests` is given. */
export interface ComponentProps<C extends object, T extends Target<C> = Target<C>> {
  /**
   * A Helm chart that is installed.
   *
   * @default - `manifests` are used
   */
  readonly chart?: PerTarget<HelmChart, T>;

  /**
   * The chart's values.
   *
   * @default - the chart's own
   */
  readonly values?: PerTarget<object, T>;

  /**
   * Name of the Helm release, at most 53 bytes.
   *
   * @default - the component's name
   */
  readonly releaseName?: string;

  /**
   * Objects in code. The function fills a cdk8s chart for each target; objects without a namespace get the component's.
   *
   * @default - `chart` is used
   */
  readonly manifests?: (chart: Chart, target: T) => void;

  /**
   * Namespace of the component's objects.
   *
   * @default - the component's name, behind the environment's prefix if it belongs to one
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is the component's own, created and labelled with it.
   *
   * @default true
   */
  readonly createNamespace?: boolean;

  /**
   * Secrets of the component's namespace. Files that SOPS encrypted name it, as nothing else sets it.
   *
   * @default - none
   */
  readonly secrets?: PerTarget<readonly Secret[], T>;

  /**
   * How files among the `secrets` are opened. The key lies in the control namespace of the component's Kustomization.
   *
   * @default - not at all: files that SOPS encrypted are refused
   */
  readonly decryption?: PerTarget<Decryption, T>;

  /**
   * Components of the same scope that must be Ready first.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<Component<C>>;

  /**
   * Whether Flux deletes what leaves the component, and all of it when the component goes. With `false` everything
   * stays in the cluster until something else takes it over: the first step of a move or a rename, to be committed
   * before the second one.
   *
   * @default - what the fleet's `defaults` say of Kustomizations: true
   */
  readonly prune?: PerTarget<boolean, T>;

  /**
   * Which of the scope's clusters get the component.
   *
   * @default - all
   */
  readonly placement?: Placement;
}

/**
 * A piece of infrastructure: a Helm chart, or objects in code.
 *
 * @example
 * new Component(fleet, 'nginx', {
 *   chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' }),
 *   values: ({ cluster }) => ({ fullnameOverride: cluster.name }),
 * });
 */
export class Component<C extends object> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** What the component belongs to. */
  public readonly scope: ComponentScope<C>;

  /** What the component was made with. */
  public readonly props: ComponentProps<C>;

  constructor(scope: Environment<C>, name: string, props: ComponentProps<C, EnvironmentTarget<C>>);
  constructor(scope: ComponentScope<C>, name: string, props: ComponentProps<C>);
  constructor(scope: ComponentScope<C>, name: string, props: ComponentProps<C>) {
    const fleet = scope instanceof FleetScope ? scope : scope.fleet;
    const at = scope instanceof FleetScope ? name : `${scope.name}/${name}`;
    super(scope, fleet.problems, 'component', name, at);
    this.fleet = fleet;
    this.scope = scope;
    this.props = props;
    fleet.problems.add(
      'component',
      at,
      (props.chart === undefined) === (props.manifests === undefined)
        ? 'a component is one thing: give either chart or manifests'
        : undefined,
      props.manifests && (props.values ?? props.releaseName) !== undefined
        ? 'values and releaseName are for a chart, but manifests are given: leave them out'
        : undefined,
    );
    if (props.namespace !== undefined) fleet.problems.add('name', at, checkDnsLabel('namespace', props.namespace));
  }
}
