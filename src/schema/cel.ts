import { celEngine } from './cel-engine';
import { CelProgram } from './cel-environment';
import { celValue } from './cel-value';
import { Rule, Schema } from './schema';

/** Result of a rule: it holds, it is broken, or it could not be evaluated. */
export type RuleResult =
  { readonly holds: true } | { readonly holds: false; readonly why: string } | { readonly unsupported: string };

interface Prepared {
  readonly program?: CelProgram;
  readonly unsupported?: string;
}

const HOLDS: RuleResult = { holds: true };

/**
 * Go `regexp` syntax with another meaning in JavaScript. A rule contains the pattern as plain text, so it cannot be
 * translated.
 */
const FOREIGN_PATTERN = /\[:\w+:\]|\(\?[P-Zis]|\\[AzQE]/;

const prepared = new Map<string, Prepared>();

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n', 1)[0] ?? '').replace(/^\w*Error: /, '').trim();
}

/** Texts in quotes, or `has` of a field of an item of a list, with what holds the field and its name. */
const HAS_OF_ITEM =
  /(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|\bhas\(\s*(\w+(?:\.\w+|\[\w+\])*\[\w+\](?:\.\w+|\[\w+\])*)\.(\w+)\s*\)/g;

/** The expression without a form of `has` that the library does not read: `has(self[0].path)`, in which an index stands. */
function withPlainHas(expression: string): string {
  return expression.replace(HAS_OF_ITEM, (whole, holder?: string, field?: string) =>
    holder === undefined ? whole : `("${field}" in ${holder})`,
  );
}

/** Parses an expression, with a cache. */
function prepare(expression: string): Prepared {
  const known = prepared.get(expression);
  if (known) return known;
  let made: Prepared;
  try {
    const program = celEngine().environment.parse(withPlainHas(expression));
    const { valid, error } = program.check();
    if (!valid) made = { unsupported: firstLine(error) };
    else if (expression.includes('matches(') && FOREIGN_PATTERN.test(expression)) {
      made = { unsupported: 'its regular expression is written for Go' };
    } else made = { program };
  } catch (error) {
    made = { unsupported: firstLine(error) };
  }
  prepared.set(expression, made);
  return made;
}

/** Whether a rule compares with the old object, which does not exist on creation. */
function comparesWithOld({ rule }: Rule): boolean {
  return /\boldSelf\b/.test(rule.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, ''));
}

/** The message of a broken rule: from its expression, its fixed message, or the rule itself. */
function messageOf(rule: Rule, variables: Readonly<Record<string, unknown>>): string {
  const { program } = rule.messageExpression === undefined ? {} : prepare(rule.messageExpression);
  try {
    const made = program?.(variables);
    if (typeof made === 'string' && made.trim() !== '') return made.trim();
  } catch {
    // The API server also falls back to the fixed message.
  }
  return rule.message ?? `make true: ${rule.rule}`;
}

function evaluateRule(rule: Rule, variables: Readonly<Record<string, unknown>>): RuleResult {
  if (comparesWithOld(rule) && !rule.optionalOldSelf) return HOLDS;
  const { program, unsupported } = prepare(rule.rule);
  if (!program) return { unsupported: unsupported ?? 'it cannot be read' };
  try {
    return program(variables) === true ? HOLDS : { holds: false, why: messageOf(rule, variables) };
  } catch (error) {
    return { holds: false, why: `${rule.message ?? `make true: ${rule.rule}`} (${firstLine(error)})` };
  }
}

/** A rule that constrains only values with a field: `!has(self.field) || …`. */
const FIELD_GUARD = /^!has\(self\.([A-Za-z0-9]+)\) \|\| [^?]*$/;

const guardedFields = new Map<string, string | undefined>();

/** Whether a rule holds because its field is absent, which needs no engine. */
function holdsWithoutField({ rule }: Rule, value: unknown, { properties }: Schema): boolean {
  if (!guardedFields.has(rule)) guardedFields.set(rule, FIELD_GUARD.exec(rule)?.[1]);
  const field = guardedFields.get(rule);
  if (field === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return (
    (value as Readonly<Record<string, unknown>>)[field] === undefined && properties?.[field]?.default === undefined
  );
}

/**
 * Evaluates the rules of a schema on a value, as the API server does on creation. Each expression is parsed once per
 * process.
 *
 * @param isRoot whether the value is the Kubernetes object itself
 */
export function evaluateRules(rules: readonly Rule[], value: unknown, schema: Schema, isRoot: boolean): RuleResult[] {
  if (rules.every((rule) => holdsWithoutField(rule, value, schema))) return rules.map(() => HOLDS);
  let variables: Record<string, unknown>;
  try {
    const engine = celEngine();
    variables = { self: celValue(engine, value, schema, isRoot), oldSelf: engine.none };
  } catch (error) {
    return rules.map(() => ({ unsupported: firstLine(error) }));
  }
  return rules.map((rule) => evaluateRule(rule, variables));
}

/**
 * Demands of the rules of a schema that compare a value with its old one, where an update breaks them. A rule that cannot
 * be evaluated here is left to the API server.
 *
 * @param isRoot whether the value is the Kubernetes object itself
 */
export function evaluateTransitions(
  rules: readonly Rule[],
  old: unknown,
  value: unknown,
  schema: Schema,
  isRoot: boolean,
): string[] {
  const transitions = rules.filter(comparesWithOld);
  if (transitions.length === 0) return [];
  try {
    const engine = celEngine();
    const [before, self] = [celValue(engine, old, schema, isRoot), celValue(engine, value, schema, isRoot)];
    return transitions.flatMap((rule) => {
      const variables = { self, oldSelf: rule.optionalOldSelf ? engine.some(before) : before };
      const { program } = prepare(rule.rule);
      try {
        return program === undefined || program(variables) === true ? [] : [messageOf(rule, variables)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
