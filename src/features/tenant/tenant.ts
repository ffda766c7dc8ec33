import { FleetScope } from '../fleet';
import { ISOLATION_LINES } from '../isolation';
import { OverridableElement } from '../override';
import { TenantView } from '../target';
import { checkTenantProps } from './check';
import { ReleaseSettings, TenantProps, TenantReleaseProps, TenantSettings } from './props';

/**
 * A team, with namespaces of its own and an account that can act in these alone.
 *
 * @example
 * const web = new Tenant(fleet, 'web', {
 *   source: ({ environment }) => Source.git({ url: 'https://github.com/acme/web', branch: environment.name }),
 * });
 * web.override(Placement.group('edge'), { quota: { pods: 10 } });
 */
export class Tenant<C extends object> extends OverridableElement<TenantSettings<C>> implements TenantView {
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

  protected override get overridable(): ReadonlyArray<keyof TenantSettings<C>> {
    const chart = this.props.chart === undefined ? [] : (['chart', 'values'] as const);
    const peers = ['allowIngressFrom', 'allowEgressTo'] as const;
    return ['enabled', 'source', ...chart, 'namespaces', 'verify', 'isolation', ...ISOLATION_LINES, ...peers];
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
export class TenantRelease<C extends object> extends OverridableElement<ReleaseSettings<C>> {
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

  protected override get overridable(): ReadonlyArray<keyof ReleaseSettings<C>> {
    return ['enabled', 'source'];
  }
}
