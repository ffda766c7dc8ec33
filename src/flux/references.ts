import { ApiObject } from 'cdk8s';
import { defined } from '../core/defined';
import { either, list, mapOf, object, oneOf, required, text, untyped } from '../core/options';
import { checkDnsSubdomain, quote } from '../kubernetes/names';
import { FluxContext } from './context';
import { FluxObject, LocalObjectReference, refuse, SecretKeyReference } from './flux-object';
import { orObject, LOCAL_REFERENCE } from './option-types';

/** A ConfigMap that describes a cluster and how to reach its API server without a kubeconfig. Flux 2.7 and later. */
export interface KubeConfigMapReference {
  /** The ConfigMap. */
  readonly configMapRef: LocalObjectReference;
}

/** A dependency that must be Ready first. */
export interface DependencyReference {
  /** Its name. */
  readonly name: string;

  /**
   * Its namespace.
   *
   * @default - the namespace of the dependent object
   */
  readonly namespace?: string;

  /**
   * CEL expression over `self` and `dep` that replaces the built-in readiness check. Flux 2.7 and later.
   *
   * @default - Ready for the current generation
   */
  readonly readyExpr?: string;
}

/** Selects objects by label; every given condition must match. */
export interface LabelSelection {
  /** Labels that the objects must have. */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /** Conditions on the objects' labels. */
  readonly matchExpressions?: ReadonlyArray<{
    /** The label. */
    readonly key: string;
    /** Operator. */
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    /** Values for `In` and `NotIn`. */
    readonly values?: readonly string[];
  }>;
}

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

/** An object by kind, name and namespace. */
export interface ObjectReference<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace?: string;
}

/** Checks that a kind is one of those allowed. */
export function checkKind(field: string, kinds: readonly string[], kind: string): string | undefined {
  if (kinds.includes(kind)) return undefined;
  const wanted = [kinds.slice(0, -1).join(', '), kinds.at(-1)].filter((part) => part !== '').join(' or ');
  return `${field} is of kind ${kind}: use ${wanted}`;
}

/**
 * A reference by kind, name and namespace, as a manifest contains it.
 *
 * @param field name of the field, for messages
 * @throws Error when the kind is not allowed
 */
export function objectReference<Kind extends string>(
  field: string,
  kinds: readonly Kind[],
  to: FluxObject<Kind> | ObjectReference<Kind>,
): ObjectReference<Kind> {
  refuse(checkKind(field, kinds, to.kind), checkDnsSubdomain(`name of ${field}`, to.name));
  if (!(to instanceof ApiObject)) return { kind: to.kind, name: to.name, ...defined({ namespace: to.namespace }) };
  return { kind: to.kind, name: to.name, ...defined({ namespace: to.metadata.namespace }) };
}

/**
 * A reference to an object of one kind, for a field with only name and namespace.
 *
 * @throws Error when the object has another kind
 */
export function namedReference<Kind extends string>(
  field: string,
  kind: Kind,
  to: FluxObject<Kind> | { readonly name: string; readonly namespace?: string },
): { readonly name: string; readonly namespace?: string } {
  refuse(
    to instanceof ApiObject ? checkKind(field, [kind], to.kind) : undefined,
    checkDnsSubdomain(`name of ${field}`, to.name),
  );
  return defined({ name: to.name, namespace: to instanceof ApiObject ? to.metadata.namespace : to.namespace });
}

/**
 * A reference for a field with only a name, so the object must be in the same namespace.
 *
 * @param kind the kind that an object of the program must have
 * @throws Error when the object has another kind or namespace
 */
export function localReference(
  field: string,
  to: LocalObjectReference | ObjectReference<string>,
  context: FluxContext,
  kind?: string,
): { name: string } {
  const object = to instanceof ApiObject ? to : undefined;
  const namespace = object ? object.metadata.namespace : 'namespace' in to ? to.namespace : undefined;
  const isElsewhere = namespace !== undefined && context.namespace !== undefined && namespace !== context.namespace;
  refuse(
    object && kind !== undefined ? checkKind(field, [kind], object.kind) : undefined,
    checkDnsSubdomain(`name of ${field}`, to.name),
    isElsewhere
      ? `${field} ${quote(to.name)} is in namespace ${quote(namespace)}: have it in ${quote(context.namespace)}, where it is looked for`
      : undefined,
  );
  return { name: to.name };
}

/** {@link localReference} for an optional field. */
export function optionalReference(
  field: string,
  to: LocalObjectReference | undefined,
  context: FluxContext,
): { name: string } | undefined {
  return to && localReference(field, to, context);
}

/** The reference to a remote cluster, as a manifest contains it. */
export function kubeConfig(
  to: SecretKeyReference | KubeConfigMapReference | undefined,
  context: FluxContext,
):
  | { readonly secretRef: { readonly name: string; readonly key?: string } }
  | { readonly configMapRef: { readonly name: string } }
  | undefined {
  if (to === undefined) return undefined;
  if ('configMapRef' in to) return { configMapRef: localReference('kubeConfig', to.configMapRef, context) };
  return { secretRef: defined({ ...localReference('kubeConfig', to, context), key: to.key }) };
}

/**
 * The dependencies, as a manifest contains them.
 *
 * @throws Error when an object has another kind
 */
export function dependencies<Kind extends string>(
  kind: Kind,
  on: ReadonlyArray<FluxObject<Kind> | DependencyReference> | undefined,
): DependencyReference[] | undefined {
  return on?.map((one) =>
    defined({
      ...namedReference('dependsOn', kind, one),
      readyExpr: one instanceof ApiObject ? undefined : one.readyExpr,
    }),
  );
}
