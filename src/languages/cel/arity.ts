import { LanguageError } from '../go/language-error';
import { childrenOf, Expression } from './ast';
import { qualifiedName } from './checker';
import { FUNCTIONS } from './functions';

/**
 * The functions that take a fixed number of arguments in an expression without types, their target counted. The oracle
 * of the end-to-end tests prints them; operators, which always have theirs, are left out.
 */
export const FIXED_ARITY: Readonly<Record<1 | 2, readonly string[]>> = {
  1: (
    'base64.decode base64.encode dyn first hasValue last lowerAscii optional.of optional.ofNonZeroValue ' +
    'optional.unwrap reverse size strings.quote trim type unwrapOpt upperAscii value'
  ).split(' '),
  2: 'charAt contains endsWith in matches sets.contains sets.equivalent sets.intersects startsWith'.split(' '),
};

/** A call by the full name of its function. */
function resolve({ name, target, args }: Extract<Expression, { kind: 'call' }>): [name: string, count: number] {
  const prefix = target ? qualifiedName(target) : undefined;
  const full = (prefix === undefined ? name : `${prefix}.${name}`).replace(/^\./, '');
  if (prefix !== undefined && FUNCTIONS.has(full)) return [full, args.length];
  return [name.replace(/^\./, ''), args.length + (target ? 1 : 0)];
}

/**
 * Checks the calls of an expression whose types are not checked.
 *
 * @param isKnown whether every function must be one that Flux knows, as evaluation fails at others
 * @throws LanguageError when a function does not take so many arguments
 */
export function checkCalls(expression: Expression, isKnown = false): void {
  for (const child of childrenOf(expression)) checkCalls(child, isKnown);
  if (expression.kind !== 'call') return;
  const [name, count] = resolve(expression);
  const { at } = expression;
  if (!FUNCTIONS.has(name) && (isKnown || count === 0)) {
    throw new LanguageError(`${name}() is not a function that Flux knows: use another`, at);
  }
  for (const fixed of [1, 2] as const) {
    if (count !== fixed && FIXED_ARITY[fixed].includes(name)) {
      throw new LanguageError(`${name}() does not take ${count} arguments: give ${fixed}, its target counted`, at);
    }
  }
}
