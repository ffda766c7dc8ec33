import { ApiObject } from 'cdk8s';
import { anything, flag, list, mapOf, object, OptionType, required, text, untyped } from '../core/options';

/** Types of options that several Flux kinds have. */

/** A duration. Its format is checked where it is written. */
export const DURATION = anything;

/** Metadata of an object; cdk8s accepts any field, Kubernetes these. */
const METADATA = untyped(
  object<KubernetesMetadata>({
    name: text,
    generateName: text,
    namespace: text,
    labels: mapOf(text),
    annotations: mapOf(text),
    finalizers: list(text),
    ownerReferences: list(anything),
  }),
);

interface KubernetesMetadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly object[];
}

/** Options of every Flux kind. The schema of the kind checks the overrides. */
export const BASE = { metadata: METADATA, specOverrides: anything } as const;

/** Options of every Flux kind that can be suspended. */
export const SUSPENDABLE = { ...BASE, suspend: flag } as const;

/** An object of the program, or a reference to one. */
export function orObject<V>(reference: OptionType<V>): OptionType<V> {
  return {
    ...reference,
    accepts: (value) => value instanceof ApiObject || reference.accepts(value),
    check: (value, ...rest) => {
      if (!(value instanceof ApiObject)) reference.check(value, ...rest);
    },
  };
}

interface ObjectFields {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name: string;
  readonly namespace?: string;
}

/** A reference by name. Kind and namespace are refused with what to do where they are none that fit. */
const REFERENCE = untyped(
  orObject(object<ObjectFields>({ apiVersion: text, kind: text, name: required(text), namespace: text })),
);

/** An object of the same namespace by name. */
export const LOCAL_REFERENCE = REFERENCE;

/** An object by name and namespace. */
export const NAMED_REFERENCE = REFERENCE;

/** A source by kind, name and namespace. */
export const SOURCE_REFERENCE = REFERENCE;

/** An object by API version, kind, name and namespace. */
export const OBJECT_REFERENCE = REFERENCE;
