import { checkLabels } from '../../kubernetes/names';
import { PartialConfig } from '../config/config';
import { ConfigLayer } from '../config/layer';
import { FleetElement, FleetScope } from '../fleet/fleet-scope';
import { Preset, PresetBundle, PresetHolderProps } from '../preset/preset';
import { Statement } from '../../core/source-location';
import { checkVersions, VersionProps, versionsOver } from '../../schema/version-props';

/** Props of {@link ClusterGroup}. */
export interface ClusterGroupProps<C extends object> extends VersionProps, PresetHolderProps<C> {
  /**
   * Configuration of the group's clusters. It wins over the fleet's and an environment's; a cluster's own wins over it.
   *
   * @default - none
   */
  readonly config?: PartialConfig<C>;

  /**
   * Labels of the group's clusters, which placements select by.
   *
   * @default - those of the presets
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

  /** The group's presets, weakest first. */
  public readonly presets: ReadonlyArray<Preset<C>>;

  /** What the presets say together. */
  public readonly bundle: PresetBundle<C>;

  /** The group's layers of configuration, weakest first: its presets' and its own. */
  public readonly layers: readonly ConfigLayer[];

  /** Versions that the group's clusters run, where said. */
  public readonly versions: VersionProps;

  /** The group's labels. */
  public readonly labels: Readonly<Record<string, string>>;

  constructor(scope: FleetScope<C>, name: string, props: ClusterGroupProps<C> = {}) {
    super(scope, scope.problems, 'group', name, name);
    this.fleet = scope;
    this.config = props.config ?? {};
    this.presets = [...(props.presets ?? [])];
    this.bundle = new PresetBundle(this.presets, scope, 'group', name);
    this.layers = this.bundle.layers(this.config, new Statement(new.target));
    this.versions = versionsOver(this.bundle.versions, props);
    this.labels = { ...this.bundle.labels, ...props.labels };
    scope.problems.add('version', name, ...checkVersions(props));
    scope.problems.add('label', name, ...checkLabels(props.labels ?? {}));
    this.bundle.bring(this);
  }
}
