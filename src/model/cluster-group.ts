import { checkLabels } from '../kubernetes/names';
import { checkConfig, ConfigLayer, PartialConfig } from './config';
import { FleetElement, FleetScope } from './fleet-scope';
import { checkVersions, VersionProps } from './versions';

/** Props of {@link ClusterGroup}. */
export interface ClusterGroupProps<C> extends VersionProps {
  /**
   * Configuration of the group's clusters. It wins over the fleet's and an environment's; a cluster's own wins over it.
   *
   * @default - none
   */
  readonly config?: PartialConfig<C>;

  /**
   * Labels of the group's clusters, which placements select by.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A named set of clusters that share configuration: a region, a cloud, the edge. A cluster says which groups it is in.
 *
 * @example
 * const edge = new ClusterGroup(fleet, 'edge', { labels: { site: 'edge' } });
 * new Cluster(fleet, 'store-17', { groups: [edge] });
 */
export class ClusterGroup<C extends object> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The group's layer of configuration. */
  public readonly config: PartialConfig<C>;

  /** Versions that the group's clusters run, where said. */
  public readonly versions: VersionProps;

  /** The group's labels. */
  public readonly labels: Readonly<Record<string, string>>;

  constructor(scope: FleetScope<C>, name: string, props: ClusterGroupProps<C> = {}) {
    super(scope, scope.problems, 'group', name, name);
    this.fleet = scope;
    this.config = props.config ?? {};
    this.versions = { flux: props.flux, kubernetes: props.kubernetes };
    this.labels = { ...props.labels };
    scope.problems.add('config', name, ...checkConfig(this.config));
    scope.problems.add('version', name, ...checkVersions(props));
    scope.problems.add('label', name, ...checkLabels(this.labels));
  }

  /** The group's layer of configuration, named. */
  public get layer(): ConfigLayer {
    return { name: `group ${this.name}`, values: this.config };
  }
}
