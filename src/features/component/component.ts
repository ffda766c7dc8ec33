import {
  anything,
  byTarget,
  construct,
  either,
  flag,
  instance,
  list,
  mapOf,
  object,
  oneOf,
  Options,
  required,
  text,
  untyped,
} from '../../core/options';
import { Statement } from '../../core/source-location';
import { CUSTOM_KIND, DEPLOYED_KIND } from '../../kubernetes/deployable';
import { checkDnsLabel } from '../../kubernetes/names';
import { CustomKind, DeployableKind } from '../../kubernetes/resources';
import { checkDelivery, DELIVERY_FIELDS, DeliveryProps, DeliverySettings, DeliverySort, sortOf } from '../delivery';
import { Environment } from '../environment';
import { FleetElement, FleetScope } from '../fleet';
import type { ImageUpdateProps } from '../images';
import { Fields, FieldTable, OverridableElement } from '../override';
import { Placement } from '../placement';
import { PresetHolder } from '../preset';
import { checkPullSecrets, Decryption, PULL_SECRETS, Secret } from '../secret';
import { EnvironmentTarget, PerTarget, Target } from '../target';

// Loaded with the first component that has an account of its own.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const accounts = () => require('./account') as typeof import('./account');

/** Scope of a component: the component goes to all clusters of the scope that its placement selects. */
export type ComponentScope<C extends object> = FleetScope<C> | PresetHolder<C> | ComponentGroup<C>;

/** Scope of a component outside of groups, and of a component group. */
export type PlainScope<C extends object> = FleetScope<C> | PresetHolder<C>;

/** Props of {@link Component}. Exactly one of `chart`, `path` and `manifests` is given. */
export interface ComponentProps<
  C extends object = Record<string, unknown>,
  T extends Target<C> = Target<C>,
> extends DeliveryProps<T> {
  /**
   * Namespace of the component's objects. A component stands for its own namespace: that one makes it, and is awaited as by
   * `dependsOn`.
   *
   * @example
   * const monitoring = new Component(fleet, 'monitoring', { chart });
   * new Component(fleet, 'dashboards', { path: './dashboards', namespace: monitoring });
   *
   * @default - the component's name, behind the environment's prefix if it belongs to one
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in dependsOn
  readonly namespace?: string | Component<any>;

  /**
   * Creates and labels the namespace with the component; `false` if the namespace exists without it.
   *
   * @default - true, and false with the namespace of another component
   */
  readonly createNamespace?: boolean;

  /**
   * Labels of the namespace that the component creates.
   *
   * @default - none
   */
  readonly namespaceLabels?: PerTarget<Readonly<Record<string, string>>, T>;

  /**
   * Annotations of the namespace that the component creates.
   *
   * @default - none
   */
  readonly namespaceAnnotations?: PerTarget<Readonly<Record<string, string>>, T>;

  /**
   * Pod Security Standard that the namespace enforces, audits and warns of, by the labels that Kubernetes reads.
   *
   * @default - none: the cluster's own default holds
   */
  readonly podSecurity?: PerTarget<'privileged' | 'baseline' | 'restricted', T>;

  /**
   * Keeps the namespace, and with it all that is in it, when the component is removed. The mark must be in the cluster
   * before the removal is.
   *
   * @default false
   */
  readonly keepNamespace?: boolean;

  /**
   * Kinds that an account of the component's own may apply in its namespace, which then applies the chart, folder or
   * objects; `edit` for those of Kubernetes that the role of this name covers. The platform's account applies the
   * namespace, which nothing else may share, the account with its rights, and `secrets`. Namespace, account and rights
   * stay when the component goes or changes its namespace, as what the account has applied must be deleted first. The
   * namespace enforces Pod Security `baseline` unless `podSecurity` or `namespaceLabels` say another level.
   *
   * @default - the platform's account applies it, with all rights on the cluster
   */
  readonly deploys?: ReadonlyArray<DeployableKind | CustomKind> | 'edit';

  /**
   * Objects outside namespaces that the account of `deploys` may apply as well, each by its name, such as the
   * CustomResourceDefinitions that a chart brings: by server-side apply, so with Flux 2.8 or later.
   *
   * @default - none
   */
  readonly grants?: ReadonlyArray<{
    /** The kind, which must be cluster-scoped. */
    readonly kind: CustomKind;
    /** Names of the objects. */
    readonly names: readonly string[];
    /** The reason why the component needs the rights; an annotation beside them records it. */
    readonly reason: string;
  }>;

  /**
   * Secrets of the component's namespace. Files encrypted by SOPS must name it, because nothing else sets it.
   *
   * @default - none
   */
  readonly secrets?: PerTarget<readonly Secret[], T>;

  /**
   * Secrets with which pods pull images that name none, in the namespace that the component creates: names of those that are
   * there anyway, or Secrets that are placed there beside `secrets`. The namespace's account `default` gets them; charts
   * with accounts of their own take them as values.
   *
   * @example
   * new Component(fleet, 'agent', { path: './agent', namespace: 'agent', imagePullSecrets: ['registry'] });
   *
   * @default - none
   */
  readonly imagePullSecrets?: ReadonlyArray<string | Secret>;

  /**
   * Decryption of files among the `secrets` and in the folder of `path`. The key is in the control namespace, with the
   * component's Kustomization.
   *
   * @default - not at all: files that SOPS encrypted are refused
   */
  readonly decryption?: PerTarget<Decryption, T>;

  /**
   * Components and component groups that must be Ready first: of the same scope, and for a component of an environment also
   * those of the fleet, the cluster's groups and the cluster. They must be placed wherever this one is.
   *
   * @default - none
   */
  // Waiting reads no configuration, so that helpers may be written for fleets of any.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly dependsOn?: ReadonlyArray<Component<any> | ComponentGroup<any>>;

  /**
   * Lets Flux delete objects that leave the component, and all of its objects when the component is removed. With
   * `false`, all objects stay in the cluster until something else takes them over: the first step of a move or a
   * rename, to be committed before the second one.
   *
   * @default - what the fleet's `defaults` say of Kustomizations: true
   */
  readonly prune?: PerTarget<boolean, T>;

  /**
   * Selection of the scope's clusters that get the component.
   *
   * @default - all
   */
  readonly placement?: Placement;
}

/** An option that is the same at all targets. */
const fixed = { for: 'all', merge: 'replace', overridable: false, explained: true } as const;

/** An option whose value is not plain data, such as constructs and Secrets. */
const reference = { ...fixed, explained: false } as const;

const PLACEMENT = instance('a Placement', () => Placement);

const DEPENDENCIES = untyped(list(construct('a component or a component group', () => FleetElement)));

/** Field table of a component. */
const COMPONENT_FIELDS = {
  ...DELIVERY_FIELDS,
  namespace: {
    takes: untyped(
      either(
        text,
        (value) => typeof value === 'string',
        construct('a component', () => Component),
      ),
    ),
    ...fixed,
    check: {
      id: 'name',
      of: (namespace) => [typeof namespace === 'string' ? checkDnsLabel('namespace', namespace) : undefined],
    },
  },
  createNamespace: { takes: flag, ...fixed },
  namespaceLabels: { takes: byTarget(mapOf(text)), ...fixed },
  namespaceAnnotations: { takes: byTarget(mapOf(text)), ...fixed },
  podSecurity: { takes: byTarget(oneOf('privileged', 'baseline', 'restricted')), ...fixed },
  keepNamespace: { takes: flag, ...fixed },
  deploys: {
    takes: either<'edit', ReadonlyArray<DeployableKind | CustomKind>>(
      oneOf('edit'),
      (value) => typeof value === 'string',
      list(DEPLOYED_KIND),
    ),
    ...fixed,
    check: { id: 'right', of: (deploys) => accounts().checkDeploys(deploys) },
  },
  grants: {
    takes: list(object({ kind: required(CUSTOM_KIND), names: required(list(text)), reason: required(text) })),
    ...fixed,
    check: { id: 'right', of: (grants) => accounts().checkGrants(grants) },
  },
  secrets: { takes: byTarget(anything), ...reference },
  imagePullSecrets: { takes: PULL_SECRETS, ...fixed, check: { id: 'name', of: checkPullSecrets } },
  decryption: { takes: byTarget(anything), ...reference },
  dependsOn: { takes: DEPENDENCIES, ...reference },
  prune: { takes: byTarget(flag), ...fixed },
  placement: { takes: PLACEMENT, ...reference },
} satisfies FieldTable<ComponentProps<never>, DeliverySettings<never>, DeliverySort>;

const FIELDS = Fields.of('a component', COMPONENT_FIELDS);

/** Options of {@link ComponentGroup}. */
export interface ComponentGroupProps<C extends object> {
  /**
   * Components and component groups that must be Ready before any component of the group.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<Component<C> | ComponentGroup<C>>;

  /**
   * Selection of the scope's clusters that get the components. Each component's own placement narrows it further.
   *
   * @default - all
   */
  readonly placement?: Placement;
}

const GROUP_OPTIONS = Options.of<ComponentGroupProps<object>>('a component group', {
  dependsOn: DEPENDENCIES,
  placement: PLACEMENT,
});

/**
 * Components that share a placement and that others can depend on as one.
 *
 * @example
 * const certificates = new ComponentGroup(fleet, 'certificates', { placement: Placement.group('cloud') });
 * const controller = new Component(certificates, 'cert-manager', {
 *   chart: HelmChart.oci({ url: 'oci://charts.example.com/cert-manager', version: '1.18.x' }),
 * });
 * new Component(certificates, 'issuers', { path: './infrastructure/issuers', dependsOn: [controller] });
 */
export class ComponentGroup<C extends object = Record<string, unknown>> extends FleetElement {
  /** The fleet. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in dependsOn
  public readonly fleet: FleetScope<any>;

  /** Scope of the components. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in dependsOn
  public readonly scope: FleetScope<any> | PresetHolder<any>;

  /** Props of the group. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in dependsOn
  public readonly props: ComponentGroupProps<any>;

  constructor(scope: FleetScope<C> | PresetHolder<C>, name: string, props: ComponentGroupProps<C> = {}) {
    const fleet = scope instanceof FleetScope ? scope : scope.fleet;
    const at = scope instanceof FleetScope ? name : `${scope.name}/${name}`;
    super(scope, fleet.problems, 'component group', name, at);
    this.fleet = fleet;
    this.scope = scope;
    this.props = GROUP_OPTIONS.read(props, fleet.problems.optionsAt(at));
  }

  /** Components of the group, in the order of the program. */
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
export class Component<C extends object = Record<string, unknown>> extends OverridableElement<
  DeliverySettings<Target<C>>
> {
  /** The fleet. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in dependsOn
  public readonly fleet: FleetScope<any>;

  /** Scope of the component. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in dependsOn
  public readonly scope: FleetScope<any> | PresetHolder<any>;

  /** Group of the component; undefined for none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in dependsOn
  public readonly group?: ComponentGroup<any>;

  /** Props of the component. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in dependsOn
  public readonly props: ComponentProps<any>;

  private readonly address: string;

  constructor(scope: Environment<C>, name: string, props: ComponentProps<C, EnvironmentTarget<C>>);
  constructor(scope: ComponentScope<C>, name: string, props: ComponentProps<C>);
  constructor(scope: ComponentScope<C>, name: string, given: ComponentProps<C>) {
    const fleet = scope instanceof FleetScope ? scope : scope.fleet;
    const at = scope instanceof FleetScope ? name : `${scope.name}/${name}`;
    const props = FIELDS.read(given, fleet.problems.optionsAt(at));
    const sort = sortOf(given ?? {});
    super(scope, fleet.problems, name, { fields: FIELDS, of: sort, kind: 'component', at });
    this.fleet = fleet;
    this.address = at;
    this.scope = scope instanceof ComponentGroup ? scope.scope : scope;
    if (scope instanceof ComponentGroup) this.group = scope;
    this.props = props;
    if (given) fleet.problems.add('component', at, ...checkDelivery('a component', FIELDS, given));
    FIELDS.checkOthers(props, sort, (id, messages) => fleet.problems.add(id, at, ...messages));
  }

  /**
   * Components that this one or its group depends on, also for its namespace; a group among them counts as all of its
   * components.
   */
  public get dependencies(): Array<Component<C>> {
    const { namespace, dependsOn = [] } = this.props;
    const shared = namespace instanceof Component ? [namespace] : [];
    return [...dependsOn, ...(this.group?.props.dependsOn ?? []), ...shared].flatMap((one) =>
      one instanceof ComponentGroup ? one.components : [one],
    );
  }

  /**
   * Lets Flux update images of the component: policies select tags of the registry, and the fleet's automation commits them to
   * the versions file, from which the component takes them. Call `fleet.imageAutomation` once for all of them. Objects in code
   * read a tag with `tag` of the automation.
   *
   * @param images the images, without a tag; or other keys, each with its `image`
   *
   * @example
   * ingress.updateImages({ 'ghcr.io/acme/web': { policy: { semver: '>=1.0.0 <2.0.0' } } });
   */
  public updateImages(images: Readonly<Record<string, ImageUpdateProps>>): void {
    // oxlint-disable-next-line typescript/unbound-method -- not called, only searched for on the stack
    const statement = new Statement(this.updateImages);
    const element = {
      fleet: this.fleet,
      at: this.address,
      takesImages: FIELDS.isFor('images', sortOf(this.props)),
      statement,
    };
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { imageDeclarations } = require('../images') as typeof import('../images');
    for (const { placement, images: tags } of imageDeclarations().declareUpdates(element, images)) {
      this.override(placement, { images: tags });
    }
  }
}
