import { Construct } from 'constructs';
import { quote } from '../kubernetes/names';
import { RECEIVER_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { EventSourceReference, EventSourceKind, eventSources } from './event-sources';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { optionalReference } from './references';
import { ReceiverSpec } from './spec';
import { isAtLeast } from './version';

/** Objects that a Receiver has reconciled. */
export interface ReceiverResource extends EventSourceReference {
  /**
   * CEL expression over `res` and `req` that decides for which requests these objects are meant. Flux 2.9 and later.
   *
   * @default - the Receiver's `resourceFilter`
   */
  readonly filter?: string;
}

/** A Secret that a Receiver checks requests with. */
export interface ReceiverSecret extends LocalObjectReference {
  /**
   * The keys that the Secret is known to have. Type `gcr` needs `email` and `audience` to be among them, which say whose
   * requests are let in: without them, anyone with a Google account may call (CVE-2026-40109). Not written to the manifest.
   *
   * @default - not known
   */
  readonly keys?: readonly string[];
}

/** Props of {@link Receiver}. */
export interface ReceiverProps extends SuspendableProps<ReceiverSpec> {
  /** Who calls. `generic-oidc` with Flux 2.9 and later. */
  readonly type: ReceiverSpec['type'];

  /** What is reconciled when it is called, by object, or by kind and name or labels. */
  readonly resources: ReadonlyArray<FluxObject<EventSourceKind> | ReceiverResource>;

  /**
   * Secret with the `token` that requests are checked with.
   *
   * @default - none, which only type `generic-oidc` can do with
   */
  readonly secretRef?: ReceiverSecret;

  /**
   * Events that count, such as `push`, by the caller's own names.
   *
   * @default - all
   */
  readonly events?: readonly string[];

  /**
   * Who may issue the tokens that callers of type `generic-oidc` show, and what must hold for them. Flux 2.9 and later.
   *
   * @default - none
   */
  readonly oidcProviders?: ReceiverSpec['oidcProviders'];

  /**
   * CEL expression over `res` and `req` that decides which of the resources a request is meant for.
   *
   * @default - all
   */
  readonly resourceFilter?: string;
}

/**
 * An address that others call so that Flux looks at once, not only after an interval. Who calls is checked with a token,
 * or with OpenID Connect.
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
   * The manifest, without its metadata.
   *
   * @throws Error when there is nothing to check requests with, or nothing to reconcile
   */
  public static manifest(props: ReceiverProps, context: FluxContext = {}): FluxManifest {
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
 * Google signs tokens for every account it has. Whose requests are meant is said in the Secret, which a program does not
 * see, so it must say that it is said there. Flux before 2.8 does not look.
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
