import { childrenOf, Expression } from '../../languages/cel/ast';
import { Checker, qualifiedName } from '../../languages/cel/checker';
import { FUNCTIONS } from '../../languages/cel/functions';
import { MESSAGE, parseExpression } from '../../languages/cel/parser';
import { LanguageError } from '../../languages/go/language-error';
import { Report } from '../report';
import { Fields } from '../rule';
import { isGiven, itemsOf, mapOf, textOf } from '../values';
import { KUBERNETES_FUNCTIONS } from './cel-functions';

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
const TYPED = new Set(['request', 'namespaceObject', 'authorizer', 'variables']);

/** Types of messages, which mutations build. */
const MESSAGES = ['Object', 'JSONPatch'];

/** What a mutation gives. */
const MUTATIONS = { applyConfiguration: ['Object'], jsonPatch: ['list(JSONPatch)'] } as const;

interface Wanted {
  readonly variables: ReadonlySet<string>;
  /** Types that the result may have; all if there are none. */
  readonly results: readonly string[];
  /** Names of the policy's own variables, as far as they stand before the expression. */
  readonly own: ReadonlySet<string>;
}

/** What is wrong with an expression; undefined if nothing is. */
function problemOf(text: string, { variables, results, own }: Wanted): string | undefined {
  let expression: Expression;
  try {
    expression = parseExpression(text, true);
  } catch (error) {
    if (error instanceof LanguageError) return error.in(text);
    throw error;
  }
  if (OWN_MACROS.test(text)) return undefined;
  return undeclared(expression, variables) ?? unknownVariable(expression, own) ?? wrongResult(expression, results);
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

function namesIn(expression: Expression): readonly string[] {
  return expression.kind === 'identifier' ? [expression.name] : childrenOf(expression).flatMap(namesIn);
}

function callsIn(expression: Expression): readonly string[] {
  const inner = childrenOf(expression).flatMap(callsIn);
  if (expression.kind !== 'call') return inner;
  // What Flux has as a function too is one, unless it is called on a value.
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

/** Expressions that are in order, with all texts in them left out. */
const known = new Set<string>();

/** What decides on an expression: all of it, but for the texts in it if it does nothing with what they say. */
function withoutTexts(expression: string): string {
  if (/["\\]|'''|\/\/|matches|format/.test(expression)) return expression;
  let isPlain = true;
  const rest = expression.replaceAll(/(\w?)'[^']*'/g, (literal, prefix: string) => {
    if (prefix !== '' || literal.includes('\n')) isPlain = false;
    return "''";
  });
  return isPlain ? rest : expression;
}

function check(text: unknown, wanted: Wanted, path: ReadonlyArray<string | number>, report: Report): void {
  const expression = textOf(text).trim();
  if (expression === '') return;
  // Tenants' policies differ in names only, which stand in texts.
  const key = `${[...wanted.variables].join()} ${[...wanted.own].join()} ${wanted.results.join()} ${withoutTexts(expression)}`;
  if (known.has(key)) return;
  const problem = problemOf(expression, wanted);
  if (problem === undefined) known.add(key);
  else report.add(path, `is not an expression that Kubernetes can use: ${problem}`);
}

const ALWAYS = ['object', 'oldObject', 'request', 'namespaceObject'];
const BOOL = ['bool'];

function wanted(
  names: readonly string[],
  hasParams: boolean,
  results: readonly string[],
  own: ReadonlySet<string> = new Set(),
): Wanted {
  return { variables: new Set([...ALWAYS, ...names, ...(hasParams ? ['params'] : [])]), results, own };
}

/** Conditions that choose what a webhook or a policy looks at. */
function conditions(list: unknown, hasParams: boolean, path: ReadonlyArray<string | number>, report: Report): void {
  for (const [index, { expression }] of itemsOf(list)) {
    check(expression, wanted(['authorizer'], hasParams, BOOL), [...path, index, 'expression'], report);
  }
}

/** Expressions of a webhook. */
export function webhookExpressions({ matchConditions }: Fields, report: Report): void {
  conditions(matchConditions, false, ['matchConditions'], report);
}

/** Expressions of a policy. */
export function policyExpressions(spec: Fields, report: Report): void {
  const hasParams = isGiven(spec['paramKind']);
  conditions(spec['matchConditions'], hasParams, ['matchConditions'], report);
  const variables = itemsOf(spec['variables']);
  const own = ['authorizer', ...(variables.length > 0 || isGiven(spec['mutations']) ? ['variables'] : [])];
  const declared = new Set<string>();
  for (const [index, { name, expression }] of variables) {
    check(expression, wanted(own, hasParams, [], new Set(declared)), ['variables', index, 'expression'], report);
    declared.add(textOf(name));
  }
  for (const [index, { expression, messageExpression }] of itemsOf(spec['validations'])) {
    check(expression, wanted(own, hasParams, BOOL, declared), ['validations', index, 'expression'], report);
    const forMessage = own.filter((name) => name !== 'authorizer');
    check(
      messageExpression,
      wanted(forMessage, hasParams, ['string'], declared),
      ['validations', index, 'messageExpression'],
      report,
    );
  }
  for (const [index, { valueExpression }] of itemsOf(spec['auditAnnotations'])) {
    const results = ['string', 'null_type'];
    check(
      valueExpression,
      wanted(own, hasParams, results, declared),
      ['auditAnnotations', index, 'valueExpression'],
      report,
    );
  }
  for (const [index, mutation] of itemsOf(spec['mutations'])) {
    for (const field of ['applyConfiguration', 'jsonPatch'] as const) {
      const { expression } = mapOf(mutation[field]);
      check(
        expression,
        wanted([...own, ...MESSAGES], hasParams, MUTATIONS[field], declared),
        ['mutations', index, field, 'expression'],
        report,
      );
    }
  }
}
