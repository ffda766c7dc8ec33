/** Fields of an object. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field of the table that an object has. */
export interface FoundField {
  /** The path from the object, such as `spec.dependsOn[0].readyExpr`. */
  readonly path: string;
  readonly value: unknown;
  /** The map that has the field. */
  readonly holder: Fields;
  /** The spec. */
  readonly spec: Fields;
  /** The object's context. */
  readonly object: ObjectContext;
}

/** An object whose fields are checked. */
export interface ObjectContext {
  readonly apiVersion: string;
  readonly kind: string;
  /** The name, if it is known. */
  readonly name?: string | undefined;
  readonly spec: Fields;
  /** Version of Flux, such as `2.9`. */
  readonly flux?: string | undefined;
}

/** Whether a text is to become another one: a ResourceSet fills it in. */
export function isTemplate(value: unknown): boolean {
  return typeof value === 'string' && value.includes('<<');
}
