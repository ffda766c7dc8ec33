import { LanguageError } from '../go/language-error';
import { childrenOf, Element, Expression } from './ast';
import type { Checker } from './checker';
import { CelType, insideOptional } from './types';

/**
 * Checks what cel-go checks after the types: that lists and maps hold values of one type, except in arguments of
 * `format`, and that constant texts of `format` fit their arguments.
 *
 * @throws LanguageError when they do not
 */
export function checkLiterals(expression: Expression, checker: Checker, isFormatted = false): void {
  if (!isFormatted && expression.kind === 'list') checkUniform(expression.elements, checker);
  if (!isFormatted && expression.kind === 'map') {
    checkUniform(
      expression.entries.map(({ key }) => ({ value: key, isOptional: false })),
      checker,
    );
    checkUniform(expression.entries, checker);
  }
  const isFormat = expression.kind === 'call' && expression.name === 'format';
  if (isFormat) checkFormat(expression, checker);
  for (const child of childrenOf(expression)) checkLiterals(child, checker, isFormatted || isFormat);
}

function checkUniform(elements: readonly Element[], checker: Checker): void {
  let first: CelType | undefined;
  for (const { value, isOptional } of elements) {
    const whole = checker.typeOf(value);
    const type = isOptional ? (insideOptional(whole) ?? whole) : whole;
    first ??= type;
    if (first.key !== type.key) {
      throw new LanguageError(
        `a list or map holds ${first.key} and ${type.key}: use one type, or dyn() around each value`,
        value.at,
      );
    }
  }
}

const NUMBERS = ['int', 'uint', 'double'];

/** The types that each letter after `%` takes. */
const VERBS: Readonly<Record<string, readonly string[]>> = {
  s: ['list', 'map', 'int', 'uint', 'double', 'bool', 'string', 'timestamp', 'bytes', 'duration', 'type', 'null'],
  d: NUMBERS,
  f: NUMBERS,
  e: NUMBERS,
  b: ['bool', 'int', 'uint'],
  x: ['int', 'uint', 'string', 'bytes'],
  X: ['int', 'uint', 'string', 'bytes'],
  o: ['int', 'uint'],
};

const CLAUSE = /%(?:(%)|(?:\.([0-9]*))?([^]?))/g;

function checkFormat({ target, args }: Extract<Expression, { kind: 'call' }>, checker: Checker): void {
  const [list] = args;
  if (target?.kind !== 'literal' || target.type !== 'string' || list?.kind !== 'list') return;
  let used = 0;
  for (const [clause, percent, precision, verb = ''] of String(target.value).matchAll(CLAUSE)) {
    if (percent !== undefined) continue;
    const argument = list.elements[used]?.value;
    used += 1;
    const types = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
    if (!types || precision === '' || Number(precision ?? 0) > 1000) {
      throw new LanguageError(`"${clause}" is not a clause of format: write one such as %s or %d`, target.at);
    }
    if (!argument) throw new LanguageError(`"${clause}" has no argument: add one to the list`, target.at);
    checkArgument(argument, clause, types, checker);
  }
  if (list.elements.length > used) {
    throw new LanguageError(
      `format has ${list.elements.length} arguments for ${used} clauses: leave some out`,
      list.at,
    );
  }
}

function checkArgument(argument: Expression, clause: string, types: readonly string[], checker: Checker): void {
  const { kind, key } = checker.typeOf(argument);
  if (kind !== 'dyn' && !types.includes(kind)) {
    throw new LanguageError(`"${clause}" does not take a value of type ${key}: convert it`, argument.at);
  }
  if (types !== VERBS.s || (argument.kind !== 'list' && argument.kind !== 'map')) return;
  for (const child of childrenOf(argument)) checkArgument(child, clause, types, checker);
}
