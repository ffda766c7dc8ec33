import { hash } from 'node:crypto';
import { byteLength } from '../../kubernetes/names';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, itemsOf, mapOf, textOf } from '../checks/values';
import type { Wanted } from './expression-problems';
import { OWN_POLICIES } from './own-policies';

/** Types of messages, which mutations build. */
const MESSAGES = ['Object', 'JSONPatch'];

/** The results of a mutation. */
const MUTATIONS = { applyConfiguration: ['Object'], jsonPatch: ['list(JSONPatch)'] } as const;

// Loaded with the first expression that is not the library's own.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const problems = () => require('./expression-problems') as typeof import('./expression-problems');

/** Expressions that are in order, with all texts in them left out. */
const known = new Set<string>();

const LISTS_OF_TEXTS = /\[''(?:, '')+\]/g;

/**
 * The deciding part of an expression: all of it, but for the texts in it if it does nothing with what they say. A list of texts
 * is as good as a list of one.
 */
function withoutTexts(expression: string): string {
  if (/"|\\(?!n)|'''|\/\/|matches|format/.test(expression)) return expression;
  let isPlain = true;
  const rest = expression.replaceAll(/(\w?)'[^']*'/g, (literal, prefix: string) => {
    if (prefix !== '' || literal.includes('\n')) isPlain = false;
    return "''";
  });
  return isPlain ? rest.replaceAll(LISTS_OF_TEXTS, "['']") : expression;
}

function check(text: unknown, wanted: Wanted, path: ReadonlyArray<string | number>, report: Report): void {
  const expression = textOf(text).trim();
  if (expression === '') return;
  // Tenants' policies differ in names only, which stand in texts.
  const key = `${[...wanted.variables].join()} ${wanted.fields?.['device']?.length} ${[...wanted.own].join()} ${wanted.results.join()} ${withoutTexts(expression)}`;
  if (known.has(key)) return;
  const problem = problems().problemOf(expression, wanted);
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

/** Fields of a device, and those that came with 1.36. */
const DEVICE_FIELDS = ['driver', 'attributes', 'capacity'];

/** Longest expression about devices. */
const SELECTOR_MAX = 10 * 1024;

/** An expression that selects devices. */
export function deviceSelector(value: unknown, report: Report): void {
  if (byteLength(textOf(value)) > SELECTOR_MAX) report.add([], `is too long: use at most ${SELECTOR_MAX} bytes`);
  const device = report.minor < 36 ? DEVICE_FIELDS : [...DEVICE_FIELDS, 'allowMultipleAllocations'];
  check(value, { variables: new Set(['device']), results: BOOL, own: new Set(), fields: { device } }, [], report);
}

/** Expressions of a webhook. */
export function webhookExpressions({ matchConditions }: Fields, report: Report): void {
  conditions(matchConditions, false, ['matchConditions'], report);
}

/**
 * A short name of what decides on the expressions of a policy, for {@link OWN_POLICIES}; undefined for policies of a form
 * that the library does not make.
 */
export function policyFingerprint(spec: Fields): string | undefined {
  const { matchConditions, variables, validations, ...others } = spec;
  if (['paramKind', 'auditAnnotations', 'mutations'].some((field) => isGiven(others[field]))) return undefined;
  const plain = (text: unknown) => withoutTexts(textOf(text).trim());
  const parts = [
    itemsOf(matchConditions).map(([, { expression }]) => plain(expression)),
    itemsOf(variables).map(([, { name, expression }]) => [name, plain(expression)]),
    itemsOf(validations).map(([, { expression, messageExpression }]) => [plain(expression), plain(messageExpression)]),
  ];
  return hash('sha256', JSON.stringify(parts), 'base64').slice(0, 16);
}

/** Expressions of a policy. */
export function policyExpressions(spec: Fields, report: Report): void {
  const own = policyFingerprint(spec);
  if (own === undefined || !OWN_POLICIES.has(own)) checkPolicy(spec, report);
}

/** The whole check, whoever made the policy. */
export function checkPolicy(spec: Fields, report: Report): void {
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
