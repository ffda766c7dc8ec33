/** A part of an expression, with the index where it begins. */
export type Expression = { readonly at: number } & (
  | Literal
  | { readonly kind: 'identifier'; readonly name: string }
  | {
      readonly kind: 'select';
      readonly operand: Expression;
      readonly field: string;
      /** Whether only the presence of the field is asked for, as `has` does. */
      readonly isTest: boolean;
    }
  | Call
  | { readonly kind: 'list'; readonly elements: readonly Element[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | Comprehension
);

/** A constant. Integers are `bigint`; of bytes only the type counts. */
export interface Literal {
  readonly kind: 'literal';
  readonly type: 'bool' | 'bytes' | 'double' | 'int' | 'null_type' | 'string' | 'uint';
  readonly value: unknown;
}

/** A call of a function, or of a method if it has a target. Operators are functions such as `_+_`. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly target?: Expression;
  readonly args: readonly Expression[];
}

/** An element of a list; an optional one is left out when it has no value. */
export interface Element {
  readonly value: Expression;
  readonly isOptional: boolean;
}

/** An entry of a map. */
export interface Entry extends Element {
  readonly key: Expression;
}

/** The expansion of macros such as `all` and `map`: a fold over a list or the keys of a map. */
export interface Comprehension {
  readonly kind: 'comprehension';
  readonly range: Expression;
  readonly variable: string;
  readonly accumulator: string;
  readonly start: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

/** The parts of an expression, in their order. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'identifier':
      return [];
    case 'select':
      return [expression.operand];
    case 'call':
      return expression.target ? [expression.target, ...expression.args] : expression.args;
    case 'list':
      return expression.elements.map(({ value }) => value);
    case 'map':
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case 'comprehension':
      return [expression.range, expression.start, expression.condition, expression.step, expression.result];
  }
}
