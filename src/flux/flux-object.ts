import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { apiGroup } from '../kubernetes/objects';
import { contextFor, FluxContext } from './context';
import { mergeOverrides, SpecFields, SpecOverrides, writeFields, WrittenSpec } from './spec-fields';

/** What every Flux construct takes. */
export interface FluxObjectProps<Spec = object> {
  /**
   * Name, namespace, labels and annotations of the object.
   *
   * @default - a name made from the construct's path, as cdk8s does it; the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * Fields of the spec by Flux's own names, merged over all that the other props say: for what these do not cover. Maps
   * merge, lists are replaced, `null` takes a field out.
   *
   * @default - none
   */
  readonly specOverrides?: SpecOverrides<Spec>;
}

/** What the constructs take whose objects Flux can be told to leave alone. */
export interface SuspendableProps<Spec = object> extends FluxObjectProps<Spec> {
  /**
   * Stops Flux from reconciling this object until it is taken away.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

/** A reference to another object of the same namespace by its name. An object of the program will do. */
export interface LocalObjectReference {
  /** The object's name. */
  readonly name: string;
}

/** A reference to a key of a Secret in the same namespace. The value itself never enters a program. */
export interface SecretKeyReference {
  /** The Secret's name. */
  readonly name: string;

  /**
   * The key within the Secret.
   *
   * @default - the key Flux looks for by itself
   */
  readonly key?: string;
}

/** A Flux object without its metadata, as plain data. */
export interface FluxManifest {
  /** Group and version. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /** What is asked for. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Base of the Flux constructs: an ApiObject whose manifest came from the kind's pure function. */
export abstract class FluxObject<Kind extends string = string> extends ApiObject {
  /** The kind, which tells the compiler what may refer to the object. */
  declare public readonly kind: Kind;

  protected constructor(
    scope: Construct,
    id: string,
    manifest: (context: FluxContext) => FluxManifest,
    metadata: ApiObjectMetadata = {},
  ) {
    super(scope, id, { ...manifest(contextFor(scope, metadata.namespace)), metadata });
  }
}

/** A manifest whose spec is typed, before it leaves its kind's function. */
export interface TypedManifest<Spec> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: WrittenSpec<Spec>;
}

/** The groups whose timeouts take no hours (`60m`, not `1h`). */
const NO_HOURS: ReadonlySet<string> = new Set([
  'image.toolkit.fluxcd.io',
  'notification.toolkit.fluxcd.io',
  'source.toolkit.fluxcd.io',
]);

/**
 * Writes a manifest: durations become text, what is undefined goes, the overrides come last.
 *
 * @throws Error when a duration is not one that Flux takes
 */
export function fluxManifest<Spec extends object>(
  apiVersion: string,
  kind: string,
  fields: SpecFields<Spec>,
  overrides: SpecOverrides<Spec> | undefined,
): TypedManifest<Spec> {
  const hours = !NO_HOURS.has(apiGroup(apiVersion));
  return { apiVersion, kind, spec: mergeOverrides(writeFields<Spec>(fields, hours), overrides, hours) };
}

/** Throws the first of these messages that is one. */
export function refuse(...problems: ReadonlyArray<string | undefined>): void {
  const problem = problems.find((candidate) => candidate !== undefined);
  if (problem !== undefined) throw new Error(problem);
}
