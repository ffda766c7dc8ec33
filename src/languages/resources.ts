import { isMap } from '../core/is-map';
import { quote } from '../kubernetes/names';
import { JsonObject } from '../kubernetes/objects';
import { Fields, FoundField, isTemplate, ObjectContext } from './found-field';
import { LanguageError } from './go/language-error';
import { readGoYaml } from './go-yaml';
import { checkResourceTemplate, renderResourceTemplate } from './template';

type Inputs = Readonly<Record<string, unknown>>;

/** Finds the problems of an object. */
type Inspect = (object: ObjectContext) => readonly string[];

/** The operator's form of a name under which inputs are found: lower case, words joined by `_`. */
function normalized(name: string): string {
  const letters = [...name.toLowerCase()].map((letter) => {
    if (/[\s\p{P}]/u.test(letter)) return '_';
    return /[a-z0-9]/.test(letter) ? letter : '';
  });
  return letters.join('').split('_').filter(Boolean).join('_');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * The sets of inputs that a ResourceSet's templates run with, or undefined if providers give some at run time. A set that
 * a provider gives has no known inputs, so it is `null`.
 */
function inputSets({ spec, object }: FoundField): readonly Inputs[] | undefined {
  const provider = { apiVersion: object.apiVersion, kind: object.kind, name: '', namespace: '' };
  const own = listOf(spec.inputs)
    .filter(isMap)
    .map((inputs) => ({ ...inputs, provider }));
  const from = listOf(spec.inputsFrom).filter(isMap);
  const isPermuted = isMap(spec.inputStrategy) && spec.inputStrategy.name === 'Permute';
  if (!isPermuted) return from.length > 0 ? undefined : own.length > 0 ? own : [{}];
  if (from.some(({ name }) => typeof name !== 'string') || object.name === undefined) return undefined;
  const others = Object.fromEntries(from.map(({ name }) => [normalized(name as string), null]));
  const ownName = normalized(object.name);
  const sets =
    own.length > 0 ? own.map((inputs) => ({ ...others, [ownName]: inputs, id: '' })) : [{ ...others, id: '' }];
  return own.length + from.length > 0 ? sets : [{}];
}

function checkText(text: string, sets: readonly Inputs[] | undefined, path: string): string[] {
  try {
    checkResourceTemplate(text, sets);
    return [];
  } catch (error) {
    if (error instanceof LanguageError) return [`${path} is not a template of a ResourceSet: ${error.in(text)}`];
    throw error;
  }
}

/** Texts with templates anywhere in a resource. The operator runs the whole resource, so that blocks may span them. */
function templatesIn(value: unknown, path: string): { readonly path: string; readonly text: string }[] {
  if (typeof value === 'string') return isTemplate(value) ? [{ path, text: value }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => templatesIn(item, `${path}[${index}]`));
  if (!isMap(value)) return [];
  // The operator runs a resource in the order of its keys.
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.flatMap(([key, item]) => [...templatesIn(key, `${path} key`), ...templatesIn(item, `${path}.${key}`)]);
}

/** Whether a text opens an action with a body that it does not end, so that it is no template by itself. */
function isPartial(text: string): boolean {
  const opened = text.match(/<<-?\s*(?:if|with|range|define|block)\b/g)?.length ?? 0;
  const closed = text.match(/<<-?\s*end\b/g)?.length ?? 0;
  return opened !== closed || (opened === 0 && /<<-?\s*else\b/.test(text)) || text.includes(':=');
}

function checkResource(
  resource: Fields,
  field: FoundField,
  sets: readonly Inputs[] | undefined,
  inspect: Inspect,
): string[] {
  const templates = templatesIn(resource, field.path);
  const isWhole = templates.every(({ text }) => !isPartial(text));
  const problems = isWhole
    ? templates.flatMap(({ path, text }) => checkText(text, sets, path))
    : checkText(templates.map(({ text }) => text).join('\n'), sets, field.path);
  return [...problems, ...inspectResource(resource, field, inspect)];
}

/** Problems of the YAML that a template gives, of the first inputs for which there is one. */
function checkRendered(text: string, sets: readonly Inputs[], path: string): string[] {
  for (const inputs of sets) {
    const { provider: _, ...own } = inputs;
    const rendered = renderedText(text, inputs);
    try {
      if (rendered !== undefined) readGoYaml(rendered);
    } catch (error) {
      if (error instanceof LanguageError)
        return [`${path} gives no YAML for the inputs ${quote(own)}: ${error.in(rendered!)}`];
      throw error;
    }
  }
  return [];
}

/** A template's result; undefined where a provider has its inputs, or a function of it is not evaluated here. */
function renderedText(text: string, inputs: Inputs): string | undefined {
  if (Object.values(inputs).includes(null)) return undefined;
  try {
    return renderResourceTemplate(text, inputs as JsonObject);
  } catch (error) {
    if (error instanceof LanguageError) return undefined;
    throw error;
  }
}

/** Problems of a resource's own fields. Texts that the ResourceSet fills in are left out. */
function inspectResource(resource: unknown, { path, object }: FoundField, inspect: Inspect): string[] {
  if (!isMap(resource) || !isMap(resource.spec)) return [];
  const { apiVersion, kind, spec, metadata } = resource;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
  const name = isMap(metadata) && typeof metadata.name === 'string' ? metadata.name : undefined;
  return inspect({ apiVersion, kind, spec, name, flux: object.flux }).map((problem) => `${path}.${problem}`);
}

/**
 * Problems of templates in a ResourceSet, and of the resources in it.
 *
 * @param inspect finds the problems of a resource
 */
export function checkResources(field: FoundField, inspect: Inspect): string[] {
  const { value, path } = field;
  const sets = inputSets(field);
  if (isMap(value)) return checkResource(value, field, sets, inspect);
  if (typeof value !== 'string') return [];
  const problems = checkText(value, sets, path);
  if (problems.length > 0) return problems;
  if (isTemplate(value)) return checkRendered(value, sets ?? [], path);
  try {
    return readGoYaml(value).flatMap((resource) => inspectResource(resource, field, inspect));
  } catch (error) {
    if (error instanceof LanguageError) return [`${path} is not YAML: ${error.in(value)}`];
    throw error;
  }
}
