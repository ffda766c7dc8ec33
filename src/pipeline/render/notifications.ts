import { hash } from 'node:crypto';
import { Duration } from 'cdk8s';
import { defined } from '../../core/defined';
import { componentAccounts } from '../../features/component';
import {
  Control,
  FLUX_SYSTEM,
  INFRASTRUCTURE,
  kustomizationName,
  relayRights,
  RelayedKinds,
  together,
  UnitGroup,
  wokenSource,
} from '../../features/control';
import {
  FluxObjectName,
  notificationRendering,
  NotificationSpace,
  PlacedNotification,
  PlacedReceiver,
  ResolvedNotification,
  ResolvedReceiver,
} from '../../features/notification';
import { platformAdmissionOf, ResolvedSpace, ResolvedTenant, TenantData } from '../../features/tenant';
import { FluxContext } from '../../flux/context';
import { mergeDefaults } from '../../flux/defaults';
import { EVENT_SOURCE_KINDS } from '../../flux/event-sources';
import { DNS_LABEL_MAX } from '../../kubernetes/names';
import { isFluxGroup } from '../../kubernetes/refused-rights';
import { Admission } from '../../units/admission';
import { PlacedUnit } from '../../units/placed-unit';
import { UnitCache } from '../../units/unit-cache';
import { ResolvedCluster, ResolvedEnvironment } from '../resolve/resolved-fleet';
import { hasFluxObjects, isOfApp, objectsInSpace, ownedObjects } from './notified-objects';

/** Folder of the units of notifications, and the name of the platform's Kustomization. */
const NOTIFICATIONS = 'notifications';

const NOTHING: UnitGroup = { units: [], kustomizations: [] };

/** The parts of a unit of notifications. */
interface NotificationUnit {
  /** Address for messages. */
  readonly at: string;
  /** Directory within the control's. */
  readonly path: string;
  /** Name of its Kustomization. */
  readonly name: string;
  readonly spaces: readonly NotificationSpace[];
  readonly dependsOn?: readonly string[];
  readonly admission?: readonly Admission[];
}

/** The notifications of everything in a control namespace, and in those of components that have their Flux objects. */
export function placeNotifications(
  cache: UnitCache,
  control: Control,
  {
    notifications = [],
    receivers = [],
    components,
  }: Pick<ResolvedCluster, 'components' | 'notifications' | 'receivers'>,
): UnitGroup {
  const spaces = [
    {
      namespace: control.namespace,
      notifications: notifications.map((one) => placed(one)),
      receivers: receivers.map((one) => placedReceiver(control, one)),
    },
  ];
  const elsewhere = notifications.map((one) => placed(one));
  return together(placePlatform(cache, control, { spaces, components, elsewhere }));
}

/**
 * The unit of a control's own notifications, and one for each namespace in which components have their Flux objects: it
 * waits for what makes that namespace, and holds up no other.
 *
 * @param elsewhere the notifications of these namespaces
 */
function placePlatform(
  cache: UnitCache,
  control: Control,
  {
    spaces,
    components,
    elsewhere,
  }: Pick<NotificationUnit, 'spaces'> & {
    readonly components: ResolvedCluster['components'];
    readonly elsewhere: readonly PlacedNotification[];
  },
): UnitGroup[] {
  const { at } = control;
  const awaited = new Map<string, string[]>();
  for (const { name, fluxNamespace } of components) {
    if (fluxNamespace === undefined) continue;
    const parts = awaited.get(fluxNamespace) ?? [];
    awaited.set(fluxNamespace, [...parts, `${INFRASTRUCTURE}-${componentAccounts().accessName(name)}`]);
  }
  return [
    placeUnit(cache, control, { at, path: NOTIFICATIONS, name: NOTIFICATIONS, spaces }),
    ...[...awaited.keys()].sort().map((namespace) => {
      const name = `${NOTIFICATIONS}.${shortened(namespace)}`;
      const space = { namespace, notifications: elsewhere };
      return placeUnit(cache, control, { at, path: name, name, spaces: [space], dependsOn: awaited.get(namespace)! });
    }),
  ];
}

/** Longest part of a namespace in the name of a Kustomization, digits of its hash included. */
const LONGEST = DNS_LABEL_MAX - NOTIFICATIONS.length - 1;
const DIGITS = 8;

function shortened(namespace: string): string {
  if (namespace.length <= LONGEST) return namespace;
  return `${namespace.slice(0, LONGEST - DIGITS - 1)}-${hash('sha256', namespace).slice(0, DIGITS)}`;
}

/**
 * The notifications of an environment, and of its tenants.
 *
 * @param groups everything that the environment has in its control namespace
 */
export function placeEnvironmentNotifications(
  cache: UnitCache,
  control: Control,
  environment: ResolvedEnvironment,
  cluster: ResolvedCluster,
  groups: readonly UnitGroup[],
): UnitGroup {
  const { notifications = [], tenantNotifications = [], receivers = [] } = environment;
  const isRemote = control.kubeConfig !== undefined;
  const made = objectsIn(control, groups);
  const source = { kind: control.source.kind, name: control.source.name };
  const all = isRemote ? [source, { kind: 'Kustomization', name: environment.name }, ...made] : made;
  // Of a remote cluster, all environments have their Flux objects in one namespace.
  const limits = isRemote ? { objects: all, prefix: control.prefix } : {};
  const named = ({ scope }: ResolvedNotification) =>
    scope.startsWith('environment.') ? {} : { scope: `${scope}.${environment.name}` };
  const spaces = [
    {
      namespace: control.namespace,
      notifications: notifications.map((one) => ({ ...placed(one), ...limits, ...(isRemote ? named(one) : {}) })),
      receivers: receivers.map((one) => placedReceiver(control, one, environment.name)),
    },
  ];
  const { components } = environment;
  // The cluster's own may be in the same namespace.
  const elsewhere = notifications.map((one) => ({ ...placed(one), ...named(one) }));
  const platform = placePlatform(cache, control, { spaces, components, elsewhere });
  const copied = isRemote ? [] : notifications.filter(({ tenantNamespaces }) => tenantNamespaces);
  const tenants = environment.tenants.map((tenant) => {
    const own = tenantNotifications.find((one) => one.tenant === tenant.name)?.notifications ?? [];
    if (own.length + copied.length === 0) return NOTHING;
    return placeTenant(cache, control, { tenant, environment, cluster, own, copied, all });
  });
  return together([...platform, ...tenants]);
}

/** How often a source is asked for changes that a receiver is told of. */
const SELDOM = { interval: Duration.minutes(10) };

/** The context of sources that a receiver wakes. What the fleet's defaults say wins. */
export function receivingContext(flux: FluxContext): FluxContext {
  const defaults = mergeDefaults({ gitRepository: SELDOM, ociRepository: SELDOM }, flux.defaults);
  return { ...flux, defaults };
}

/** Kinds that the account that applies a remote cluster's Flux objects needs for its notifications. */
export function relayedOf({ notifications = [], receivers = [], environments }: ResolvedCluster): RelayedKinds {
  const all = [
    ...notifications,
    ...environments.flatMap((one) => [
      ...(one.notifications ?? []),
      ...(one.tenantNotifications ?? []).flatMap((tenant) => tenant.notifications),
    ]),
  ];
  const received = [...receivers, ...environments.flatMap((one) => one.receivers ?? [])];
  const secrets = [
    ...all.flatMap(({ channel }) => Object.values(channel.secrets)),
    ...received.map(({ secret }) => secret),
  ];
  const externalSecrets = secrets.some(({ object }) => object !== undefined);
  return { notifications: true, externalSecrets };
}

function placed({ at: _, tenantNamespaces: _1, ...notification }: ResolvedNotification): PlacedNotification {
  return notification;
}

/**
 * A receiver in a control namespace. What leads to it is with those of the cluster, where the Service is.
 *
 * @param environment the environment; undefined for the cluster as a whole
 */
function placedReceiver(
  { source, namespace, prefix }: Control,
  { ingress, route, resources, scope, ...receiver }: ResolvedReceiver,
  environment?: string,
): PlacedReceiver {
  const front = namespace === FLUX_SYSTEM ? defined({ ingress, route }) : {};
  return {
    ...receiver,
    ...front,
    // Of a remote cluster, all environments have theirs in one namespace.
    scope: prefix === '' || environment === undefined ? scope : `${scope}.${environment}`,
    resources: resources ?? [wokenSource(source)],
  };
}

interface TenantNotifications {
  readonly tenant: ResolvedTenant;
  readonly environment: ResolvedEnvironment;
  readonly cluster: ResolvedCluster;
  /** Those of the tenant and its apps. */
  readonly own: readonly ResolvedNotification[];
  /** Those of the platform. */
  readonly copied: readonly ResolvedNotification[];
  /** Flux's objects in the control namespace. */
  readonly all: readonly FluxObjectName[];
}

function placeTenant(
  cache: UnitCache,
  control: Control,
  { tenant, environment, cluster, own, copied, all }: TenantNotifications,
): UnitGroup {
  const { kubeConfig, namespace, names, flux } = control;
  const { kubernetes } = cluster.versions;
  const where = { namespace, flux, environment: environment.name, kubernetes, ...defined({ kubeConfig, names }) };
  const data: TenantData = { tenant, control: where };
  const owned = ownedObjects(data, control, all);
  const [main] = tenant.spaces;
  if (main === undefined) return NOTHING;
  const inControl = own.map((one): PlacedNotification => {
    const objects = one.app === undefined ? owned : owned.filter((object) => isOfApp(data, one, object));
    return { ...placed(one), owner: main.namespace, objects };
  });
  const spaces = kubeConfig ? [] : tenant.spaces.filter((space) => hasFluxObjects(data, space));
  const copies = copied.map((one) => ({
    ...placed(one),
    eventMetadata: { ...one.eventMetadata, tenant: tenant.name },
  }));
  const admits = cluster.policies !== 'none';
  return placeUnit(cache, control, {
    at: `${control.at}/${tenant.name}`,
    path: `tenants/${tenant.name}/${NOTIFICATIONS}`,
    name: `${tenant.name}-${NOTIFICATIONS}`,
    spaces: [
      { namespace, notifications: inControl },
      ...spaces.map((space) => ({
        namespace: space.namespace,
        notifications: [...copies, ...own.flatMap((one) => inOwnNamespace(data, one, space))],
      })),
    ],
    ...defined({
      dependsOn: kubeConfig ? undefined : [`${tenant.name}-access`],
      admission: admits && spaces.length > 0 ? spaces.map((space) => platformAdmissionOf(data, space)) : undefined,
    }),
  });
}

/** A notification in a namespace of the tenant itself; for one app, of the folder or chart that it is there. */
function inOwnNamespace(
  data: TenantData,
  notification: ResolvedNotification,
  space: ResolvedSpace,
): PlacedNotification[] {
  const { app } = notification;
  if (app === undefined) return [placed(notification)];
  const objects = objectsInSpace(data, app, space);
  return objects.length > 0 ? [{ ...placed(notification), objects }] : [];
}

/** Flux's objects in a control namespace. */
function objectsIn(control: Control, groups: readonly UnitGroup[]): FluxObjectName[] {
  const { namespace, manager } = control;
  const kinds: readonly string[] = EVENT_SOURCE_KINDS;
  const listed = groups.flatMap(({ kustomizations }) =>
    kustomizations.map((one) =>
      'apiVersion' in one
        ? { kind: one.kind, name: one.metadata.name }
        : { kind: 'Kustomization', name: kustomizationName(control, one.name) },
    ),
  );
  const made = groups.flatMap(({ units }) =>
    units
      .filter(({ cluster }) => cluster === manager.name)
      .flatMap(({ unit }) => unit.identities.map((identity) => identity.split('/')))
      .filter(([group = '', , of]) => of === namespace && isFluxGroup(group))
      .map(([, kind = '', , name = '']) => ({ kind, name })),
  );
  const all = new Map([...listed, ...made].map((one) => [`${one.kind}/${one.name}`, one]));
  return [...all.keys()]
    .sort()
    .map((key) => all.get(key)!)
    .filter(({ kind }) => kinds.includes(kind));
}

function placeUnit(
  cache: UnitCache,
  control: Control,
  { at, path, name, spaces: given, dependsOn, admission }: NotificationUnit,
): UnitGroup {
  const { watchesAnything, notificationFiles } = notificationRendering();
  const { manager, flux, kubeConfig, directory, namespace } = control;
  const spaces = given
    .map((space) => ({
      ...space,
      notifications: space.notifications.filter((one) => watchesAnything(one, flux)),
    }))
    .filter(({ notifications, receivers = [] }) => notifications.length + receivers.length > 0);
  if (spaces.length === 0) return NOTHING;
  const unit = cache.unit({
    kind: NOTIFICATIONS,
    data: { spaces, flux, ...defined({ admission }) },
    at,
    versions: manager.versions,
    ...defined({ admission }),
    files: notificationFiles,
  });
  const rights = kubeConfig ? relayRights(namespace, { notifications: true, externalSecrets: true }) : undefined;
  const placedUnit: PlacedUnit = {
    directory: `${directory}/${path}`,
    unit,
    cluster: manager.name,
    at,
    ...defined({ rights }),
  };
  return {
    units: [placedUnit],
    // Its objects go with it, also where everything else stays for another manager.
    kustomizations: [{ name, path, wait: true, local: true, onlyFlux: true, ...defined({ dependsOn }) }],
  };
}
