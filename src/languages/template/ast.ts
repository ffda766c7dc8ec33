/** Something that gives a value. */
export type Operand = { readonly at: number } & (
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'constant'; readonly text: string; readonly value: boolean | number | string }
  | { readonly kind: 'field'; readonly fields: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'chain'; readonly of: Operand; readonly fields: readonly string[] }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline }
);

/** A function, method or value with its arguments. */
export type Command = readonly [Operand, ...Operand[]];

/** Commands, each of which takes the value of the one before it as its last argument. */
export interface Pipeline {
  readonly at: number;
  /** Variables that take the value, with their `$`. */
  readonly variables: readonly string[];
  /** Whether the variables exist already. */
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

/** An action with a body. */
export interface Control {
  readonly kind: 'if' | 'with' | 'range';
  readonly at: number;
  readonly pipeline: Pipeline;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

/** A part of a template. */
export type Node =
  | Control
  | { readonly kind: 'text'; readonly at: number; readonly text: string }
  | { readonly kind: 'break' | 'continue'; readonly at: number }
  | { readonly kind: 'action'; readonly at: number; readonly pipeline: Pipeline }
  | { readonly kind: 'template'; readonly at: number; readonly name: string; readonly pipeline: Pipeline | undefined };

/** A parsed template, and the templates that it defines. */
export interface Template {
  readonly body: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}
