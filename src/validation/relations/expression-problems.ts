import { childrenOf, Expression } from '../../languages/cel/ast';
import { Checker, qualifiedName } from '../../languages/cel/checker';
import { FUNCTIONS } from '../../languages/cel/functions';
import { MESSAGE, parseExpression } from '../../languages/cel/parser';
import { LanguageError } from '../../languages/go/language-error';
import { KUBERNETES_FUNCTIONS } from './cel-functions';

/** The demands on an expression. */
export interface Wanted {
  readonly variables: ReadonlySet<string>;
  /** Types that the result may have; all if there are none. */
  readonly results: readonly string[];
  /** Names of the policy's own variables, as far as they stand before the expression. */
  readonly own: ReadonlySet<string>;
  /** The fields of a variable that has no others. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
}

/** Names of types, which are values, and namespaces of functions. */
const OPEN_NAMES = new Set(
  'bool bytes double int string uint null_type type list map optional_type google optional sets strings base64 math cel format regex jsonpatch'.split(
    ' ',
  ),
);

/** Macros of Kubernetes that bring variables of their own, which this parser takes for calls. */
const OWN_MACROS =
  /\bcel\s*\.\s*bind\b|\btransform(?:List|Map|MapEntry)\b|\b(?:all|exists|existsOne|exists_one)\s*\(\s*\w+\s*,\s*\w+\s*,/;

/** Variables that have types for the API server, but not here. */
const TYPED = new Set(['request', 'namespaceObject', 'authorizer', 'variables', 'device']);

/** The fault of an expression; undefined if there is none. */
export function problemOf(text: string, { variables, results, own, fields = {} }: Wanted): string | undefined {
  let expression: Expression;
  try {
    expression = parseExpression(text, true);
  } catch (error) {
    if (error instanceof LanguageError) return error.in(text);
    throw error;
  }
  if (OWN_MACROS.test(text)) return undefined;
  return (
    undeclared(expression, variables) ??
    unknownVariable(expression, own) ??
    unknownField(expression, fields) ??
    wrongResult(expression, results)
  );
}

function undeclared(expression: Expression, variables: ReadonlySet<string>): string | undefined {
  if (expression.kind === 'identifier') {
    const name = expression.name.replace(/^\./, '');
    const isKnown = variables.has(name) || OPEN_NAMES.has(name) || name.startsWith('@') || name.startsWith('__');
    return isKnown ? undefined : `${name} is not a variable here: use ${[...variables].join(', ')}`;
  }
  if (expression.kind === 'comprehension') {
    const inner = new Set([...variables, expression.variable, expression.accumulator]);
    const { range, start, condition, step, result } = expression;
    return undeclared(range, variables) ?? undeclared(start, variables) ?? firstOf([condition, step, result], inner);
  }
  if (expression.kind === 'call') {
    const { target } = expression;
    const name = expression.name.replace(/^\./, '');
    const prefix = target ? qualifiedName(target) : undefined;
    if (name.startsWith(MESSAGE)) {
      const type = name.slice(MESSAGE.length);
      if (!variables.has('Object')) return `${type} cannot be built here, but in mutations: compare fields instead`;
      if (!/^(?:Object(?:\.\w+)*|JSONPatch)$/.test(type))
        return `${type} is not a message of Kubernetes: use Object or JSONPatch`;
      return firstOf(expression.args, variables);
    }
    const isFunction = [name, `${prefix}.${name}`].some((one) => FUNCTIONS.has(one)) || KUBERNETES_FUNCTIONS.has(name);
    if (!isFunction) return `${name}() is not a function of Kubernetes: use another`;
  }
  return firstOf(childrenOf(expression), variables);
}

function firstOf(parts: readonly Expression[], variables: ReadonlySet<string>): string | undefined {
  for (const part of parts) {
    const problem = undeclared(part, variables);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A variable of the policy that does not stand before the expression. */
function unknownVariable(expression: Expression, own: ReadonlySet<string>): string | undefined {
  if (
    expression.kind === 'select' &&
    expression.operand.kind === 'identifier' &&
    expression.operand.name === 'variables'
  ) {
    return own.has(expression.field) ? undefined : `variables.${expression.field} is not declared before: correct it`;
  }
  for (const part of childrenOf(expression)) {
    const problem = unknownVariable(part, own);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A field that its variable does not have. */
function unknownField(expression: Expression, fields: Readonly<Record<string, readonly string[]>>): string | undefined {
  if (expression.kind === 'select' && expression.operand.kind === 'identifier') {
    const { name } = expression.operand;
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (known !== undefined && !known.includes(expression.field)) {
      return `${name} has no field ${expression.field}: use ${known.join(', ')}`;
    }
  }
  for (const part of childrenOf(expression)) {
    const problem = unknownField(part, fields);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function namesIn(expression: Expression): readonly string[] {
  return expression.kind === 'identifier' ? [expression.name] : childrenOf(expression).flatMap(namesIn);
}

function callsIn(expression: Expression): readonly string[] {
  const inner = childrenOf(expression).flatMap(callsIn);
  if (expression.kind !== 'call') return inner;
  // A function that Flux has too is its own, unless it is called on a value.
  const isOwn = !expression.target && FUNCTIONS.has(expression.name);
  return isOwn ? inner : [expression.name, ...inner];
}

function wrongResult(expression: Expression, results: readonly string[]): string | undefined {
  if (callsIn(expression).some((name) => name.startsWith(MESSAGE))) return undefined;
  // Types of requests, namespaces and variables are not known here, and so hardly that of what is made of them.
  if (namesIn(expression).some((name) => TYPED.has(name))) return undefined;
  const checker = new Checker(new Map(), true);
  let type: string;
  try {
    checker.check(expression);
    type = checker.typeOf(expression).key;
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    // Of functions of Kubernetes, or with overloads of it, the types are not known here.
    return callsIn(expression).some((name) => KUBERNETES_FUNCTIONS.has(name)) ? undefined : error.message;
  }
  if (results.length === 0 || results.includes(type)) return undefined;
  return `the result is of type ${type} instead of ${results.join(' or ')}: compare or convert it`;
}
