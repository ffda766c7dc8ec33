import { FleetScope } from '../fleet';
import { Notification, TenantNotificationProps } from '../notification';
import { OverridableElement } from '../override';
import { TenantTarget, TenantView } from '../target';
import { checkTenantProps } from './check';
import { TENANT, TenantSort, TRACK } from './fields';
import { TenantProps, TenantSettings, TenantTrackProps, TenantTrackSettings } from './props';

/**
 * A team, with its own namespaces and an account whose rights are limited to them.
 *
 * @example
 * const web = new Tenant(fleet, 'web', {
 *   source: ({ environment }) => Source.git({ url: 'https://github.com/acme/web', branch: environment.name }),
 * });
 * web.override(Placement.group('edge'), { quota: { pods: 10 } });
 */
export class Tenant<C extends object = Record<string, unknown>>
  extends OverridableElement<TenantSettings<C>>
  implements TenantView
{
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The props of the tenant. */
  public readonly props: TenantProps<C>;

  constructor(scope: FleetScope<C>, name: string, given: TenantProps<C>) {
    const props = TENANT.read(given, scope.problems.optionsAt(name));
    const sort: TenantSort = props.chart === undefined ? 'folders' : 'chart';
    super(scope, scope.problems, name, { fields: TENANT, of: sort, kind: 'tenant', at: name });
    this.fleet = scope;
    this.props = props;
    TENANT.checkOthers(props, sort, (id, messages) => scope.problems.add(id, name, ...messages));
    checkTenantProps(scope.problems, name, props);
    const { until } = props;
    if (until !== undefined) scope.untils.push({ kind: 'tenant', name, until, isLeaving: false });
  }

  /**
   * Sends events of the tenant's apps, and of nobody else's, to a channel of the tenant. Each event carries its cluster,
   * its environment and the tenant.
   *
   * Folders of the tenant's repository are watched in the tenant's namespaces, with a Secret there. Charts, objects in
   * code, and everything on a remote cluster are watched in the control namespace, where the Secret has the name of the
   * tenant's main namespace and a dot before its own: `prod-web.slack`.
   *
   * @param name name within the tenant, a DNS label
   *
   * @example
   * web.notify('team', { channel: Channel.slack({ channel: 'web', secret: 'slack' }) });
   */
  public notify(name: string, props: TenantNotificationProps<TenantTarget<C>>): Notification {
    return this.fleet.notices.notify({ kind: 'tenant', address: [this.name], element: this }, name, props);
  }
}

/**
 * A release track of a tenant: a version of its apps that runs beside the others, from a source of its own and in a
 * namespace of its own, `<prefix><track>-<tenant>`.
 *
 * @example
 * const old = new TenantTrack(web, '1-0-x', {
 *   source: Source.git({ url: 'https://github.com/acme/web', branch: 'release/1-0-x' }),
 * });
 * new App(old, 'shop', { path: './shop' });
 */
export class TenantTrack<C extends object = Record<string, unknown>> extends OverridableElement<
  TenantTrackSettings<C>
> {
  /** The fleet. */
  public readonly fleet: FleetScope<C>;

  /** The tenant. */
  public readonly tenant: Tenant<C>;

  /** The props of the track. */
  public readonly props: TenantTrackProps<C>;

  constructor(scope: Tenant<C>, name: string, given: TenantTrackProps<C>) {
    const at = `${scope.name}/${name}`;
    const props = TRACK.read(given, scope.fleet.problems.optionsAt(at));
    super(scope, scope.fleet.problems, name, { fields: TRACK, of: 'track', kind: 'track', at });
    this.fleet = scope.fleet;
    this.tenant = scope;
    this.props = props;
    TRACK.checkOthers(props, 'track', (id, messages) => scope.fleet.problems.add(id, at, ...messages));
  }
}
