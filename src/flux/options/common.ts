import { ApiObject } from 'cdk8s';
import {
  anything,
  either,
  flag,
  list,
  mapOf,
  object,
  oneOf,
  OptionType,
  required,
  text,
  untyped,
} from '../../core/options';
import type { EventSourceReference } from '../event-sources';
import type { SecretKeyReference } from '../flux-object';
import type { GitReference } from '../git-repository';
import type { OCIReference, OCIRepositoryProps } from '../oci-repository';
import type { DependencyReference, KubeConfigMapReference, LabelSelection } from '../references';
import type { SignatureVerification } from '../signature';

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

/** Options of a {@link DependencyReference}. */
export const DEPENDENCY = untyped(
  orObject(object<DependencyReference>({ name: required(text), namespace: text, readyExpr: text })),
);

/** A kubeconfig in a Secret, or what replaces it in a ConfigMap. */
export const KUBE_CONFIG = either<KubeConfigMapReference, SecretKeyReference>(
  object<KubeConfigMapReference>({ configMapRef: required(LOCAL_REFERENCE) }),
  (value) => typeof value === 'object' && value !== null && 'configMapRef' in value,
  orObject(object<SecretKeyReference>({ name: required(text), key: text })),
);

/** Options of a {@link LabelSelection}. */
export const LABEL_SELECTION = object<LabelSelection>({
  matchLabels: mapOf(text),
  matchExpressions: list(
    object<NonNullable<LabelSelection['matchExpressions']>[number]>({
      key: required(text),
      operator: required(oneOf('In', 'NotIn', 'Exists', 'DoesNotExist')),
      values: list(text),
    }),
  ),
});

/** Options of a {@link GitReference}. */
export const GIT_REFERENCE = object<GitReference>({ branch: text, tag: text, semver: text, commit: text, name: text });

/** Options of an {@link OCIReference}. */
export const OCI_REFERENCE = object<OCIReference>({ tag: text, semver: text, semverFilter: text, digest: text });

/** Options of a {@link SignatureVerification}. */
export const SIGNATURE = object<SignatureVerification>({
  provider: required(oneOf('cosign', 'notation')),
  secretRef: LOCAL_REFERENCE,
  matchOIDCIdentity: list(
    object<NonNullable<SignatureVerification['matchOIDCIdentity']>[number]>({
      issuer: required(text),
      subject: required(text),
    }),
  ),
});

/** Options of the layer of an artifact. */
export const LAYER_SELECTOR = object<NonNullable<OCIRepositoryProps['layerSelector']>>({
  mediaType: required(text),
  operation: oneOf('extract', 'copy'),
});

/** Handling of a chart's CRDs. */
export const CRDS = oneOf('Skip', 'Create', 'CreateReplace');

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
