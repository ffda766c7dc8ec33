import { IConstruct } from 'constructs';
import { Statement } from '../../core/source-location';
import { FluxDefaults, mergeDefaults } from '../../flux/defaults';
import { checkLabels, quote } from '../../kubernetes/names';
import { checkVersions, VersionProps } from '../../schema/version-props';
import { PartialConfig, ConfigLayer, DeclaredLayer, declareLayer } from '../config';
import { checkDefaults, FleetElement, FleetScope } from '../fleet';
import { TenantDefaults } from '../isolation';

/** Props of {@link Preset}. */
export interface PresetProps<C extends object> extends VersionProps {
  /**
   * Configuration, just weaker than that of the cluster, group or environment that the preset is put on.
   *
   * @default - none
   */
  readonly config?: PartialConfig<C>;

  /**
   * Labels, just weaker than those of what the preset is put on.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * What tenants are given where they do not say it themselves: isolation and quotas.
   *
   * @default - this library's own
   */
  readonly tenants?: TenantDefaults<C>;

  /**
   * What is written into Flux objects where nothing else says it, by kind.
   *
   * @default - the fleet's
   */
  readonly defaults?: FluxDefaults;

  /**
   * Makes the components that the preset brings. Called once for each cluster, group and environment that the preset is
   * put on, which the components then belong to. A cluster that has the preset several times, by itself and through
   * groups, gets them once, from the strongest of these.
   *
   * @default - none
   */
  readonly components?: (scope: PresetHolder<C>) => void;
}

/** Props of what presets can be put on. */
export interface PresetHolderProps<C extends object> {
  /**
   * Presets, weakest first. What is given here itself wins over all of them.
   *
   * @default - none
   */
  readonly presets?: ReadonlyArray<Preset<C>>;
}

/**
 * A bundle of configuration, defaults and components for a kind of site or workload, to be put on clusters, groups and
 * environments.
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
export class Preset<C extends object> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** What the preset was made with. */
  public readonly props: PresetProps<C>;

  /**
   * The preset's layer of configuration, which is merged wherever the preset is put.
   *
   * @internal
   */
  public readonly layer: ConfigLayer;

  /** What is written into Flux objects where nothing else says it. */
  public readonly defaults: FluxDefaults;

  constructor(scope: FleetScope<C>, name: string, props: PresetProps<C>) {
    super(scope, scope.problems, 'preset', name, name);
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

/** What the presets of a cluster, a group or an environment say together, the later winning. */
export class PresetBundle<C extends object> {
  /** Labels of all presets. */
  public readonly labels: Readonly<Record<string, string>>;

  /** Versions of all presets. */
  public readonly versions: VersionProps;

  /** Defaults of all presets for Flux objects; undefined when none has any. */
  public readonly defaults?: FluxDefaults;

  /**
   * @param problems takes what is wrong
   * @param kind what has the presets, as messages call it
   * @param name its name
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

  /** Makes the presets' components, which belong to the holder. */
  public bring(holder: PresetHolder<C>): void {
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
      for (const one of made.flatMap((child) => child.node.findAll())) BROUGHT.set(one, preset);
    }
  }
}

/** Which preset brought a component. */
const BROUGHT = new WeakMap<IConstruct, { readonly name: string }>();

/** The preset that brought a component; undefined when the program made it itself. */
export function presetOf(component: IConstruct): { readonly name: string } | undefined {
  return BROUGHT.get(component);
}

/**
 * What presets can be put on: a cluster, a group or an environment. It has layers of configuration, versions and labels,
 * its presets' below its own, and components can belong to it.
 */
export abstract class PresetHolder<C extends object> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The holder's own layer of configuration. */
  public readonly config: PartialConfig<C>;

  /** Its presets, weakest first. */
  public readonly presets: ReadonlyArray<Preset<C>>;

  /**
   * What the presets say together.
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

  /**
   * @param kind what it is, as messages call it
   * @internal
   */
  protected constructor(scope: FleetScope<C>, kind: string, name: string, props: HolderProps<C>) {
    super(scope, scope.problems, kind, name, name);
    this.fleet = scope;
    this.config = props.config ?? {};
    this.presets = [...(props.presets ?? [])];
    this.bundle = new PresetBundle(this.presets, scope, kind, name);
    this.layers = this.bundle.layers(this.config, new Statement(new.target));
    scope.problems.add('version', name, ...checkVersions(props));
    scope.problems.add('label', name, ...checkLabels(props.labels ?? {}));
  }
}

interface HolderProps<C extends object> extends VersionProps, PresetHolderProps<C> {
  readonly config?: PartialConfig<C>;
  readonly labels?: Readonly<Record<string, string>>;
}
