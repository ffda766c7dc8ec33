import { LanguageError } from '../go/language-error';
import { checkCalls } from './arity';
import { Expression } from './ast';
import { Checker, VARIABLE_TYPE } from './checker';
import { checkConstants } from './constants';
import { checkLiterals } from './literals';
import { parseExpression } from './parser';

/** The type that an expression is to have. */
export type ResultType = 'bool' | 'string';

/**
 * Checks an expression as Flux does where it compiles one: its syntax, the types of its parts and of its result.
 *
 * @param variables names of the objects that the expression may use
 * @param result type of the result; undefined for any
 * @throws LanguageError when Flux refuses the expression
 */
export function checkExpression(text: string, variables: readonly string[], result?: ResultType): void {
  const expression = parseExpression(text);
  const checker = new Checker(new Map(variables.map((name) => [name, VARIABLE_TYPE])), false);
  checker.check(expression);
  checkLiterals(expression, checker);
  const type = checker.typeOf(expression);
  if (result !== undefined && type.key !== result) throw wrongResult(type.key, result);
  checkConstants(expression);
}

function wrongResult(type: string, wanted: ResultType): LanguageError {
  const remedy =
    type !== 'dyn'
      ? `write one of type ${wanted}`
      : wanted === 'bool'
        ? 'compare it, as in "self.status.ready == true"'
        : 'convert it with string()';
  return new LanguageError(`the result is of type ${type} instead of ${wanted}: ${remedy}`, 0);
}

/**
 * Parses an expression as Flux does where the fields of the object are not known, as in health checks. Types are not
 * checked.
 *
 * @throws LanguageError when Flux refuses the expression
 */
export function parseOpenExpression(text: string): void {
  const expression = parseExpression(text);
  checkCalls(expression);
  checkConstants(expression);
}

/**
 * Checks an expression of a health check: what {@link parseOpenExpression} checks, that it only calls functions that
 * exist, and that its result can be true or false.
 *
 * @throws LanguageError when Flux refuses the expression, or every evaluation fails
 */
export function checkHealthExpression(text: string): void {
  parseOpenExpression(text);
  const expression = parseExpression(text);
  checkCalls(expression, true);
  const type = openType(expression);
  if (type !== undefined && type !== 'bool' && type !== 'dyn') {
    throw new LanguageError(`the result is of type ${type} instead of bool: compare it with a value`, 0);
  }
}

/** The type of an expression over unknown objects, or undefined if its parts do not fit, which may work at run time. */
function openType(expression: Expression): string | undefined {
  const checker = new Checker(new Map(), true);
  try {
    checker.check(expression);
    return checker.typeOf(expression).key;
  } catch (error) {
    if (error instanceof LanguageError) return undefined;
    throw error;
  }
}
