import { defined } from '../../core/defined';
import {
  anything,
  instance,
  flag,
  list,
  mapOf,
  object,
  oneOf,
  Options,
  required,
  text,
  untyped,
} from '../../core/options';
import { ProblemCollector } from '../../core/problem';
import { checkDnsLabel, checkDnsSubdomain, quote } from '../../kubernetes/names';
import { FleetElement } from '../element';
import { Placement } from '../placement';
import { Target } from '../target';
import { secretOf, secretProblem } from './channel-check';
import { watchProblems } from './check';
import type { NotificationScope } from './notification';
import { ReceiveProps, ReceiverIngress, ReceiverRoute, WatchedObjects } from './props';
import { ResolvedReceiver } from './resolved';

const OPTIONS = Options.of<ReceiveProps>('a receiver', {
  type: required(
    oneOf(
      ...(['generic', 'generic-hmac', 'github', 'gitlab', 'bitbucket', 'harbor', 'dockerhub'] as const),
      ...(['quay', 'nexus', 'acr', 'cdevents'] as const),
    ),
  ),
  // secretProblem knows what it may be.
  secret: required(anything),
  events: list(text),
  resources: list(
    untyped(object<WatchedObjects>({ kind: required(untyped(text)), name: text, matchLabels: mapOf(text) })),
  ),
  ingress: object<ReceiverIngress>({
    host: required(text),
    className: text,
    tlsSecret: text,
    annotations: mapOf(text),
  }),
  route: object<ReceiverRoute>({ host: required(text), gateway: required(text), gatewayNamespace: text }),
  placement: instance('a Placement', () => Placement),
  suspend: flag,
});

/** Types of callers that name their events. */
const WITH_EVENTS = ['bitbucket', 'cdevents', 'github', 'gitlab'];

/**
 * A webhook of a fleet, a group, a cluster or an environment. Its `receive` makes it.
 *
 * @example
 * const github: Webhook = fleet.receive('github', { type: 'github', events: ['push'], secret: 'webhook-token' });
 */
export class Webhook extends FleetElement {
  /**
   * The scope.
   *
   * @internal
   */
  public readonly scope: NotificationScope;

  /**
   * Props without values of other types.
   *
   * @internal
   */
  public readonly props: ReceiveProps;

  /**
   * Address for messages.
   *
   * @internal
   */
  public readonly at: string;

  /**
   * Whether nothing is wrong with it.
   *
   * @internal
   */
  public readonly isSound: boolean;

  /** @internal */
  public constructor(scope: NotificationScope, problems: ProblemCollector, name: string, given: ReceiveProps) {
    const at = [...scope.address, name].join('/');
    const before = problems.problems.length;
    super(scope.element, problems, 'receiver', name, at);
    this.scope = scope;
    this.at = at;
    this.props = OPTIONS.read(given, problems.optionsAt(at));
    if (problems.problems.length === before) problems.add('receiver', at, ...problemsOf(scope.kind, this.props));
    this.isSound = problems.problems.length === before;
  }
}

function problemsOf(scope: string, props: ReceiveProps): Array<string | undefined> {
  const { type, secret, events, resources, ingress, route } = props;
  const front = ingress === undefined ? (route === undefined ? undefined : 'route') : 'ingress';
  return [
    secret === undefined
      ? 'a receiver checks calls with a token: give secret, the name of a Secret with it'
      : secretProblem('secret', secret),
    events !== undefined && !WITH_EVENTS.includes(type)
      ? `events is given, but callers of type ${type} name none, so that every call would count: leave it out`
      : undefined,
    ...(resources ?? []).flatMap((one, index) => [
      ...resourceProblems(`resources[${index}]`, one),
      WOKEN_KINDS.includes(one.kind) && one.name === undefined && one.matchLabels === undefined
        ? `resources[${index}] selects every ${one.kind}, which Flux refuses at each call: give its name or matchLabels`
        : undefined,
    ]),
    resources?.length === 0 ? 'resources is empty: name what is reconciled, or leave it out' : undefined,
    front !== undefined && scope === 'environment'
      ? `${front} is given for an environment, but a cluster has one Service for all Receivers: give it to receive of the cluster or the fleet`
      : undefined,
    ingress && route ? 'both ingress and route are given: leave one out' : undefined,
    ...[ingress?.host, route?.host].map((host) =>
      host === undefined ? undefined : checkDnsSubdomain(`${front} host`, host),
    ),
    ingress?.tlsSecret === undefined ? undefined : checkDnsSubdomain('ingress tlsSecret', ingress.tlsSecret),
    route === undefined ? undefined : checkDnsSubdomain('route gateway', route.gateway),
    route?.gatewayNamespace === undefined ? undefined : checkDnsLabel('route gatewayNamespace', route.gatewayNamespace),
  ];
}

/** The kinds that a Receiver finds without being told their API version. */
const WOKEN_KINDS: readonly string[] = [
  ...['ArtifactGenerator', 'Bucket', 'GitRepository', 'HelmChart', 'HelmRepository', 'ImageRepository'],
  'OCIRepository',
];

function resourceProblems(path: string, one: WatchedObjects): Array<string | undefined> {
  if (!WOKEN_KINDS.includes(one.kind)) {
    return [`${path}.kind ${quote(one.kind)} is no kind that a Receiver wakes: use one of ${WOKEN_KINDS.join(', ')}`];
  }
  return [
    ...watchProblems(path, one),
    one.name !== undefined && one.matchLabels !== undefined
      ? `${path} has name ${quote(one.name)} with matchLabels, which Flux does not compare: leave one of them out`
      : undefined,
  ];
}

/** A receiver at a target; undefined where it is not placed, or something is wrong. */
export function resolveReceiver(
  { scope, name, props, isSound }: Webhook,
  target: Pick<Target<unknown>, 'cluster' | 'environment'>,
): ResolvedReceiver | undefined {
  if (!isSound || !(props.placement?.selects(target) ?? true)) return undefined;
  const { placement: _, secret, suspend, ...plain } = props;
  const names = scope.kind === 'environment' || scope.kind === 'group' ? scope.address : [];
  return {
    ...plain,
    scope: [scope.kind, ...names].join('.'),
    name,
    secret: secretOf(secret),
    ...defined({ suspend: suspend ? (true as const) : undefined }),
  };
}
