import { ApiObject } from 'cdk8s';
import { defined } from '../core/defined';
import { checkDnsSubdomain, quote } from '../kubernetes/names';
import { FluxContext } from './context';
import { FluxObject, LocalObjectReference, refuse, SecretKeyReference } from './flux-object';

/** A ConfigMap that says which cluster is meant and how its API server is reached without a kubeconfig. Flux 2.7 and later. */
export interface KubeConfigMapReference {
  /** The ConfigMap. */
  readonly configMapRef: LocalObjectReference;
}

/** Something that must be Ready first. */
export interface DependencyReference {
  /** Its name. */
  readonly name: string;

  /**
   * Its namespace.
   *
   * @default - the object's own
   */
  readonly namespace?: string;

  /**
   * CEL expression over `self` and `dep` that replaces the built-in check, and does not add to it. Flux 2.7 and later.
   *
   * @default - Ready, for what it is now
   */
  readonly readyExpr?: string;
}

/** Objects by their labels: all that fit what is given. */
export interface LabelSelection {
  /** Labels that the objects have. */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /** Conditions on their labels. */
  readonly matchExpressions?: ReadonlyArray<{
    /** The label. */
    readonly key: string;
    /** What must hold for its value. */
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    /** The values of `In` and `NotIn`. */
    readonly values?: readonly string[];
  }>;
}

/** An object by kind, name and namespace. */
export interface ObjectReference<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace?: string;
}

/** Checks that an object is of one of some kinds. */
export function checkKind(field: string, kinds: readonly string[], kind: string): string | undefined {
  if (kinds.includes(kind)) return undefined;
  const wanted = [kinds.slice(0, -1).join(', '), kinds.at(-1)].filter((part) => part !== '').join(' or ');
  return `${field} is of kind ${kind}: use ${wanted}`;
}

/**
 * A reference to an object of some kinds, as it stands in a manifest.
 *
 * @param field what the field is called, for messages
 * @throws Error when the object is of another kind
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
 * A reference to an object of one kind, in a field that takes only the name and the namespace.
 *
 * @throws Error when the object is of another kind
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
 * A reference in a field that takes only a name, so that what it names is in the object's own namespace.
 *
 * @param kind the kind it must be of, when it is an object of the program
 * @throws Error when it is an object of another kind or namespace
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

/** {@link localReference} for a field that may be left out. */
export function optionalReference(
  field: string,
  to: LocalObjectReference | undefined,
  context: FluxContext,
): { name: string } | undefined {
  return to && localReference(field, to, context);
}

/** How a remote cluster is reached, as it stands in a manifest. */
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
 * What must be Ready first, as it stands in a manifest.
 *
 * @throws Error when one is an object of another kind
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
