import { ApiObject } from 'cdk8s';
import { defined } from '../core/defined';
import { checkDnsSubdomain, quote } from '../kubernetes/names';
import { FluxObject, refuse } from './flux-object';
import { checkKind, objectReference } from './references';
import { AlertSpec } from './spec';

/** The kinds that tell of events and can be told to reconcile. ArtifactGenerator and ExternalArtifact with Flux 2.8 and later. */
export type EventSourceKind = AlertSpec['eventSources'][number]['kind'];

/** Objects of one kind, by name or labels. */
export interface EventSourceReference {
  /** Kind. */
  readonly kind: EventSourceKind;

  /**
   * Name, or `*` for all.
   *
   * @default - all that have the labels
   */
  readonly name?: string;

  /**
   * Namespace.
   *
   * @default - the object's own
   */
  readonly namespace?: string;

  /**
   * Labels that the objects have.
   *
   * @default - any
   */
  readonly matchLabels?: Readonly<Record<string, string>>;
}

const KINDS: readonly EventSourceKind[] = [
  'GitRepository',
  'OCIRepository',
  'HelmRepository',
  'HelmChart',
  'Bucket',
  'ExternalArtifact',
  'ArtifactGenerator',
  'Kustomization',
  'HelmRelease',
  'ImageRepository',
  'ImagePolicy',
  'ImageUpdateAutomation',
];

/** What a Receiver says of objects as well. */
interface FilteredSource extends EventSourceReference {
  readonly filter?: string;
}

/**
 * Objects as they stand in a list of a manifest.
 *
 * @param field what the list is called, for messages
 * @throws Error when the list is empty, or one of it is of another kind, or has neither a name nor labels
 */
export function eventSources(
  field: string,
  sources: ReadonlyArray<FluxObject<EventSourceKind> | FilteredSource>,
): (FilteredSource & { readonly name: string })[] {
  refuse(sources.length === 0 ? `${field} is empty: give at least one object` : undefined);
  return sources.map((source) => {
    if (source instanceof ApiObject) return objectReference(field, KINDS, source);
    const { kind, matchLabels, name = matchLabels && '*' } = source;
    if (name === undefined) throw new Error(`${field} has a ${kind} without a name: give one, or matchLabels`);
    refuse(
      checkKind(field, KINDS, kind),
      matchLabels && name !== '*'
        ? `${field} has ${quote(name)} with labels: leave out either the name or matchLabels`
        : undefined,
      name === '*' ? undefined : checkDnsSubdomain(`name of ${field}`, name),
    );
    return defined({ ...source, name });
  });
}
