import { defined } from '../../core/defined';
import { TargetContext } from '../../features/context';
import type { FleetElement } from '../../features/fleet';
import { Notification, notificationResolving, receiving, ResolvedNotification } from '../../features/notification';
import { presetOf } from '../../features/preset';
import { Program } from '../../features/program';
import { checkMadeName, calledIn, ResolvedTenant } from '../../features/tenant';
import type { FluxContext } from '../../flux/context';
import { quote } from '../../kubernetes/names';
import { DEFAULT_FLUX_VERSION } from '../../schema';
import { ResolvedEnvironment } from './resolved-fleet';

type Kind = Notification['scope']['kind'];

/** Scopes in which everything of a cluster is, the weakest first. */
const OF_CLUSTER: readonly Kind[] = ['fleet', 'group', 'cluster'];

/**
 * The notifications at a target, and for an environment those of its tenants.
 *
 * @param tenants the tenants at the target; undefined for the cluster as a whole
 */
export function notificationsAt<C extends object>(
  context: TargetContext<C>,
  { fleet, tenants: index }: Program<C>,
  flux: FluxContext['flux'] = DEFAULT_FLUX_VERSION,
  tenants?: readonly ResolvedTenant[],
): Pick<ResolvedEnvironment, 'notifications' | 'receivers' | 'tenantNotifications'> {
  const { cluster, environment } = context;
  const { resolveNotification, repetitions } = notificationResolving();
  const names = { cluster: cluster.name, ...defined({ environment: environment?.name }) };
  const resolve = (notification: Notification, target: object, more: object, address: readonly string[]) =>
    resolveNotification(context, notification, {
      target: target as TargetContext<C>['target'],
      flux: flux.split('.', 2).join('.') as '2.9',
      names: { ...names, ...more },
      address,
    });
  const settled = (found: ReadonlyArray<ResolvedNotification | undefined>) => {
    const list = found.filter((one) => one !== undefined);
    for (const { at, message } of repetitions(list)) fleet.problems.add('notification', at, message);
    return list;
  };
  const holders = [cluster.fleet, ...cluster.groups, cluster, ...(environment ? [environment] : [])];
  // The namespace of a remote cluster holds what its environments have, so that one notification is enough there, unless
  // it is placed in some environments only.
  const isOnce = environment !== undefined && cluster.managedBy !== undefined;
  const isThere = ({ props }: Notification) => isOnce && (props.placement?.selects({ cluster }) ?? true);
  const here = fleet.notices.notifications.filter(
    (one) =>
      (one.scope.kind === 'environment' || (OF_CLUSTER.includes(one.scope.kind) && !isThere(one))) &&
      (holders as readonly unknown[]).includes(one.scope.element),
  );
  const platform = settled(strongest(here, holders).map((one) => resolve(one, context.target, {}, [])));
  const ofTenants = (tenants ?? []).flatMap(({ name, spaces }) => {
    const found = index.find(({ tenant }) => tenant.name === name);
    const target = { ...context.target, tenant: found?.tenant };
    const apps = new Set(spaces.flatMap((space) => space.apps.map((app) => [space.track, app.name].join('/'))));
    const own = fleet.notices.notifications.filter(({ scope: { kind, address } }) => {
      if ((kind !== 'tenant' && kind !== 'app') || address[0] !== name) return false;
      return kind === 'tenant' || apps.has([address.length > 2 ? address[1] : undefined, address.at(-1)].join('/'));
    });
    const notifications = settled(
      own.map((one) => {
        const { kind, address } = one.scope;
        const more = { tenant: name, ...defined({ app: kind === 'app' ? address.at(-1) : undefined }) };
        return resolve(one, target, more, address);
      }),
    );
    if (notifications.length === 0) return [];
    const prefix = cluster.managedBy ? `${environment?.name}-` : '';
    const what = () => `notifications of ${calledIn(name)}`;
    checkMadeName(context, [name], what, 'Kustomization', `${prefix}${name}-notifications`);
    return [{ tenant: name, notifications }];
  });
  const receivers = strongest(
    fleet.notices.receivers.filter(({ scope }) => (holders as readonly unknown[]).includes(scope.element)),
    holders,
  ).flatMap((one) => receiving().resolveReceiver(one, context.target) ?? []);
  if (isOnce && platform.length + receivers.length > 0) {
    const what = () => `notifications of environment ${quote(environment.name)}`;
    checkMadeName(context, [], what, 'Kustomization', `${environment.name}-notifications`);
  }
  return defined({
    receivers: receivers.length > 0 ? receivers : undefined,
    notifications: platform.length > 0 ? platform : undefined,
    tenantNotifications: ofTenants.length > 0 ? ofTenants : undefined,
  });
}

/** The notifications of a preset are there once, as its components are: of the strongest element that has it. */
function strongest<N extends FleetElement & Pick<Notification, 'scope'>>(
  notifications: readonly N[],
  holders: readonly object[],
): N[] {
  const rank = ({ scope }: N) => holders.indexOf(scope.element);
  return notifications.filter((one) => {
    const preset = presetOf(one);
    if (preset === undefined) return true;
    return !notifications.some(
      (other) => presetOf(other) === preset && other.name === one.name && rank(other) > rank(one),
    );
  });
}
