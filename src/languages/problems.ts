import { isMap } from '../core/is-map';
import { quote } from '../kubernetes/names';
import { Language, LANGUAGE_FIELDS } from './fields';
import { Fields, FoundField, isTemplate, ObjectContext } from './found-field';
import { LanguageError } from './go/language-error';

interface KindField {
  readonly language: Language;
  /** Names from the spec down; `[]` for the items of a list. */
  readonly steps: readonly string[];
}

// Most programs have no text of a language, and no ResourceSet.
/* eslint-disable @typescript-eslint/no-require-imports */
const checks = () => require('./checks') as typeof import('./checks');
const resources = () => require('./resources') as typeof import('./resources');
/* eslint-enable @typescript-eslint/no-require-imports */

const NO_FIELDS: readonly KindField[] = [];

let byKind: Map<string, KindField[]> | undefined;

/** The fields of a kind. A table by kind is made on first use. */
function fieldsOf(kind: string): readonly KindField[] {
  if (!byKind) {
    byKind = new Map();
    for (const { kinds, language, paths } of LANGUAGE_FIELDS) {
      const fields = paths.map((path) => ({ language, steps: path.replaceAll('[]', '.[]').split('.') }));
      for (const one of kinds) byKind.set(one, [...(byKind.get(one) ?? []), ...fields]);
    }
  }
  return byKind.get(kind) ?? NO_FIELDS;
}

/** The groups whose kinds are in the table. */
const GROUPS = /^(?:batch|[\w.-]+\.fluxcd\.io|fluxcd\.controlplane\.io)\//;

/** Whether a field, or the first list on the way to it, is there. */
function isThere(spec: Fields, steps: readonly string[]): boolean {
  let value: unknown = spec;
  for (const step of steps) {
    if (step === '[]') return true;
    if (!isMap(value)) return false;
    value = value[step];
    if (value === undefined || value === null) return false;
  }
  return true;
}

/** Finds the values of a field. */
function* valuesAt(
  value: unknown,
  holder: Fields,
  steps: readonly string[],
  path: string,
): Generator<Pick<FoundField, 'path' | 'value' | 'holder'>> {
  const [step, ...rest] = steps;
  if (value === undefined || value === null) return;
  if (step === undefined) yield { path, value, holder };
  else if (step === '[]') {
    if (!Array.isArray(value)) return;
    for (const [index, item] of value.entries()) yield* valuesAt(item, holder, rest, `${path}[${index}]`);
  } else if (isMap(value)) yield* valuesAt(value[step], value, rest, `${path}.${step}`);
}

function textProblem(language: Language, text: string, field: FoundField): string | undefined {
  const checked = checks().TEXT_CHECKS[language];
  if (!checked || (isTemplate(text) && language !== 'commitMessage')) return undefined;
  try {
    checked.check(text, field);
    return undefined;
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    const shown = checked.isHidden ? '' : ` ${quote(text)}`;
    return `${field.path}${shown} is not ${checked.noun} that Flux takes: ${error.in(text)}`;
  }
}

/**
 * Problems of an object's fields that are texts of a small language, one sentence each with the field's path, the
 * position and the remedy.
 */
export function languageProblems(object: ObjectContext): string[] {
  const fields = fieldsOf(object.kind);
  if (fields.length === 0 || !GROUPS.test(object.apiVersion)) return [];
  const problems: string[] = [];
  for (const { language, steps } of fields) {
    // Most fields are not there, and walking costs far more than this.
    if (!isThere(object.spec, steps)) continue;
    for (const found of valuesAt(object.spec, object.spec, steps, 'spec')) {
      const field: FoundField = { ...found, spec: object.spec, object };
      const problem = typeof found.value === 'string' ? textProblem(language, found.value, field) : undefined;
      if (problem !== undefined) problems.push(problem);
      if (language === 'resourceTemplate') problems.push(...resources().checkResources(field, languageProblems));
      else problems.push(...(checks().VALUE_CHECKS[language]?.(field) ?? []));
    }
  }
  return problems;
}
