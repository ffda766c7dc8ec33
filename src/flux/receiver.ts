import { Construct } from 'constructs';
import { list, mapOf, object, oneOf, Options, required, text } from '../core/options';
import { quote } from '../kubernetes/names';
import { RECEIVER_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { EventSourceReference, EventSourceKind, eventSources, EVENT_SOURCE_KIND } from './event-sources';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { orObject, SUSPENDABLE } from './option-types';
import { optionalReference } from './references';
import { ReceiverSpec } from './spec';
import { isAtLeast } from './version';

/** Objects that a Receiver reconciles. */
export interface ReceiverResource extends EventSourceReference {
  /**
   * CEL expression over `res` and `req` that selects the requests for these objects. Flux 2.9 and later.
   *
   * @default - the Receiver's `resourceFilter`
   */
  readonly filter?: string;
}

/** The Secret that a Receiver verifies requests with. */
export interface ReceiverSecret extends LocalObjectReference {
  /**
   * Keys that the Secret is known to contain. Type `gcr` requires `email` and `audience`, which restrict the caller:
   * without them, any Google account may call (CVE-2026-40109). Not part of the manifest.
   *
   * @default - unknown
   */
  readonly keys?: readonly string[];
}

/** Props of {@link Receiver}. */
export interface ReceiverProps extends SuspendableProps<ReceiverSpec> {
  /** Type of the caller. `generic-oidc` with Flux 2.9 and later. */
  readonly type: ReceiverSpec['type'];

  /** Objects to reconcile on a request: by object, or by kind and name or labels. */
  readonly resources: ReadonlyArray<FluxObject<EventSourceKind> | ReceiverResource>;

  /**
   * Secret with the `token` that verifies requests.
   *
   * @default - none, allowed only with type `generic-oidc`
   */
  readonly secretRef?: ReceiverSecret;

  /**
   * Events to react to, such as `push`, in the caller's names.
   *
   * @default - all
   */
  readonly events?: readonly string[];

  /**
   * Trusted token issuers for callers of type `generic-oidc`, and conditions on their tokens. Flux 2.9 and later.
   *
   * @default - none
   */
  readonly oidcProviders?: ReceiverSpec['oidcProviders'];

  /**
   * CEL expression over `res` and `req` that selects the resources of a request.
   *
   * @default - all
   */
  readonly resourceFilter?: string;
}

/** Options of {@link ReceiverProps}. */
const RECEIVER = Options.of<ReceiverProps>('a Receiver', {
  ...SUSPENDABLE,
  type: required(
    oneOf(
      'generic',
      'github',
      'generic-hmac',
      'gitlab',
      'bitbucket',
      'generic-oidc',
      'harbor',
      'dockerhub',
      'quay',
      'gcr',
      'nexus',
      'acr',
      'cdevents',
    ),
  ),
  resources: required(
    list(
      orObject(
        object<ReceiverResource>({
          filter: text,
          kind: required(EVENT_SOURCE_KIND),
          name: text,
          namespace: text,
          matchLabels: mapOf(text),
        }),
      ),
    ),
  ),
  secretRef: object<ReceiverSecret>({ keys: list(text), name: required(text) }),
  events: list(text),
  oidcProviders: list(
    object({
      audience: text,
      issuerURL: required(text),
      validations: required(list(object({ expression: required(text), message: required(text) }))),
      variables: list(object({ expression: required(text), name: required(text) })),
    }),
  ),
  resourceFilter: text,
});

/**
 * A webhook endpoint that makes Flux reconcile at once instead of at the next interval. A token or OpenID Connect
 * authenticates the caller.
 *
 * @example
 * const repository = new GitRepository(chart, 'apps', {
 *   url: 'https://github.com/acme/apps',
 *   ref: { branch: 'main' },
 * });
 * new Receiver(chart, 'github', {
 *   type: 'github',
 *   events: ['ping', 'push'],
 *   secretRef: { name: 'webhook-token' },
 *   resources: [repository],
 * });
 */
export class Receiver extends FluxObject<'Receiver'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when nothing verifies requests, or nothing is to be reconciled
   */
  public static manifest(props: ReceiverProps, context: FluxContext = {}): FluxManifest {
    RECEIVER.demand(props);
    const manifest = fluxManifest<ReceiverSpec>(
      RECEIVER_API_VERSION,
      'Receiver',
      {
        type: props.type,
        events: props.events,
        resources: eventSources('resources', props.resources),
        resourceFilter: props.resourceFilter,
        secretRef: optionalReference('secretRef', props.secretRef, context),
        oidcProviders: props.oidcProviders,
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    const { type, secretRef, oidcProviders = [] } = manifest.spec;
    refuse(...checkCallers(type, secretRef?.name, oidcProviders.length));
    if (type === 'gcr') refuse(...checkGcr(secretRef?.name ?? '', props.secretRef?.keys, context));
    return manifest;
  }

  constructor(scope: Construct, id: string, props: ReceiverProps) {
    super(scope, id, (context) => Receiver.manifest(props, context), props.metadata);
  }
}

function* checkCallers(type: string, secret: string | undefined, oidcProviders: number): Generator<string | undefined> {
  if (type !== 'generic-oidc') {
    if (secret === undefined) yield `a Receiver of type ${type} checks requests with a token: give secretRef`;
    if (oidcProviders > 0)
      yield `oidcProviders are not used by type ${type}: leave them out, or set type to generic-oidc`;
    return;
  }
  if (secret !== undefined) yield 'secretRef is not used by type generic-oidc: leave it out';
  if (oidcProviders === 0) yield 'a Receiver of type generic-oidc checks who issued a token: give oidcProviders';
}

/**
 * Google signs tokens for every account. The Secret restricts the caller, but a program cannot see its content, so the
 * program must declare the keys. Flux before 2.8 ignores them.
 */
function* checkGcr(secret: string, keys: readonly string[] = [], { flux }: FluxContext): Generator<string | undefined> {
  if (isAtLeast(flux, '2.8') === false) {
    yield `a Receiver of type gcr lets in every Google account with Flux ${flux} (CVE-2026-40109): use Flux 2.8 or another type`;
  }
  const missing = ['email', 'audience'].filter((key) => !keys.includes(key));
  if (missing.length > 0) {
    yield `a Receiver of type gcr lets in every Google account unless its Secret says whom (CVE-2026-40109): put ${missing.join(' and ')} into Secret ${quote(secret)} and say so with secretRef.keys`;
  }
}
