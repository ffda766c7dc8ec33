import { Construct } from 'constructs';
import { list, mapOf, oneOf, Options, required, text } from '../core/options';
import { notificationApiVersion } from './api-versions';
import { FluxContext } from './context';
import { EventSourceReference, EventSourceKind, eventSources, EVENT_SOURCE } from './event-sources';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, SuspendableProps } from './flux-object';
import { LOCAL_REFERENCE, SUSPENDABLE } from './option-types';
import { Provider } from './provider';
import { localReference } from './references';
import { AlertSpec } from './spec';

/** Props of {@link Alert}. */
export interface AlertProps extends SuspendableProps<AlertSpec> {
  /** The Provider that delivers the events, by object or by name, in the same namespace. */
  readonly providerRef: Provider | LocalObjectReference;

  /** Objects whose events are sent: by object, or by kind and name or labels. */
  readonly eventSources: ReadonlyArray<FluxObject<EventSourceKind> | EventSourceReference>;

  /**
   * Lowest severity that is sent.
   *
   * @default - info: every event
   */
  readonly eventSeverity?: 'info' | 'error';

  /**
   * Metadata added to each event. Give at least the cluster's name: some providers let events of the same object in two
   * clusters overwrite each other unless the metadata differs.
   *
   * @default - none
   */
  readonly eventMetadata?: Readonly<Record<string, string>>;

  /**
   * Regular expressions of messages to send.
   *
   * @default - all
   */
  readonly inclusionList?: readonly string[];

  /**
   * Regular expressions of messages to drop, even when `inclusionList` matches them.
   *
   * @default - none
   */
  readonly exclusionList?: readonly string[];
}

/** Options of {@link AlertProps}. */
const ALERT = Options.of<AlertProps>('an Alert', {
  ...SUSPENDABLE,
  providerRef: required(LOCAL_REFERENCE),
  eventSources: required(list(EVENT_SOURCE)),
  eventSeverity: oneOf('info', 'error'),
  eventMetadata: mapOf(text),
  inclusionList: list(text),
  exclusionList: list(text),
});

/**
 * Sends events of objects to a {@link Provider}.
 *
 * @example
 * const slack = new Provider(chart, 'slack', { type: 'slack', channel: 'fleet', secretRef: { name: 'slack' } });
 * new Alert(chart, 'errors', {
 *   providerRef: slack,
 *   eventSeverity: 'error',
 *   eventSources: [{ kind: 'Kustomization', name: '*' }],
 *   eventMetadata: { cluster: 'eu-1' },
 * });
 */
export class Alert extends FluxObject<'Alert'> {
  /**
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when there are no event sources, or a reference is invalid
   */
  public static manifest(props: AlertProps, context: FluxContext = {}): FluxManifest {
    ALERT.demand(props);
    return fluxManifest<AlertSpec>(
      notificationApiVersion(context.flux),
      'Alert',
      {
        providerRef: localReference('providerRef', props.providerRef, context, 'Provider'),
        eventSeverity: props.eventSeverity,
        eventSources: eventSources('eventSources', props.eventSources),
        eventMetadata: props.eventMetadata,
        inclusionList: props.inclusionList,
        exclusionList: props.exclusionList,
        suspend: props.suspend,
      },
      props.specOverrides,
    );
  }

  constructor(scope: Construct, id: string, props: AlertProps) {
    super(scope, id, (context) => Alert.manifest(props, context), props.metadata);
  }
}
