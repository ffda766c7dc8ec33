import { checkDnsSubdomain, quote } from '../kubernetes/names';
import { FleetElement, FleetScope } from './fleet-scope';
import { Placement } from './placement';
import { Source } from './source';
import { PerTarget, TenantTarget, TenantView } from './target';

/** Props of {@link Tenant}. */
export interface TenantProps<C extends object> {
  /** The tenant's own repository or artifact, for each environment and cluster. */
  readonly source: PerTarget<Source, TenantTarget<C>>;

  /**
   * Groups of the clusters' identity provider whose members may look at the tenant's namespaces.
   *
   * @default - nobody beyond the administrators
   */
  readonly owners?: readonly string[];

  /**
   * Secrets in the tenant's namespaces that its pods pull images with.
   *
   * @default - none
   */
  readonly imagePullSecrets?: readonly string[];

  /**
   * Which environments and clusters the tenant is in.
   *
   * @default - every cluster of every environment
   */
  readonly placement?: Placement;
}

/**
 * A team, with namespaces of its own and an account that can act in these alone.
 *
 * @example
 * const web = new Tenant(fleet, 'web', {
 *   source: ({ environment }) => Source.git({ url: 'https://github.com/acme/web', branch: environment.name }),
 * });
 */
export class Tenant<C extends object> extends FleetElement implements TenantView {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** What the tenant was made with. */
  public readonly props: TenantProps<C>;

  constructor(scope: FleetScope<C>, name: string, props: TenantProps<C>) {
    super(scope, scope.problems, 'tenant', name, name);
    this.fleet = scope;
    this.props = props;
    for (const secret of props.imagePullSecrets ?? []) {
      scope.problems.add('name', name, checkDnsSubdomain('imagePullSecret', secret));
    }
    for (const owner of props.owners ?? []) {
      const usable =
        typeof owner === 'string' && owner.trim() === owner && owner !== '' && !owner.startsWith('system:');
      scope.problems.add(
        'owner',
        name,
        usable ? undefined : `owner ${quote(owner)} is not a group of people: name one of your identity provider`,
      );
    }
  }
}

/** Props of {@link TenantRelease}. */
export interface TenantReleaseProps<C extends object> {
  /** Where the release's manifests come from, usually a branch of its own. */
  readonly source: PerTarget<Source, TenantTarget<C>>;

  /**
   * Which of the tenant's environments and clusters have the release.
   *
   * @default - all of them
   */
  readonly placement?: Placement;
}

/**
 * A version of a tenant's apps that runs beside the others, from a source of its own and in a namespace of its own,
 * `<prefix><release>-<tenant>`.
 *
 * @example
 * const old = new TenantRelease(web, '1-0-x', {
 *   source: Source.git({ url: 'https://github.com/acme/web', branch: 'release/1-0-x' }),
 * });
 * new App(old, 'shop', { path: './shop' });
 */
export class TenantRelease<C extends object> extends FleetElement {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The tenant. */
  public readonly tenant: Tenant<C>;

  /** What the release was made with. */
  public readonly props: TenantReleaseProps<C>;

  constructor(scope: Tenant<C>, name: string, props: TenantReleaseProps<C>) {
    super(scope, scope.fleet.problems, 'release', name, `${scope.name}/${name}`);
    this.fleet = scope.fleet;
    this.tenant = scope;
    this.props = props;
  }
}
