import { ApiObject } from 'cdk8s';
import { defined } from '../core/defined';
import { mapOf, object, required, text, untyped } from '../core/options';
import { checkDnsSubdomain, quote } from '../kubernetes/names';
import { FluxObject, refuse } from './flux-object';
import { orObject } from './option-types';
import { checkKind, objectReference } from './references';
import { AlertSpec } from './spec';

/**
 * The kinds that emit events and accept reconcile requests. ArtifactGenerator and ExternalArtifact with Flux 2.8 and
 * later.
 */
export type EventSourceKind = AlertSpec['eventSources'][number]['kind'];

/** Objects of one kind, by name or labels. */
export interface EventSourceReference {
  /** Kind. */
  readonly kind: EventSourceKind;

  /**
   * Name, or `*` for all.
   *
   * @default - every object with the labels
   */
  readonly name?: string;

  /**
   * Namespace.
   *
   * @default - the namespace of the object with the reference
   */
  readonly namespace?: string;

  /**
   * Labels that the objects must have.
   *
   * @default - any
   */
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** The kinds of event sources; which of them fit is checked with the reference. */
export const EVENT_SOURCE_KIND = untyped(text);

/** Options of an {@link EventSourceReference}. */
export const EVENT_SOURCE = untyped(
  orObject(
    object<EventSourceReference>({
      kind: required(EVENT_SOURCE_KIND),
      name: text,
      namespace: text,
      matchLabels: mapOf(text),
    }),
  ),
);

/** Every kind of event sources. */
export const EVENT_SOURCE_KINDS: readonly EventSourceKind[] = [
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

/** A Receiver's reference may also filter requests. */
interface FilteredSource extends EventSourceReference {
  readonly filter?: string;
}

/**
 * The references as a manifest lists them.
 *
 * @param field name of the list, for messages
 * @throws Error when the list is empty, or an entry has an unsupported kind, or neither a name nor labels
 */
export function eventSources(
  field: string,
  sources: ReadonlyArray<FluxObject<EventSourceKind> | FilteredSource>,
): (FilteredSource & { readonly name: string })[] {
  refuse(sources.length === 0 ? `${field} is empty: give at least one object` : undefined);
  return sources.map((source) => {
    if (source instanceof ApiObject) return objectReference(field, EVENT_SOURCE_KINDS, source);
    const { kind, matchLabels, name = matchLabels && '*' } = source;
    if (name === undefined) throw new Error(`${field} has a ${kind} without a name: give one, or matchLabels`);
    refuse(
      checkKind(field, EVENT_SOURCE_KINDS, kind),
      matchLabels && name !== '*'
        ? `${field} has ${quote(name)} with labels: leave out either the name or matchLabels`
        : undefined,
      name === '*' ? undefined : checkDnsSubdomain(`name of ${field}`, name),
    );
    return defined({ ...source, name });
  });
}
