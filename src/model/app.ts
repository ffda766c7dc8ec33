import { FleetElement, FleetScope } from './fleet-scope';
import { Placement } from './placement';
import { Secret } from './secret';
import { Decryption } from './secret-decryption';
import { PerTarget, TenantTarget } from './target';
import { Tenant, TenantRelease } from './tenant';

/** What of an app may differ by place, and may be overridden for some. */
export interface AppSettings<C extends object> {
  /** Folder within the tenant's source, beginning with `./`. */
  readonly path: PerTarget<string, TenantTarget<C>>;

  /**
   * Variables that Flux replaces in the app's files when it applies them.
   *
   * @default - none
   */
  readonly substitutions?: PerTarget<Readonly<Record<string, string>>, TenantTarget<C>>;

  /**
   * Whether the app is there at all.
   *
   * @default true
   */
  readonly enabled?: PerTarget<boolean, TenantTarget<C>>;
}

/** Props of {@link App}. */
export interface AppProps<C extends object> extends AppSettings<C> {
  /**
   * The tenant's namespace that the app is in: one of its further `namespaces`. Not for apps of a release, which has one.
   *
   * @default - the main one
   */
  readonly namespace?: string;

  /**
   * Apps of the same tenant, namespace and release that must be Ready first.
   *
   * @default - none
   */
  readonly dependsOn?: ReadonlyArray<App<C>>;

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

/** Settings that replace an app's own at the places a placement selects. */
export interface AppOverride<C extends object> {
  /** Where. */
  readonly placement: Placement;

  /** What. Substitutions are merged variable by variable, everything else is replaced. */
  readonly settings: Partial<AppSettings<C>>;
}

/**
 * One workload of a tenant: a folder of the tenant's repository.
 *
 * @example
 * const vote = new App(tenant, 'vote', { path: ({ cluster }) => `./vote/${cluster.name}` });
 * vote.override(Placement.cluster('pacific'), { path: './vote-pacific' });
 */
export class App<C extends object> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The tenant. */
  public readonly tenant: Tenant<C>;

  /** The release that the app is a part of; undefined for the tenant's main line. */
  public readonly release?: TenantRelease<C>;

  /** What the app was made with. */
  public readonly props: AppProps<C>;

  private readonly exceptions: Array<AppOverride<C>> = [];

  constructor(scope: Tenant<C> | TenantRelease<C>, name: string, props: AppProps<C>) {
    const tenant = scope instanceof TenantRelease ? scope.tenant : scope;
    const at = scope instanceof TenantRelease ? [tenant.name, scope.name, name] : [tenant.name, name];
    super(scope, scope.fleet.problems, 'app', name, at.join('/'));
    this.fleet = scope.fleet;
    this.tenant = tenant;
    this.props = props;
    if (scope instanceof TenantRelease) this.release = scope;
  }

  /** The exceptions, in the order they were said; that order has no meaning. */
  public get overrides(): ReadonlyArray<AppOverride<C>> {
    return [...this.exceptions];
  }

  /** Says an exception: other settings at the places that `placement` selects. Two that contradict are an error. */
  public override(placement: Placement, settings: Partial<AppSettings<C>>): void {
    this.exceptions.push({ placement, settings });
  }
}
