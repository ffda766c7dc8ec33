import { defined } from '../../core/defined';
import { Draft } from '../../core/draft';
import { nothingLeft } from '../../core/nothing-left';
import { compare } from '../../core/order';
import { FluxContext } from '../../flux/context';
import { quote } from '../../kubernetes/names';
import { Awaited, PlacedComponents, resolveDependencies, ResolvedDependencies } from '../component';
import { TargetContext } from '../context';
import { besideOf, customName, neededName, resolveDelivery, settleDelivery, pruneAt } from '../delivery';
import { settleContext } from '../override';
import { resolveDecryption } from '../secret';
import { TenantTarget, valueFor } from '../target';
import { TenantProps, ResolvedApp, AppReference } from '../tenant';
import { App, OwnProps } from './app';
import { sorted } from './everywhere';

/** A namespace of apps, with the target that it is resolved for. */
export interface AppSpace<C extends object> {
  readonly target: TenantTarget<C>;
  readonly address: readonly string[];
  readonly namespace: string;
  /** True if the namespace has a source for folders. */
  readonly hasSource: boolean;
  readonly flux: FluxContext;
  /** The components that all apps wait for. */
  readonly components: ResolvedDependencies;
}

/** An app of the target, a draft until its dependencies are linked. */
interface PlacedApp<C extends object> {
  readonly app: App<C>;
  readonly address: readonly string[];
  readonly reference: AppReference;
  readonly plan: Draft<ResolvedApp>;
}

/**
 * Options of an app that are read elsewhere: by {@link AppPlacements.link}, `resolveTenantConfigs`,
 * `resolveTenantProgressive` and `resolveTenantSecrets`. The caller reads `namespace` to choose the space of the app.
 */
type ReadElsewhere = 'namespace' | 'dependsOn' | 'offeredTo' | 'configMaps' | 'progressive' | 'secrets';

/**
 * The apps of one environment on one cluster. An app may depend on apps of other tenants, so dependencies are linked
 * after all apps are placed.
 */
export class AppPlacements<C extends object> {
  private readonly placed = new Map<App<C>, PlacedApp<C>>();

  /** @param components the components that apps may wait for */
  constructor(
    private readonly context: TargetContext<C>,
    private readonly components: PlacedComponents<C>,
  ) {}

  /** The components that a tenant or an app waits for. */
  public awaited(address: readonly string[], awaited: Awaited<C> = []): ResolvedDependencies {
    return resolveDependencies(this.context, address, awaited, this.components);
  }

  /** The apps of one namespace, in the order given. {@link link} fills in their dependencies. */
  public resolve(space: AppSpace<C>, apps: ReadonlyArray<App<C>>): ResolvedApp[] {
    const plans = apps.flatMap((app) => (app.isPart ? [] : this.place(space, app)));
    // Saves memory: a grown list reserves room for more items, a copy does not, and these lists live long.
    return plans.slice();
  }

  /**
   * The tenant's own chart with its parts switched on or off; undefined when the tenant has none.
   *
   * @param props the tenant's props for this target
   */
  public chart(
    space: AppSpace<C>,
    props: Pick<TenantProps<C>, 'chart' | 'fluxName' | 'fluxNamespace' | 'values'>,
    apps: ReadonlyArray<App<C>>,
  ): ResolvedTenantChart | undefined {
    const { chart, values: given, fluxName, fluxNamespace } = props;
    if (chart === undefined) return undefined;
    const { target, address, namespace, flux } = space;
    const parts = Object.fromEntries(
      apps.filter(({ isPart }) => isPart).map((app) => [app.name, this.part(space, app)] as const),
    );
    const own = this.context.attempt("its chart's values", address, () => given && valueFor(given, target)) ?? {};
    const values = Object.keys(parts).length > 0 ? { ...own, apps: parts } : own;
    const { name } = target.tenant;
    const delivered = {
      chart,
      ...defined({ fluxName, fluxNamespace, values: Object.keys(values).length > 0 ? values : undefined }),
    };
    const delivery = resolveDelivery(this.context, {
      name,
      namespace,
      address,
      target,
      flux,
      props: delivered,
      overrides: [],
      isTenants: true,
    });
    if (delivery === undefined) return undefined;
    const parted = Object.keys(parts).filter((part) => parts[part]!.enabled);
    return { plan: { name, ...delivery, dependsOn: [], ...awaitedFields(space.components) }, parts: parted };
  }

  /** The chart's values for one part. */
  private part({ target, address }: AppSpace<C>, app: App<C>): { readonly enabled: boolean } {
    const at = [...address, app.name];
    const settled = settleDelivery(app.props, app.overrides, settleContext(this.context, at, target));
    const isHere = app.props.placement?.selects(target) ?? true;
    return { ...settled.values, enabled: isHere && settled.enabled !== false };
  }

  /** Resolves the dependencies between apps, after all apps are placed. */
  public link(): void {
    for (const { app, address, plan } of this.placed.values()) {
      const { awaitedApps } = app;
      if (awaitedApps.length === 0) continue;
      const found: AppReference[] = [];
      for (const dependency of awaitedApps) {
        const placed = this.placed.get(dependency);
        if (placed) found.push(placed.reference);
        else if (offerProblem(app, dependency) === undefined)
          this.context.report('depends-on', address, absence(app, dependency));
      }
      plan.dependsOn = found.toSorted((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
    }
  }

  /** An app, in the parts that it is applied in; none where it is not placed. */
  private place(space: AppSpace<C>, app: App<C>): ResolvedApp[] {
    const { target, namespace, flux } = space;
    const { name, props, overrides } = app;
    const own: Omit<OwnProps<C>, ReadElsewhere> = props;
    const { placement, decryption: key, prune: prunes, ...rest } = own;
    nothingLeft(rest);
    if (!(placement?.selects(target) ?? true)) return [];
    const address = [...space.address, name];
    const delivery = resolveDelivery(this.context, {
      name,
      namespace,
      address,
      props,
      overrides,
      target,
      flux,
      isTenants: true,
    });
    if (delivery === undefined) return [];
    const { folder } = delivery;
    if (folder?.artifact) {
      const message =
        'source is an ExternalArtifact, which hides where its files come from, and a tenant is held to its sources: give Source.git or Source.oci';
      this.context.report('source', address, message);
    }
    if (folder && folder.artifact === undefined && folder.source === undefined && !space.hasSource) {
      const message = 'a path is given, but neither the app nor its tenant has a source: give one of them a source';
      this.context.report('source', address, message);
    }
    const awaited = [space.components, this.awaited(address, app.awaitedComponents)];
    const plan: Draft<ResolvedApp> = { name, ...delivery, dependsOn: [], ...awaitedFields(...awaited) };
    const decryption = resolveDecryption(this.context, address, key, target);
    if (decryption) plan.decryption = decryption;
    const prune = pruneAt(this.context, address, prunes, target);
    if (prune !== undefined) plan.prune = prune;
    const reference = { name, namespace, isFolder: folder !== undefined };
    const { before, after } = besides(plan, reference);
    // Others wait for the last part, and what the app itself waits for is awaited by its first one.
    const last = after === undefined ? reference : { name: after.name, namespace, isFolder: false };
    this.placed.set(app, { app, address, reference: last, plan: before ?? plan });
    return [...(before ? [before] : []), plan, ...(after ? [after] : [])];
  }
}

/** Takes the objects beside an app's chart or folder out of it, as parts that are applied before and after it. */
function besides(
  plan: Draft<ResolvedApp>,
  { name, namespace, isFolder }: AppReference,
): { readonly before?: Draft<ResolvedApp>; readonly after?: ResolvedApp } {
  const beside = besideOf(plan);
  if (beside === undefined) return {};
  const { components, prune } = plan;
  delete plan.objects;
  const part = (part: string, objects: ResolvedApp['objects'], more: Partial<ResolvedApp>): ResolvedApp | undefined =>
    objects?.length ? { name: part, objects, dependsOn: [], ...defined({ prune }), ...more } : undefined;
  const before = part(neededName(name), beside.needed, defined({ components }));
  const after = part(customName(name), beside.custom, { dependsOn: [{ name, namespace, isFolder }] });
  if (before) {
    plan.dependsOn = [{ name: before.name, namespace, isFolder: false }];
    delete plan.components;
  }
  return defined({ before, after });
}

/** All of some dependencies, as fields of an app. */
function awaitedFields(...all: readonly ResolvedDependencies[]): Pick<ResolvedApp, 'components'> {
  const here = sorted(all.flatMap((one) => one.here));
  const cluster = sorted(all.flatMap((one) => one.cluster));
  return here.length + cluster.length > 0 ? { components: { here, cluster } } : {};
}

/** A tenant's own chart at one target. */
export interface ResolvedTenantChart {
  /** The chart, as an app with the tenant's name. */
  readonly plan: ResolvedApp;
  /** Names of the enabled parts. */
  readonly parts: readonly string[];
}

/** The reason why an app cannot depend on another one at any target; undefined if it can. */
export function offerProblem<C extends object>(app: App<C>, dependency: App<C>): string | undefined {
  const { tenant, name, props, isPart } = dependency;
  const what = `dependsOn ${quote(name)} of tenant ${quote(tenant.name)}`;
  if (isPart) return `${what} is a part of its tenant's chart, which is Ready as a whole: leave it out`;
  if (tenant === app.tenant) return undefined;
  const isOffered = props.offeredTo === 'all' || props.offeredTo?.includes(app.tenant);
  return isOffered ? undefined : `${what} is not offered to ${quote(app.tenant.name)}: add it to the app's offeredTo`;
}

/** The message for a dependency that is not deployed at the app's target. */
function absence<C extends object>(app: App<C>, { tenant, name }: App<C>): string {
  const whose = tenant === app.tenant ? '' : ` of tenant ${quote(tenant.name)}`;
  return `dependsOn ${quote(name)}${whose} is not here: place it here too, or leave it out`;
}
