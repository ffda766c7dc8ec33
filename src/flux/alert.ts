import { Construct } from 'constructs';
import { notificationApiVersion } from './api-versions';
import { FluxContext } from './context';
import { EventSourceReference, EventSourceKind, eventSources } from './event-sources';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, SuspendableProps } from './flux-object';
import { Provider } from './provider';
import { localReference } from './references';
import { AlertSpec } from './spec';

/** Props of {@link Alert}. */
export interface AlertProps extends SuspendableProps<AlertSpec> {
  /** Where events are sent, by object or name, in the same namespace. */
  readonly providerRef: Provider | LocalObjectReference;

  /** Whose events are sent, by object, or by kind and name or labels. */
  readonly eventSources: ReadonlyArray<FluxObject<EventSourceKind> | EventSourceReference>;

  /**
   * Whether all events are sent or only errors.
   *
   * @default - info, which is all
   */
  readonly eventSeverity?: 'info' | 'error';

  /**
   * What is added to each event. Give at least the cluster's name: events of the same object in two clusters overwrite
   * each other, at some providers, unless they differ.
   *
   * @default - nothing
   */
  readonly eventMetadata?: Readonly<Record<string, string>>;

  /**
   * Regular expressions of messages that are sent.
   *
   * @default - all
   */
  readonly inclusionList?: readonly string[];

  /**
   * Regular expressions of messages that are not sent, also among those included.
   *
   * @default - none
   */
  readonly exclusionList?: readonly string[];
}

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
   * The manifest, without its metadata.
   *
   * @throws Error when it has no events to send, or a reference is not one that Flux takes
   */
  public static manifest(props: AlertProps, context: FluxContext = {}): FluxManifest {
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
