import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { defined } from '../core/defined';
import { checkDnsSubdomain } from '../kubernetes/names';
import { apiGroup } from '../kubernetes/objects';
import { languageProblems } from '../languages';
import { contextFor, FluxContext, isCheckedLater } from './context';
import { mergeOverrides, SpecFields, SpecOverrides, writeFields, WrittenSpec } from './spec-fields';

/** Props of every Flux construct. */
export interface FluxObjectProps<Spec = object> {
  /**
   * Name, namespace, labels and annotations of the object.
   *
   * @default - a name derived from the construct's path, as in cdk8s; the chart's namespace
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * Fields of the spec under Flux's names, merged over the other props, for fields that no prop covers. Maps merge,
   * lists are replaced, `null` removes a field.
   *
   * @default - none
   */
  readonly specOverrides?: SpecOverrides<Spec>;
}

/** Props of the Flux constructs that can be suspended. */
export interface SuspendableProps<Spec = object> extends FluxObjectProps<Spec> {
  /**
   * Suspends reconciliation of this object.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

/** A reference to another object in the same namespace by name. An object of the program also fits. */
export interface LocalObjectReference {
  /** The object's name. */
  readonly name: string;
}

/** A reference to a key of a Secret in the same namespace. The program never holds the value. */
export interface SecretKeyReference {
  /** The Secret's name. */
  readonly name: string;

  /**
   * The key within the Secret.
   *
   * @default - the key Flux looks for by default
   */
  readonly key?: string;
}

/** A Flux object without its metadata, as plain data. */
export interface FluxManifest {
  /** Group and version. */
  readonly apiVersion: string;
  /** Kind. */
  readonly kind: string;
  /** Spec. */
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Base of the Flux constructs: an ApiObject around the manifest that the kind's pure function returns. */
export abstract class FluxObject<Kind extends string = string> extends ApiObject {
  /** The kind, as a literal type, so that references to the object are type-checked. */
  declare public readonly kind: Kind;

  private readonly hasNulls: boolean;

  protected constructor(
    scope: Construct,
    id: string,
    manifest: (context: FluxContext) => FluxManifest,
    metadata: ApiObjectMetadata = {},
  ) {
    const context = contextFor(scope, metadata.namespace);
    const { apiVersion, kind, spec } = manifest(context);
    refuse(...languageProblems({ apiVersion, kind, spec, name: metadata.name, flux: context.flux }));
    if (!isCheckedLater(scope)) demandAccepted({ apiVersion, kind, spec }, { name: nameOf(id), ...metadata }, context);
    const hidden = replaceIn(spec, (value) => (value === null ? NULL : value));
    super(scope, id, { apiVersion, kind, spec: hidden, metadata });
    this.hasNulls = hidden !== spec;
  }

  /** The object as written. Unlike other objects of cdk8s, it keeps nulls: a null value takes out a chart's default. */
  public override toJson(): unknown {
    const json: unknown = super.toJson();
    return this.hasNulls ? replaceIn(json, (value) => (value === NULL ? null : value)) : json;
  }
}

/** Stands for a null while cdk8s serializes an object, as it drops nulls. No YAML can contain it. */
const NULL = '\u0000null';

/** A copy with every leaf replaced; the value itself if nothing changes. */
function replaceIn(value: unknown, replace: (leaf: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return replace(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => replaceIn(item, replace));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  // Tokens and constructs resolve later.
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, replaceIn(inner, replace), inner] as const);
  return entries.some(([, now, before]) => now !== before)
    ? Object.fromEntries(entries.map(([key, now]) => [key, now]))
    : value;
}

/** A manifest with a typed spec, for checks within the kind's function. */
export interface TypedManifest<Spec> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: WrittenSpec<Spec>;
}

/** Groups whose schemas reject hours in timeouts: `60m`, not `1h`. */
const NO_HOURS: ReadonlySet<string> = new Set([
  'image.toolkit.fluxcd.io',
  'notification.toolkit.fluxcd.io',
  'source.toolkit.fluxcd.io',
]);

/**
 * Writes a manifest: formats durations, drops undefined fields, then merges the overrides.
 *
 * @throws Error when a duration is invalid
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

/** Finds the reasons for which the API server or Flux refuses an object; no reason for one that they take. */
export type ObjectCheck = (object: FluxManifest & { readonly metadata: object }, flux: FluxContext['flux']) => string[];

let objectCheck: ObjectCheck | undefined;

/**
 * Sets the check of objects that no fleet checks. The schemas, which it needs, are built on this folder, so that it comes
 * from outside.
 */
export function checkObjectsWith(check: ObjectCheck): void {
  objectCheck = check;
}

/** Throws all reasons for which an object would be refused. */
function demandAccepted(object: FluxManifest, metadata: ApiObjectMetadata, { flux, namespace }: FluxContext): void {
  // Values resolved later, such as a token, cannot be checked yet.
  if (objectCheck === undefined || !isPlain(object.spec)) return;
  const named = { ...metadata, ...defined({ namespace }) };
  const problems = objectCheck({ ...object, metadata: isPlain(named) ? named : { name: metadata.name ?? '' } }, flux);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** A name for messages about an object whose name cdk8s makes of its path later. */
function nameOf(id: string): string {
  const name = id.toLowerCase();
  return checkDnsSubdomain('name', name) === undefined ? name : 'name';
}

/** Whether a value holds plain data only. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain);
}

/** Throws the first message that is defined. */
export function refuse(...problems: ReadonlyArray<string | undefined>): void {
  const problem = problems.find((candidate) => candidate !== undefined);
  if (problem !== undefined) throw new Error(problem);
}
