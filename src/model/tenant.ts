import { FleetElement, FleetScope } from './fleet-scope';
import { TenantView } from './target';
import { checkTenantProps } from './tenant-checks';
import { TenantProps, TenantReleaseProps } from './tenant-props';

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
    checkTenantProps(scope.problems, name, props);
  }
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
