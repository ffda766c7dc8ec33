import { defined } from '../../core/defined';
import { ProblemReporter } from '../../core/problem-reporter';
import { FluxVersion, isAtLeast } from '../../flux/version';
import { quote } from '../../kubernetes/names';
import { PerTarget, Target, valueFor } from '../target';
import { Channel } from './channel';
import { ruleOf } from './channel-check';
import { ChannelSpec } from './channel-fields';
import { metadataProblems } from './check';
import { Notification } from './notification';
import { WatchedObjects } from './props';
import { ResolvedNotification } from './resolved';

/** The place that a notification is resolved for. */
export interface NotificationPlace {
  /** The target of its functions. */
  readonly target: Pick<Target<unknown>, 'cluster' | 'environment'>;
  /** The version of Flux that has the objects watched. */
  readonly flux: FluxVersion;
  /** Names that each event carries. */
  readonly names: Readonly<Record<string, string>>;
  /** Address of the element at the target, for messages. */
  readonly address: readonly string[];
}

/** Flux's message for a Kustomization that it has applied, at each interval, whether anything changed or not. */
export const NOTHING_CHANGED = '^Reconciliation finished in ';

/** Types that use the identity of the controller, which is the platform's, where neither a Secret nor an account is given. */
const WITH_IDENTITY = ['azureeventhub', 'googlepubsub'];

/** A notification at a target; undefined where it is not placed, or something is wrong. */
export function resolveNotification(
  context: ProblemReporter,
  { scope, name, at, props, isSound }: Notification,
  { target, flux, names, address }: NotificationPlace,
): ResolvedNotification | undefined {
  if (!isSound || !(props.placement?.selects(target) ?? true)) return undefined;
  const rest = [...address, name];
  const value = <V>(what: string, given: PerTarget<V, never> | undefined) =>
    given === undefined ? undefined : context.attempt(what, rest, () => valueFor(given, target as never));
  const channel = value('its channel', props.channel);
  if (!(channel instanceof Channel)) return undefined;
  const metadata = value('its eventMetadata', props.eventMetadata) ?? {};
  const summary = value('its summary', props.summary);
  const isTenants = scope.kind === 'tenant' || scope.kind === 'app';
  const watch = props.kinds?.map((kind): WatchedObjects => ({ kind })) ?? props.watch;
  const problems = [
    ...(typeof props.channel === 'function' ? channel.problems : []),
    ...(typeof props.eventMetadata === 'function' ? metadataProblems(metadata) : []),
    ...(channel.spec ? versionProblems(channel.spec, watch, flux) : []),
    isTenants && channel.spec && usesController(channel.spec)
      ? `channel of type ${channel.spec.type} would use the identity of Flux's controller, which is the platform's: give secret or serviceAccountName`
      : undefined,
    scope.kind === 'app' && channel.spec && ruleOf(channel.spec.type).about === 'request'
      ? `channel of type ${channel.spec.type} comments on the change request that a Flux object is annotated with, and those of an app have none: take the status of a commit, or call notify of the tenant for what it deploys itself`
      : undefined,
    props.tenantNamespaces === true && channel.spec && usesController(channel.spec)
      ? `channel of type ${channel.spec.type} would use the identity of Flux's controller in tenants' namespaces, which is refused there: give secret or serviceAccountName, or leave out tenantNamespaces`
      : undefined,
  ];
  context.report('notification', rest, ...problems);
  const { spec } = channel;
  if (spec === undefined || problems.some((problem) => problem !== undefined)) return undefined;
  const severity = props.severity ?? (ruleOf(spec.type).about === undefined ? 'error' : 'info');
  return {
    scope: [scope.kind, ...scopeNames(scope.kind, scope.address)].join('.'),
    name,
    at,
    channel: spec,
    severity,
    eventMetadata: { ...metadata, ...names, ...defined({ summary }) },
    ...defined({
      watch,
      inclusionList: props.inclusionList,
      exclusionList: props.exclusionList ?? defaultExclusions(spec, severity),
      app: scope.kind === 'app' ? appOf(scope.address) : undefined,
      tenantNamespaces: isTenants || !(props.tenantNamespaces ?? isOpen(spec)) ? undefined : (true as const),
      suspend: props.suspend || undefined,
    }),
  };
}

/** The names behind a scope's kind: of what there may be several in one namespace. */
function scopeNames(kind: string, address: readonly string[]): readonly string[] {
  if (kind === 'app') return address.slice(1);
  return kind === 'environment' || kind === 'group' ? address : [];
}

/** The app of an address: its tenant's name, perhaps that of a track, and its own. */
function appOf(address: readonly string[]): { readonly name: string; readonly track?: string } {
  const [, ...names] = address;
  const name = names.at(-1) ?? '';
  return names.length > 1 ? { name, track: names[0]! } : { name };
}

/** Other services than webhooks are spared by Flux itself. */
function defaultExclusions({ type }: ChannelSpec, severity: string): readonly string[] | undefined {
  return severity === 'info' && (type === 'generic' || type === 'generic-hmac') ? [NOTHING_CHANGED] : undefined;
}

/** Whether a channel holds nothing that a tenant should not have. PagerDuty's routing key lets everybody page. */
function isOpen(spec: ChannelSpec): boolean {
  const { secrets, serviceAccountName, type } = spec;
  const isPlain = Object.keys(secrets).length === 0 && serviceAccountName === undefined;
  return isPlain && type !== 'pagerduty' && !usesController(spec);
}

function usesController({ type, secrets, serviceAccountName }: ChannelSpec): boolean {
  return WITH_IDENTITY.includes(type) && secrets.secret === undefined && serviceAccountName === undefined;
}

function versionProblems(
  { type, secrets }: ChannelSpec,
  watch: readonly WatchedObjects[] | undefined,
  flux: FluxVersion,
): string[] {
  const late = (what: string, since: FluxVersion | undefined) =>
    since !== undefined && isAtLeast(flux, since) === false
      ? [
          `${what} came with Flux ${since}, and the cluster has ${flux}: raise its flux, or leave it out with a placement`,
        ]
      : [];
  const kinds = (watch ?? []).map(({ kind }) => kind).filter((kind) => LATE_KINDS.includes(kind));
  return [
    ...late(`channel of type ${type}`, ruleOf(type).since),
    ...(secrets.proxySecret === undefined ? [] : late('proxySecret of a channel', '2.7')),
    ...[...new Set(kinds)].flatMap((kind) => late(`events of kind ${quote(kind)}`, '2.8')),
  ];
}

/** Kinds of sources of events that came with Flux 2.8. */
export const LATE_KINDS: readonly string[] = ['ArtifactGenerator', 'ExternalArtifact'];

/** Problems of notifications that send the same events of one namespace to the same channel: each would arrive twice. */
export function repetitions(
  notifications: readonly ResolvedNotification[],
): Array<{ readonly at: string; readonly message: string }> {
  return notifications.flatMap((one, index) =>
    notifications.slice(0, index).flatMap((other) => {
      if (!covers(one, other) && !covers(other, one)) return [];
      const message = `notifications ${quote(other.at)} and ${quote(one.at)} send the same events to the same channel, so that each arrives twice: leave one out, or keep one away with a placement`;
      return [{ at: one.at, message }];
    }),
  );
}

/** Whether one sends all that another sends. */
function covers(one: ResolvedNotification, other: ResolvedNotification): boolean {
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return (
    same(one.channel, other.channel) &&
    !one.suspend &&
    !other.suspend &&
    (one.severity === 'info' || other.severity === 'error') &&
    (one.app === undefined || same(one.app, other.app)) &&
    (one.watch === undefined || same(one.watch, other.watch)) &&
    (one.inclusionList === undefined || same(one.inclusionList, other.inclusionList)) &&
    (one.exclusionList === undefined ||
      same(one.exclusionList, other.exclusionList) ||
      (other.severity === 'error' && same(one.exclusionList, [NOTHING_CHANGED])))
  );
}
