import { IConstruct } from 'constructs';
import { callback, construct, freeMap, list, Options, untyped } from '../../core/options';
import { Statement } from '../../core/source-location';
import { FluxDefaults, mergeDefaults, FLUX_DEFAULTS } from '../../flux/defaults';
import { checkLabels, quote } from '../../kubernetes/names';
import { checkVersions, VERSION_TYPES, VersionProps } from '../../schema/version-props';
import { PartialConfig, ConfigLayer, DeclaredLayer, declareLayer } from '../config';
import { checkDefaults, FleetElement, FleetScope } from '../fleet';
import { TENANT_DEFAULTS, TenantDefaults } from '../isolation';
import { Notification, NotificationProps, NotificationScope, ReceiveProps, Webhook } from '../notification';
import { Target } from '../target';

/** Props of {@link Preset}. */
export interface PresetProps<C extends object = Record<string, unknown>> extends VersionProps {
  /**
   * Configuration, one step weaker than that of the cluster, group or environment with the preset.
   *
   * @default - none
   */
  readonly config?: PartialConfig<C>;

  /**
   * Labels, one step weaker than those of the cluster, group or environment with the preset.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * Defaults of tenants: isolation and quotas.
   *
   * @default - this library's own
   */
  readonly tenants?: TenantDefaults<C>;

  /**
   * Default fields of Flux objects, by kind.
   *
   * @default - the fleet's
   */
  readonly defaults?: FluxDefaults;

  /**
   * Creates the components of the preset. Called once for each cluster, group and environment with the preset, to which
   * the components then belong. A cluster that has the preset several times, itself and through groups, gets them once,
   * from the strongest of these.
   *
   * @default - none
   */
  readonly components?: (scope: PresetHolder<C>) => void;
}

/** Props of elements that can have presets. */
export interface PresetHolderProps<C extends object> {
  /**
   * Presets, weakest first. The element's own props win over all of them.
   *
   * @default - none
   */
  readonly presets?: ReadonlyArray<Preset<C>>;
}

const PRESET_OPTIONS = Options.of<PresetProps<object>>('a preset', {
  ...VERSION_TYPES,
  config: freeMap,
  labels: freeMap,
  tenants: TENANT_DEFAULTS,
  defaults: FLUX_DEFAULTS,
  components: callback,
});

/** The types of the options of elements that can have presets. */
export const HOLDER_TYPES = {
  ...VERSION_TYPES,
  config: freeMap,
  labels: freeMap,
  presets: untyped(list(construct('a preset', () => Preset))),
} as const;

/**
 * A reusable bundle of configuration, defaults and components for clusters, groups and environments.
 *
 * @example
 * const edge = new Preset(fleet, 'edge', {
 *   labels: { site: 'edge' },
 *   tenants: { quota: { pods: 20 } },
 *   components: (scope) => {
 *     new Component(scope, 'cache', { chart: HelmChart.oci({ url: 'oci://charts.example.com/cache', version: '1.2.3' }) });
 *   },
 * });
 * new ClusterGroup(fleet, 'stores', { presets: [edge] });
 */
export class Preset<C extends object = Record<string, unknown>> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** Props as given. */
  public readonly props: PresetProps<C>;

  /**
   * The preset's layer of configuration, which is merged for every holder.
   *
   * @internal
   */
  public readonly layer: ConfigLayer;

  /** Default fields of Flux objects. */
  public readonly defaults: FluxDefaults;

  constructor(scope: FleetScope<C>, name: string, given: PresetProps<C>) {
    super(scope, scope.problems, 'preset', name, name);
    const props = PRESET_OPTIONS.read(given, scope.problems.optionsAt(name));
    this.fleet = scope;
    this.props = props;
    this.layer = declareLayer(scope.problems, name, `preset ${name}`, props.config ?? {}, new Statement(new.target));
    const badDefaults = checkDefaults(props.defaults ?? {});
    this.defaults = badDefaults.length > 0 ? {} : { ...props.defaults };
    scope.problems.add('defaults', name, ...badDefaults);
    scope.problems.add('version', name, ...checkVersions(props));
    scope.problems.add('label', name, ...checkLabels(props.labels ?? {}));
  }
}

/** The merged presets of a cluster, a group or an environment, the later winning. */
export class PresetBundle<C extends object> {
  /** Labels of all presets. */
  public readonly labels: Readonly<Record<string, string>>;

  /** Versions of all presets. */
  public readonly versions: VersionProps;

  /** Default fields of Flux objects from all presets; undefined if there are none. */
  public readonly defaults?: FluxDefaults;

  /**
   * @param problems receives problems
   * @param kind kind of the holder, for messages
   * @param name name of the holder
   */
  constructor(
    private readonly presets: ReadonlyArray<Preset<C>>,
    private readonly fleet: FleetScope<C>,
    private readonly kind: string,
    private readonly name: string,
  ) {
    this.labels = Object.assign({}, ...presets.map(({ props }) => props.labels)) as Record<string, string>;
    this.versions = {
      flux: presets.findLast(({ props }) => props.flux !== undefined)?.props.flux,
      kubernetes: presets.findLast(({ props }) => props.kubernetes !== undefined)?.props.kubernetes,
    };
    const defaults = presets.reduce<FluxDefaults>((all, preset) => mergeDefaults(all, preset.defaults), {});
    if (Object.keys(defaults).length > 0) this.defaults = defaults;
    const names = presets.map((preset) => preset.name);
    for (const twice of new Set(names.filter((one, index) => names.indexOf(one) < index))) {
      fleet.problems.add('duplicate', name, `preset ${quote(twice)} is listed twice: leave one out`);
    }
  }

  /** The presets' layers of configuration with the holder's own on top, weakest first. */
  public layers(values: object, statement: Pick<ConfigLayer, 'location'>): ConfigLayer[] {
    const holder = `${this.kind} ${this.name}`;
    return [
      ...this.presets.map(({ layer }) => new DeclaredLayer(`${layer.name} of ${holder}`, layer.values, layer)),
      declareLayer(this.fleet.problems, this.name, holder, values, statement),
    ];
  }

  /** Creates the presets' components, which belong to the holder. */
  public createComponents(holder: PresetHolder<C>): void {
    for (const preset of this.presets) {
      const before = new Set(holder.node.children);
      try {
        preset.props.components?.(holder);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const what = `the program failed while making components of preset ${quote(preset.name)}`;
        this.fleet.problems.add('program', this.name, `${what}, with ${quote(message)}: mend it there`);
      }
      const made = holder.node.children.filter((child) => !before.has(child));
      for (const one of made.flatMap((child) => child.node.findAll())) PRESETS.set(one, preset);
    }
  }
}

/** The preset of each component from a preset. */
const PRESETS = new WeakMap<IConstruct, { readonly name: string }>();

/** The preset of a component; undefined if the program created it directly. */
export function presetOf(component: IConstruct): { readonly name: string } | undefined {
  return PRESETS.get(component);
}

/**
 * An element that can have presets: a cluster, a group or an environment. It has layers of configuration, versions and
 * labels, its presets' below its own, and can own components.
 */
export abstract class PresetHolder<C extends object> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The holder's own layer of configuration. */
  public readonly config: PartialConfig<C>;

  /** Its presets, weakest first. */
  public readonly presets: ReadonlyArray<Preset<C>>;

  /**
   * The merged presets.
   *
   * @internal
   */
  public readonly bundle: PresetBundle<C>;

  /**
   * Its layers of configuration, weakest first: its presets' and its own.
   *
   * @internal
   */
  public readonly layers: readonly ConfigLayer[];

  readonly #kind: NotificationScope['kind'];

  /**
   * @param kind kind of the holder, for messages
   * @internal
   */
  protected constructor(
    scope: FleetScope<C>,
    kind: 'cluster' | 'environment' | 'group',
    name: string,
    props: HolderProps<C>,
  ) {
    super(scope, scope.problems, kind, name, name);
    this.#kind = kind;
    this.fleet = scope;
    this.config = props.config ?? {};
    this.presets = [...(props.presets ?? [])];
    this.bundle = new PresetBundle(this.presets, scope, kind, name);
    this.layers = this.bundle.layers(this.config, new Statement(new.target));
    scope.problems.add('version', name, ...checkVersions(props));
    scope.problems.add('label', name, ...checkLabels(props.labels ?? {}));
  }

  /**
   * Sends events of Flux to a channel, as `notify` of the fleet does: those of the environment on all of its clusters, or
   * everything of the cluster or of the group's clusters.
   *
   * @param name name within the element, a DNS label
   *
   * @example
   * prod.notify('pager', { channel: Channel.pagerDuty({ channel: 'R0UT1NG', secret: 'pagerduty' }) });
   */
  public notify(name: string, props: NotificationProps<Target<C>>): Notification {
    return this.fleet.notices.notify({ kind: this.#kind, address: [this.name], element: this }, name, props);
  }

  /**
   * Lets a caller wake Flux, as `receive` of the fleet does: on the clusters of the environment or the group, or on the
   * cluster.
   *
   * @param name name within the element, a DNS label
   *
   * @example
   * prod.receive('github', { type: 'github', events: ['push'], secret: 'webhook-token' });
   */
  public receive(name: string, props: ReceiveProps): Webhook {
    return this.fleet.notices.receive({ kind: this.#kind, address: [this.name], element: this }, name, props);
  }
}

interface HolderProps<C extends object> extends VersionProps, PresetHolderProps<C> {
  readonly config?: PartialConfig<C>;
  readonly labels?: Readonly<Record<string, string>>;
}
