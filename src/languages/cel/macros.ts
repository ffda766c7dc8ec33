import { LanguageError } from '../go/language-error';
import { Call, Expression } from './ast';

/** The variable in which comprehensions gather their result; users cannot name it. */
const ACCUMULATOR = '__result__';

type MacroCall = Call & { readonly at: number };

const literal = (at: number, type: 'bool' | 'int', value: unknown): Expression => ({
  kind: 'literal',
  type,
  value,
  at,
});
const call = (at: number, name: string, ...args: readonly Expression[]): Expression => ({
  kind: 'call',
  name,
  args,
  at,
});
const list = (at: number, ...values: readonly Expression[]): Expression => ({
  kind: 'list',
  elements: values.map((value) => ({ value, isOptional: false })),
  at,
});

function identifierOf({ name, args }: MacroCall): string {
  const [argument] = args;
  if (argument?.kind === 'identifier') return argument.name;
  throw new LanguageError(`the first argument of ${name}() is not a variable: write a name`, argument?.at ?? 0);
}

function variableOf(macro: MacroCall): string {
  const name = identifierOf(macro);
  if (name !== ACCUMULATOR) return name;
  throw new LanguageError(`"${name}" is a name of CEL itself: choose another`, macro.args[0]?.at ?? 0);
}

/** A comprehension without its start, condition, step and result. */
function fold(
  macro: MacroCall,
  parts: Pick<Extract<Expression, { kind: 'comprehension' }>, 'start' | 'step'>,
): Expression {
  const { at } = macro;
  const accumulator: Expression = { kind: 'identifier', name: ACCUMULATOR, at };
  return {
    kind: 'comprehension',
    range: macro.target as Expression,
    variable: variableOf(macro),
    accumulator: ACCUMULATOR,
    condition: literal(at, 'bool', true),
    result: accumulator,
    at,
    ...parts,
  };
}

function quantifier(macro: MacroCall, isAll: boolean): Expression {
  const { at, args } = macro;
  const accumulator: Expression = { kind: 'identifier', name: ACCUMULATOR, at };
  return fold(macro, {
    start: literal(at, 'bool', isAll),
    step: call(at, isAll ? '_&&_' : '_||_', accumulator, args[1] as Expression),
  });
}

function existsOne(macro: MacroCall): Expression {
  const { at, args } = macro;
  const accumulator: Expression = { kind: 'identifier', name: ACCUMULATOR, at };
  const next = call(at, '_+_', accumulator, literal(at, 'int', 1n));
  const folded = fold(macro, {
    start: literal(at, 'int', 0n),
    step: call(at, '_?_:_', args[1] as Expression, next, { ...accumulator }),
  });
  return { ...folded, result: call(at, '_==_', { ...accumulator }, literal(at, 'int', 1n)) } as Expression;
}

/** `filter`, `map` and the `map` that filters first. */
function collect(macro: MacroCall, filter: Expression | undefined, value: Expression): Expression {
  const { at } = macro;
  const accumulator: Expression = { kind: 'identifier', name: ACCUMULATOR, at };
  const appended = call(at, '_+_', accumulator, list(at, value));
  return fold(macro, {
    start: list(at),
    step: filter ? call(at, '_?_:_', filter, appended, { ...accumulator }) : appended,
  });
}

/** `optMap` and `optFlatMap`. */
function mapOptional(macro: MacroCall, isFlat: boolean): Expression {
  const { at, args, target } = macro;
  const variable = identifierOf(macro);
  const of = (name: string, receiver: Expression): Expression => ({
    kind: 'call',
    name,
    target: receiver,
    args: [],
    at,
  });
  const mapped: Expression = {
    kind: 'comprehension',
    range: list(at),
    variable: '#unused',
    accumulator: variable,
    start: of('value', structuredClone(target as Expression)),
    condition: literal(at, 'bool', false),
    step: { kind: 'identifier', name: variable, at },
    result: args[1] as Expression,
    at,
  };
  const some = isFlat ? mapped : call(at, 'optional.of', mapped);
  return call(at, '_?_:_', of('hasValue', target as Expression), some, call(at, 'optional.none'));
}

function has({ at, args }: MacroCall): Expression {
  const [argument] = args;
  if (argument?.kind !== 'select') {
    throw new LanguageError(
      'the argument of has() is not a field: write one such as has(object.field)',
      argument?.at ?? at,
    );
  }
  return { ...argument, isTest: true };
}

/** Macros by name, number of arguments and whether they have a target. */
const MACROS: Readonly<Record<string, (macro: MacroCall) => Expression>> = {
  'has:1:false': has,
  'all:2:true': (macro) => quantifier(macro, true),
  'exists:2:true': (macro) => quantifier(macro, false),
  'exists_one:2:true': existsOne,
  'map:2:true': (macro) => collect(macro, undefined, macro.args[1] as Expression),
  'map:3:true': (macro) => collect(macro, macro.args[1], macro.args[2] as Expression),
  'filter:2:true': (macro) => collect(macro, macro.args[1], macro.args[0] as Expression),
  'optMap:2:true': (macro) => mapOptional(macro, false),
  'optFlatMap:2:true': (macro) => mapOptional(macro, true),
};

/** The names of macros as the oracle prints them. */
export const MACRO_KEYS: readonly string[] = Object.keys(MACROS).sort();

/**
 * The expansion of a call if it is a macro, else the call itself.
 *
 * @throws LanguageError when the arguments are not those that the macro takes
 */
export function expand(macro: MacroCall): Expression {
  const key = `${macro.name}:${macro.args.length}:${macro.target !== undefined}`;
  return Object.hasOwn(MACROS, key) ? (MACROS[key]?.(macro) as Expression) : macro;
}
