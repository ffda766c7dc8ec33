import { checkDelivery, DeliveryProps, DeliverySettings, overridableOf } from '../delivery';
import { FleetScope } from '../fleet';
import { OverridableElement } from '../override';
import { Placement } from '../placement';
import { Secret, Decryption } from '../secret';
import { PerTarget, TenantTarget } from '../target';
import { ConfigData, Tenant, TenantRelease } from '../tenant';

/** What an exception of an {@link App} may set: what it consists of, and its configuration, key by key. */
export interface AppSettings<C extends object> extends DeliverySettings<TenantTarget<C>> {
  /**
   * Configuration that the app needs: ConfigMaps of its namespace, by name. They come and go with the app.
   *
   * @default - none
   */
  readonly config?: PerTarget<Readonly<Record<string, ConfigData>>, TenantTarget<C>>;
}

/**
 * Props of {@link App}. Exactly one of `chart`, `path` and `manifests` is given, and none of them for a part of the
 * tenant's own chart, which the app then switches on.
 */
export interface AppProps<C extends object> extends DeliveryProps<TenantTarget<C>>, AppSettings<C> {
  /**
   * The tenant's namespace that the app is in: one of its further `namespaces`. Not for apps of a release, which has one.
   *
   * @default - the main one
   */
  readonly namespace?: string;

  /**
   * Apps that it needs: of the same tenant, or of others that offer them. They have to be at every place where this one is,
   * and must be Ready first.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<App<C>>;

  /**
   * Tenants whose apps may depend on this one.
   *
   * @default - none but the own one
   */
  readonly offeredTo?: ReadonlyArray<Tenant<C>> | 'all';

  /**
   * Secrets that come and go with the app, in its namespace. Files among them are opened as the tenant's `decryption`
   * says.
   *
   * @default - none
   */
  readonly secrets?: PerTarget<readonly Secret[], TenantTarget<C>>;

  /**
   * How files that are encrypted in the tenant's own repository are opened. The key lies beside the app's Kustomization:
   * in the tenant's namespace, where its pods can read it, or in the control namespace of a remote cluster. `secrets` are
   * opened without that.
   *
   * @default - not at all
   */
  readonly decryption?: PerTarget<Decryption, TenantTarget<C>>;

  /**
   * Whether Flux deletes what leaves the app's folder, and all of it when the app goes. With `false` everything stays
   * in the cluster until something else takes it over: the first step of a rename, to be committed before the second
   * one.
   *
   * @default - what the fleet's `defaults` say of Kustomizations: true
   */
  readonly prune?: PerTarget<boolean, TenantTarget<C>>;

  /**
   * Which of the tenant's environments and clusters have the app.
   *
   * @default - all of them
   */
  readonly placement?: Placement;
}

/**
 * One workload of a tenant, a black box with what it needs: a folder of the tenant's repository, a Helm chart, or objects
 * in code.
 *
 * @example
 * const vote = new App(tenant, 'vote', { path: ({ cluster }) => `./vote/${cluster.name}` });
 * vote.override(Placement.cluster('pacific'), { path: './vote-pacific' });
 */
export class App<C extends object> extends OverridableElement<AppSettings<C>> {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The tenant. */
  public readonly tenant: Tenant<C>;

  /** The release that the app is a part of; undefined for the tenant's main line. */
  public readonly release?: TenantRelease<C>;

  /** What the app was made with. */
  public readonly props: AppProps<C>;

  constructor(scope: Tenant<C> | TenantRelease<C>, name: string, props: AppProps<C>) {
    const tenant = scope instanceof TenantRelease ? scope.tenant : scope;
    const at = (scope instanceof TenantRelease ? [tenant.name, scope.name, name] : [tenant.name, name]).join('/');
    super(scope, scope.fleet.problems, 'app', name, at);
    this.fleet = scope.fleet;
    this.tenant = tenant;
    this.props = props;
    if (scope instanceof TenantRelease) this.release = scope;
    this.fleet.problems.add('app', at, ...(this.isPart ? checkPart(this) : checkDelivery('an app', props)));
  }

  /** Whether the app is a part of its tenant's own chart. */
  public get isPart(): boolean {
    const { chart, path, manifests } = this.props;
    return this.tenant.props.chart !== undefined && (chart ?? path ?? manifests) === undefined;
  }

  protected override get overridable(): ReadonlyArray<keyof AppSettings<C>> {
    return [...overridableOf(this.props), 'config'];
  }
}

/** What is wrong with a part of the tenant's chart: it is switched on and given values there, and nothing else. */
function checkPart<C extends object>({ release, props }: App<C>): Array<string | undefined> {
  const foreign = Object.keys(props).filter((key) => !PART_PROPS.has(key));
  return [
    ...foreign.map(
      (key) => `${key} is given for a part of the tenant's chart: leave it out, or give a path or a chart`,
    ),
    release ? "a release has no part of the tenant's chart: give a path, a chart or manifests" : undefined,
  ];
}

const PART_PROPS: ReadonlySet<string> = new Set(['enabled', 'values', 'placement', 'secrets', 'config']);

/** The ConfigMaps of an app. */
export const CONFIG = { replaced: [], merged: ['config'], added: [], required: [] } as const;
