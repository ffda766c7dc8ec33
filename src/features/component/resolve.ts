import { defined } from '../../core/defined';
import { nothingLeft } from '../../core/nothing-left';
import { byName } from '../../core/order';
import { FluxContext } from '../../flux/context';
import { isPredefinedNamespace, quote } from '../../kubernetes/names';
import { TargetContext } from '../context';
import { controlOf } from '../control';
import {
  artifactProblem,
  besideOf,
  customName,
  DeliveryProps,
  neededName,
  resolveDelivery,
  pruneAt,
} from '../delivery';
import { Selectable } from '../override';
import { resolveDecryption, givenSecrets, namesOf, placedOf, settleSecrets } from '../secret';
import { Component, ComponentProps } from './component';
import { absence, PlacedComponents, resolveDependencies } from './dependencies';
import { checkShared, namespaceMarks, namespaceOf } from './namespace';
import { ResolvedComponent } from './resolved';

// Loaded with the first component that has an account of its own.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const accounts = () => require('./account') as typeof import('./account');

/** The components of one target. */
export interface ComponentsHere<C extends object> {
  /** Their plain data, sorted by name. */
  readonly resolved: readonly ResolvedComponent[];
  /** Their constructs, each with the name of the part that is applied last. */
  readonly placed: ReadonlyMap<Component<C>, string>;
}

/**
 * Components of one target.
 *
 * @param flux Flux version and defaults for Flux objects that `manifests` creates
 * @param ofCluster the cluster's own components, for those of an environment
 */
export function resolveComponents<C extends object>(
  context: TargetContext<C>,
  flux: FluxContext,
  candidates: ReadonlyArray<Component<C>>,
  ofCluster: ReadonlyMap<Component<C>, string> = new Map(),
): ComponentsHere<C> {
  const names = new Set<string>();
  const here: Array<{ readonly component: Component<C>; readonly plan: ResolvedComponent }> = [];
  for (const component of candidates) {
    if (!isPlaced(context.target, component)) continue;
    const plan = resolveComponent(context, flux, component, ofCluster);
    if (plan === undefined) continue;
    if (names.has(component.name)) {
      context.report(
        'duplicate',
        [component.name],
        `component ${quote(component.name)} is here twice: rename one, or narrow a placement`,
      );
    }
    names.add(component.name);
    here.push({ component, plan });
  }
  const placed = new Map(here.map(({ component, plan }) => [component, lastPart(plan)]));
  const where = context.environment
    ? { cluster: ofCluster, environment: placed }
    : { cluster: placed, environment: new Map<Component<C>, string>() };
  const resolved = here.flatMap(({ component: { name, props, group }, plan }) => {
    const awaited = [
      ...(props.dependsOn ?? []),
      ...(group?.props.dependsOn ?? []),
      ...sharedHere(context, name, props.namespace, where),
    ];
    const { here: dependsOn, cluster } = resolveDependencies(context, [name], awaited, where);
    const awaiting = { ...plan, dependsOn, ...defined({ clusterDependsOn: cluster.length > 0 ? cluster : undefined }) };
    return partsOf(awaiting, controlOf(context).prefix);
  });
  return { resolved: byName(resolved), placed };
}

/** The component whose namespace another one has, if it is there to be awaited. */
function sharedHere<C extends object>(
  context: TargetContext<C>,
  name: string,
  namespace: unknown,
  { cluster, environment }: PlacedComponents<C>,
): ReadonlyArray<Component<C>> {
  if (!(namespace instanceof Component)) return [];
  const shared = namespace as Component<C>;
  if (cluster.has(shared) || environment.has(shared)) return [shared];
  const what = `namespace is that of component ${quote(shared.name)}, which`;
  context.report('namespace', [name], absence(context, what, shared, 'give the name of a namespace'));
  return [];
}

/** Name of the part of a component that is applied last, for which others wait. */
function lastPart(plan: ResolvedComponent): string {
  return besideOf(plan)?.custom.length ? customName(plan.name) : plan.name;
}

/** The parts of a component in the order in which they wait: what its account needs, and then what that one applies. */
function partsOf(plan: ResolvedComponent, prefix: string): ResolvedComponent[] {
  if (plan.account === undefined && plan.fluxNamespace === undefined) return besideParts(plan);
  const { access, held } = accounts().withAccess(plan, prefix);
  return [access, ...besideParts(held)];
}

/**
 * The component, and the custom resources beside its chart or folder as a part of its own, which waits for it. Other
 * objects beside it are in the unit of the chart or folder, which the platform applies, unless an account of the
 * component's own has to.
 */
function besideParts(plan: ResolvedComponent): ResolvedComponent[] {
  const beside = besideOf(plan);
  const { name, namespace, prune, account, dependsOn } = plan;
  if (beside === undefined || (beside.custom.length === 0 && account === undefined)) return [plan];
  const part = { namespace, createNamespace: false, ...defined({ prune, account }) };
  const { objects: _, ...main } = plan;
  const { needed, custom } = beside;
  const isApart = account !== undefined && needed.length > 0;
  return [
    ...(isApart ? [{ ...part, name: neededName(name), objects: needed, dependsOn }] : []),
    {
      ...main,
      ...defined({
        objects: needed.length > 0 && !isApart ? needed : undefined,
        dependsOn: isApart ? [...dependsOn, neededName(name)] : undefined,
      }),
    },
    ...(custom.length > 0 ? [{ ...part, name: customName(name), objects: custom, dependsOn: [name] }] : []),
  ];
}

/** True if the placements of a component and of its group both select a target of its scope. */
export function isPlaced<C extends object>(place: Selectable, { props, group }: Component<C>): boolean {
  return [props.placement, group?.props.placement].every((placement) => placement?.selects(place) ?? true);
}

/** Options of a component beyond its delivery. Placement and dependencies are resolved for all components together. */
type OwnProps<C extends object> = Omit<ComponentProps<C>, keyof DeliveryProps<never> | 'placement' | 'dependsOn'>;

function resolveComponent<C extends object>(
  context: TargetContext<C>,
  flux: FluxContext,
  component: Component<C>,
  ofCluster: ReadonlyMap<Component<C>, unknown>,
): ResolvedComponent | undefined {
  const { name, props, overrides } = component;
  const own: OwnProps<C> = props;
  const {
    namespace: stated,
    createNamespace: creates,
    secrets: given,
    imagePullSecrets = [],
    decryption: key,
    prune: prunes,
    keepNamespace,
    namespaceAnnotations,
    namespaceLabels,
    podSecurity,
    deploys,
    grants,
    ...rest
  } = own;
  nothingLeft(rest);
  const shared = stated instanceof Component ? (stated as Component<C>) : undefined;
  if (shared) context.report('namespace', [name], ...checkShared(props, shared));
  const namespace = namespaceOf(context, component, ofCluster);
  const ownNamespace = stated === undefined ? undefined : namespace;
  // A folder may hold several namespaces, and its own Namespace objects.
  const createNamespace = creates ?? (shared === undefined && (props.path === undefined || ownNamespace !== undefined));
  const { target } = context;
  const delivery = resolveDelivery(context, {
    name,
    namespace,
    address: [name],
    props,
    overrides,
    target,
    flux,
    ...defined({ targetNamespace: ownNamespace }),
    source: context.source,
  });
  if (delivery === undefined) return undefined;
  const { artifact } = delivery.folder ?? {};
  if (artifact !== undefined) {
    const host = context.cluster.managedBy ?? context.cluster;
    context.report(
      'source',
      [name],
      artifactProblem(artifact, host, flux.flux, delivery.fluxNamespace ?? controlOf(context).namespace),
    );
  }
  if (createNamespace) context.report('namespace', [name], checkCreated(namespace));
  const isGiven = props.path === undefined || ownNamespace !== undefined;
  if ((deploys ?? grants) !== undefined) {
    context.report(
      'right',
      [name],
      // With a shared namespace, the other component is told of.
      ...accounts().checkPlace(
        { deploys, grants },
        { namespace, isGiven, creates: createNamespace || shared !== undefined },
      ),
    );
  }
  // Who makes pods without a level of Pod Security takes over nodes, and with them every right.
  const fallback = deploys !== undefined && createNamespace ? 'baseline' : undefined;
  const marked = { keepNamespace, namespaceAnnotations, namespaceLabels, podSecurity };
  const marks = shared ? undefined : namespaceMarks(context, target, name, marked, createNamespace, fallback);
  const decryption = resolveDecryption(context, [name], key, target);
  if (imagePullSecrets.length > 0 && !createNamespace) {
    const message =
      "imagePullSecrets are for the default account of a namespace that the component creates: leave them out, and give them to the component that creates it, or to the namespace's accounts";
    context.report('namespace', [name], message);
  }
  const specs = [
    ...givenSecrets(context, target, [name], given),
    ...givenSecrets(context, target, [name], placedOf(imagePullSecrets)),
  ];
  const pulled = [...new Set(namesOf(imagePullSecrets))].sort();
  const secrets = settleSecrets(context, [name], specs, {
    namespace,
    decryption,
    isTenants: false,
  });
  const prune = pruneAt(context, [name], prunes, target);
  const isChart = delivery.release !== undefined;
  if (grants !== undefined && isChart)
    context.report('right', [name], ...accounts().checkChartGrants(grants, delivery, flux.flux));
  const account = deploys && accounts().resolveAccount(context, name, { deploys, ...defined({ grants }) }, isChart);
  return {
    name,
    namespace,
    createNamespace,
    dependsOn: [],
    ...defined({
      namespaceMarks: marks,
      imagePullSecrets: pulled.length > 0 && createNamespace ? pulled : undefined,
      secrets: secrets.length > 0 ? secrets : undefined,
      decryption,
      prune,
      account,
    }),
    ...delivery,
  };
}

/** Checks a namespace that a component makes. */
function checkCreated(namespace: string): string | undefined {
  const text = `namespace ${quote(namespace)}`;
  if (isPredefinedNamespace(namespace)) {
    return `${text} exists without the component: set createNamespace to false, or choose another`;
  }
  if (!namespace.endsWith('-flux-system')) return undefined;
  return `${text} is named as those where environments have their Flux objects: choose another`;
}
