/**
 * Compiles only when every field was taken out of an object. Called with the rest of a destructuring, so that a field
 * added to the object's type and used nowhere is an error of the compiler that names it:
 *
 * ```ts
 * const { chart, values, ...rest } = delivery;
 * nothingLeft(rest); // Property 'invented' is incompatible with index signature
 * ```
 */
export function nothingLeft(_rest: Readonly<Record<string, never>>): void {}
