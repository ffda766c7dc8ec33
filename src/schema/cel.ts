import { celEngine } from './cel-engine';
import { CelProgram } from './cel-environment';
import { celValue } from './cel-value';
import { Rule, Schema } from './schema';

/** How a rule turned out: held, broken, or not evaluated for a reason. */
export type Verdict =
  { readonly holds: true } | { readonly holds: false; readonly why: string } | { readonly unsupported: string };

interface Prepared {
  readonly program?: CelProgram;
  readonly unsupported?: string;
}

const HOLDS: Verdict = { holds: true };

/** Expressions of Go's `regexp` whose JavaScript reading differs: in a rule they are given as plain text. */
const FOREIGN_PATTERN = /\[:\w+:\]|\(\?[P-Zis]|\\[AzQE]/;

const prepared = new Map<string, Prepared>();

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n', 1)[0] ?? '').replace(/^\w*Error: /, '').trim();
}

/** Parses an expression once. */
function prepare(expression: string): Prepared {
  const known = prepared.get(expression);
  if (known) return known;
  let made: Prepared;
  try {
    const program = celEngine().environment.parse(expression);
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

/** Whether a rule compares with the object's former state, which an object that is created has not. */
function comparesWithOld({ rule }: Rule): boolean {
  return /\boldSelf\b/.test(rule.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, ''));
}

/** The message a rule makes for a value, or its fixed one, or the rule itself. */
function messageOf(rule: Rule, variables: Readonly<Record<string, unknown>>): string {
  const { program } = rule.messageExpression === undefined ? {} : prepare(rule.messageExpression);
  try {
    const made = program?.(variables);
    if (typeof made === 'string' && made.trim() !== '') return made.trim();
  } catch {
    // The server falls back to the fixed message too.
  }
  return rule.message ?? `make true: ${rule.rule}`;
}

function judgeOne(rule: Rule, variables: Readonly<Record<string, unknown>>): Verdict {
  if (comparesWithOld(rule) && !rule.optionalOldSelf) return HOLDS;
  const { program, unsupported } = prepare(rule.rule);
  if (!program) return { unsupported: unsupported ?? 'it cannot be read' };
  try {
    return program(variables) === true ? HOLDS : { holds: false, why: messageOf(rule, variables) };
  } catch (error) {
    return { holds: false, why: `${rule.message ?? `make true: ${rule.rule}`} (${firstLine(error)})` };
  }
}

/** A rule that asks something only of values with a field: `!has(self.field) || …`. */
const ONLY_WITH = /^!has\(self\.([A-Za-z0-9]+)\) \|\| [^?]*$/;

const onlyWith = new Map<string, string | undefined>();

/** Whether a rule holds because the field that it is about is not there: to tell so takes no engine. */
function asksNothing({ rule }: Rule, value: unknown, { properties }: Schema): boolean {
  if (!onlyWith.has(rule)) onlyWith.set(rule, ONLY_WITH.exec(rule)?.[1]);
  const field = onlyWith.get(rule);
  if (field === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return (
    (value as Readonly<Record<string, unknown>>)[field] === undefined && properties?.[field]?.default === undefined
  );
}

/**
 * Judges a value by the rules of its schema, as an API server does when an object is created. Each expression is
 * parsed once in a process.
 *
 * @param isRoot whether the value is the Kubernetes object itself
 */
export function judge(rules: readonly Rule[], value: unknown, schema: Schema, isRoot: boolean): Verdict[] {
  if (rules.every((rule) => asksNothing(rule, value, schema))) return rules.map(() => HOLDS);
  let variables: Record<string, unknown>;
  try {
    const engine = celEngine();
    variables = { self: celValue(engine, value, schema, isRoot), oldSelf: engine.none };
  } catch (error) {
    return rules.map(() => ({ unsupported: firstLine(error) }));
  }
  return rules.map((rule) => judgeOne(rule, variables));
}
