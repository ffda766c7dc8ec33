import { Options } from '../../core/options';
import { VersionProps, versionsOver } from '../../schema/version-props';
import { PartialConfig } from '../config';
import { FleetScope } from '../fleet';
import { HOLDER_TYPES, PresetHolder, PresetHolderProps } from '../preset';

/** Props of {@link ClusterGroup}. */
export interface ClusterGroupProps<C extends object = Record<string, unknown>>
  extends VersionProps, PresetHolderProps<C> {
  /**
   * Configuration of the group's clusters. It wins over the fleet's and an environment's; a cluster's own wins over it.
   *
   * @default - none
   */
  readonly config?: PartialConfig<C>;

  /**
   * Labels of the group's clusters, for placements.
   *
   * @default - those of the presets
   */
  readonly labels?: Readonly<Record<string, string>>;
}

const OPTIONS = Options.of<ClusterGroupProps<object>>('a cluster group', HOLDER_TYPES);

/**
 * A named set of clusters that share configuration: a region, a cloud, the edge. Each cluster lists its groups.
 *
 * @example
 * const edge = new ClusterGroup(fleet, 'edge', { labels: { site: 'edge' } });
 * new Cluster(fleet, 'store-17', { groups: [edge] });
 */
export class ClusterGroup<C extends object = Record<string, unknown>> extends PresetHolder<C> {
  /** Versions that the group sets for its clusters. */
  public readonly versions: VersionProps;

  /** The group's labels. */
  public readonly labels: Readonly<Record<string, string>>;

  constructor(scope: FleetScope<C>, name: string, given: ClusterGroupProps<C> = {}) {
    const props = OPTIONS.read(given, scope.problems.optionsAt(name));
    super(scope, 'group', name, props);
    this.versions = versionsOver(this.bundle.versions, props);
    this.labels = { ...this.bundle.labels, ...props.labels };
    this.bundle.createComponents(this);
  }
}
