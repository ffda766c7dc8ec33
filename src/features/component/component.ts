import { checkDnsLabel } from '../../kubernetes/names';
import { checkDelivery, DELIVERY_FIELDS, DeliveryProps, DeliverySettings, DeliverySort, sortOf } from '../delivery';
import { Environment } from '../environment';
import { FleetElement, FleetScope } from '../fleet';
import { Fields, FieldTable, OverridableElement } from '../override';
import { Placement } from '../placement';
import { PresetHolder } from '../preset';
import { Secret, Decryption } from '../secret';
import { EnvironmentTarget, PerTarget, Target } from '../target';

/** What a component can belong to: it is then on all clusters of that, as far as its placement selects them. */
export type ComponentScope<C extends object> = FleetScope<C> | PresetHolder<C> | ComponentGroup<C>;

/** What a component belongs to in the end: a list of components belongs to one of these itself. */
export type PlainScope<C extends object> = FleetScope<C> | PresetHolder<C>;

/** Props of {@link Component}. Exactly one of `chart`, `path` and `manifests` is given. */
export interface ComponentProps<C extends object, T extends Target<C> = Target<C>> extends DeliveryProps<T> {
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
   * How files among the `secrets`, and in the folder of `path`, are opened. The key lies in the control namespace of the component's Kustomization.
   *
   * @default - not at all: files that SOPS encrypted are refused
   */
  readonly decryption?: PerTarget<Decryption, T>;

  /**
   * Components, and lists of them, of the same scope that must be Ready first.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<Component<C> | ComponentGroup<C>>;

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

/** An option that is the same at all places. */
const fixed = { for: 'all', merge: 'replace', overridable: false, explained: true } as const;

/** One of constructs or Secrets, which are no plain values. */
const reference = { ...fixed, explained: false } as const;

/** What is known of each option of a component. */
const COMPONENT_FIELDS = {
  ...DELIVERY_FIELDS,
  namespace: { ...fixed, check: { id: 'name', of: (namespace) => [checkDnsLabel('namespace', namespace)] } },
  createNamespace: fixed,
  secrets: reference,
  decryption: reference,
  dependsOn: reference,
  prune: fixed,
  placement: reference,
} satisfies FieldTable<ComponentProps<never>, DeliverySettings<never>, DeliverySort>;

const FIELDS = Fields.of(COMPONENT_FIELDS);

/** Options of {@link ComponentGroup}. */
export interface ComponentGroupProps<C extends object> {
  /**
   * Components, and lists of them, that must be Ready before any of the list.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<Component<C> | ComponentGroup<C>>;

  /**
   * Which of the scope's clusters get the components, as far as each one's own placement selects them too.
   *
   * @default - all
   */
  readonly placement?: Placement;
}

/**
 * Components that are named together: placed by one placement, and waited for as one.
 *
 * @example
 * const certificates = new ComponentGroup(fleet, 'certificates', { placement: Placement.group('cloud') });
 * const controller = new Component(certificates, 'cert-manager', {
 *   chart: HelmChart.oci({ url: 'oci://charts.example.com/cert-manager', version: '1.18.x' }),
 * });
 * new Component(certificates, 'issuers', { path: './infrastructure/issuers', dependsOn: [controller] });
 */
export class ComponentGroup<C extends object> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** What the components belong to. */
  public readonly scope: FleetScope<C> | PresetHolder<C>;

  /** What the list was made with. */
  public readonly props: ComponentGroupProps<C>;

  constructor(scope: FleetScope<C> | PresetHolder<C>, name: string, props: ComponentGroupProps<C> = {}) {
    const fleet = scope instanceof FleetScope ? scope : scope.fleet;
    super(scope, fleet.problems, 'component group', name, scope instanceof FleetScope ? name : `${scope.name}/${name}`);
    this.fleet = fleet;
    this.scope = scope;
    this.props = props;
  }

  /** The components of the list, in the order of the program. */
  public get components(): ReadonlyArray<Component<C>> {
    return this.node.children.filter((child): child is Component<C> => child instanceof Component);
  }
}

/**
 * A piece of infrastructure: a Helm chart, a folder of a repository, or objects in code.
 *
 * @example
 * const nginx = new Component(fleet, 'nginx', {
 *   chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' }),
 *   values: ({ cluster }) => ({ fullnameOverride: cluster.name }),
 * });
 * nginx.override(Placement.group('edge'), { values: { replicaCount: 1 } });
 */
export class Component<C extends object> extends OverridableElement<DeliverySettings<Target<C>>> {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** What the component belongs to. */
  public readonly scope: FleetScope<C> | PresetHolder<C>;

  /** The list that the component is in; undefined for none. */
  public readonly group?: ComponentGroup<C>;

  /** What the component was made with. */
  public readonly props: ComponentProps<C>;

  constructor(scope: Environment<C>, name: string, props: ComponentProps<C, EnvironmentTarget<C>>);
  constructor(scope: ComponentScope<C>, name: string, props: ComponentProps<C>);
  constructor(scope: ComponentScope<C>, name: string, props: ComponentProps<C>) {
    const fleet = scope instanceof FleetScope ? scope : scope.fleet;
    const at = scope instanceof FleetScope ? name : `${scope.name}/${name}`;
    const sort = sortOf(props);
    super(scope, fleet.problems, name, { fields: FIELDS, of: sort, kind: 'component', at });
    this.fleet = fleet;
    this.scope = scope instanceof ComponentGroup ? scope.scope : scope;
    if (scope instanceof ComponentGroup) this.group = scope;
    this.props = props;
    fleet.problems.add('component', at, ...checkDelivery('a component', FIELDS, props));
    FIELDS.checkOthers(props, sort, (id, messages) => fleet.problems.add(id, at, ...messages));
  }

  /** Every component that this one waits for, with what its list waits for; of a list, all that are in it. */
  public get dependencies(): Array<Component<C>> {
    return [...(this.props.dependsOn ?? []), ...(this.group?.props.dependsOn ?? [])].flatMap((one) =>
      one instanceof ComponentGroup ? one.components : [one],
    );
  }
}
