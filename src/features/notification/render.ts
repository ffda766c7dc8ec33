import { Duration } from 'cdk8s';
import { defined } from '../../core/defined';
import { Alert } from '../../flux/alert';
import { FluxContext } from '../../flux/context';
import { EVENT_SOURCE_KINDS, EventSourceKind } from '../../flux/event-sources';
import { Provider } from '../../flux/provider';
import { isAtLeast } from '../../flux/version';
import { KubernetesObject } from '../../kubernetes/objects';
import { UnitFile } from '../../units/unit';
import { ruleOf } from './channel-check';
import { ChannelSecret, SecretField } from './channel-fields';
import { WatchedObjects } from './props';
import { PlacedReceiver, receiverObjects } from './receiver-render';
import { LATE_KINDS } from './resolve';
import { ResolvedNotification } from './resolved';
import { secretObject } from './secret-object';

/** A Flux object of which a namespace has one. */
export interface FluxObjectName {
  readonly kind: string;
  readonly name: string;
}

/** A notification in one namespace. */
export interface PlacedNotification extends Omit<ResolvedNotification, 'at' | 'tenantNamespaces'> {
  /** The only objects that it may watch; undefined for all of the namespace. */
  readonly objects?: readonly FluxObjectName[];
  /**
   * Namespace of the tenant, for one that is in a control namespace, where other tenants have theirs: names of its
   * objects, and of what it refers to, begin with it and a dot.
   */
  readonly owner?: string;
  /** Prefix of the objects' names, where several environments share a namespace. */
  readonly prefix?: string;
}

/** The notifications of one namespace. */
export interface NotificationSpace {
  readonly namespace: string;
  readonly notifications: readonly PlacedNotification[];
  readonly receivers?: readonly PlacedReceiver[];
}

/** Input of a unit of notifications. */
export interface NotificationData {
  readonly spaces: readonly NotificationSpace[];
  /** The version of Flux that has them. */
  readonly flux: FluxContext;
}

/** Files of notifications, one for each namespace. A namespace without anything to watch has none. */
export function notificationFiles({ spaces, flux }: NotificationData): UnitFile[] {
  return spaces.flatMap(({ namespace, notifications, receivers = [] }) => {
    const objects = [
      ...notifications.flatMap((one) => notificationObjects(one, namespace, flux)),
      ...receivers.flatMap((one) => receiverObjects(one, namespace, flux)),
    ];
    return objects.length > 0 ? [{ path: `${namespace}.yaml`, objects: distinct(objects) }] : [];
  });
}

/** Whether a notification watches anything. */
export function watchesAnything(notification: PlacedNotification, flux: FluxContext): boolean {
  return sourcesOf(notification, flux).length > 0;
}

/** Two notifications may name one Secret. */
function distinct(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return [...new Map(objects.map((object) => [JSON.stringify(object), object])).values()];
}

function notificationObjects(
  notification: PlacedNotification,
  namespace: string,
  flux: FluxContext,
): KubernetesObject[] {
  const { channel, scope, name: ownName, owner, eventMetadata, severity, suspend } = notification;
  const sources = sourcesOf(notification, flux);
  if (sources.length === 0) return [];
  const [kind, ...names] = scope.split('.');
  const name = [kind, ...(owner === undefined ? [] : [owner]), ...names, ownName].join('.');
  const within = (other: string) => (owner === undefined ? other : `${owner}.${other}`);
  const { secrets, type, address, channel: room, username, serviceAccountName, timeoutSeconds } = channel;
  const reference = (field: SecretField) => secrets[field] && { name: within(secrets[field].name) };
  const provider = Provider.manifest(
    {
      type,
      ...defined({
        address,
        channel: room,
        username,
        secretRef: reference('secret'),
        certSecretRef: reference('certSecret'),
        proxySecretRef: reference('proxySecret'),
        serviceAccountName: serviceAccountName === undefined ? undefined : within(serviceAccountName),
        timeout: timeoutSeconds === undefined ? undefined : Duration.seconds(timeoutSeconds),
        commitStatusExpr: commitStatus(notification),
      }),
    },
    flux,
  );
  const alert = Alert.manifest(
    {
      providerRef: { name },
      eventSources: sources.map(({ kind: of, name: one }) => ({ kind: of, name: one })),
      eventSeverity: severity,
      eventMetadata: sortedMap(eventMetadata),
      ...defined({
        inclusionList: notification.inclusionList,
        exclusionList: notification.exclusionList,
        suspend,
        // Flux compares both a name and labels.
        specOverrides: { eventSources: sources },
      }),
    },
    flux,
  );
  const metadata = { name, namespace };
  const made = Object.values(secrets as Readonly<Record<string, ChannelSecret>>).flatMap((secret) =>
    secret.object === undefined
      ? []
      : [secretObject(secret.object as KubernetesObject, within(secret.name), namespace)],
  );
  return [...made, { ...provider, metadata }, { ...alert, metadata }];
}

function sortedMap(map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The id of a commit's status. Flux's own has the kind, the name and the beginning of the Provider's uid, which is another
 * one whenever the Provider is made anew; objects of one name in two namespaces, and clusters, are to be told apart.
 */
function commitStatus({ channel, eventMetadata }: PlacedNotification): string | undefined {
  if (ruleOf(channel.type).about !== 'commit') return undefined;
  const { cluster, environment } = eventMetadata;
  const place = [cluster, environment].filter((one) => one !== undefined).join('/');
  return `'${place}/' + event.involvedObject.kind + '/' + event.involvedObject.namespace + '/' + event.involvedObject.name`;
}

/** An entry of an Alert's `eventSources`. */
type Source = WatchedObjects & { readonly name: string };

function sourcesOf(
  {
    watch,
    objects,
    prefix = '',
    channel,
    severity,
  }: Pick<PlacedNotification, 'objects' | 'prefix' | 'watch'> &
    Partial<Pick<PlacedNotification, 'channel' | 'severity'>>,
  { flux }: FluxContext,
): Source[] {
  const about = channel && ruleOf(channel.type).about;
  // No object that a program makes belongs to a change request.
  if (about === 'request' && objects !== undefined) return [];
  const isCommit = about === 'commit' && severity === 'info';
  const wanted = watch ?? kindsOf(flux, isCommit).map((kind): WatchedObjects => ({ kind }));
  if (objects === undefined) return wanted.map((one) => ({ ...one, name: one.name ?? '*' }));
  return wanted.flatMap(({ kind, name, matchLabels }) =>
    objects
      .filter((object) => object.kind === kind && (name === undefined || [name, prefix + name].includes(object.name)))
      .map((object) => ({ kind, name: object.name, ...defined({ matchLabels }) })),
  );
}

/** The kinds whose events a version of Flux sends on. Of a commit, Kustomizations alone report success. */
function kindsOf(flux: FluxContext['flux'], isCommit: boolean): EventSourceKind[] {
  if (isCommit) return ['Kustomization'];
  const hasLate = isAtLeast(flux, '2.8') === true;
  return EVENT_SOURCE_KINDS.filter((kind) => hasLate || !LATE_KINDS.includes(kind)).sort();
}
