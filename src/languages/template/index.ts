import { JsonValue } from '../../kubernetes/objects';
import { checkTemplate } from './check';
import { evaluateTemplate } from './evaluate';
import { MESSAGE_FUNCTIONS, QUERY_FUNCTIONS, RESOURCE_FUNCTIONS } from './functions';
import { parseTemplate } from './parser';
import { messageShape, NOTHING, oldMessageShape, shapeOf, TEXT, UNKNOWN } from './shapes';

const MESSAGE_DELIMITERS = { left: '{{', right: '}}' };
const RESOURCE_DELIMITERS = { left: '<<', right: '>>' };

const MESSAGE_REMEDIES = {
  Updated:
    'Flux took it out, use .Changed, as in {{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }}{{ end }}',
  ImageResult: 'Flux took it out, use .Changed.FileChanges or .Changed.Objects',
};

/**
 * Checks the template of a commit message, with the functions of sprig and the data that Flux gives.
 *
 * @param values names of the values that the object gives in `messageTemplateValues`
 * @param hasUpdated whether Flux still knows `.Updated`
 * @throws LanguageError when Flux refuses the template
 */
export function checkMessageTemplate(text: string, values: Iterable<string> = [], hasUpdated = false): void {
  const template = parseTemplate(text, MESSAGE_DELIMITERS, new Set(MESSAGE_FUNCTIONS.keys()));
  checkTemplate(template, {
    functions: MESSAGE_FUNCTIONS,
    results: new Map(),
    data: hasUpdated ? oldMessageShape(values) : messageShape(values),
    remedies: MESSAGE_REMEDIES,
  });
}

/**
 * Checks a template of a ResourceSet, with the functions that the Flux Operator gives.
 *
 * @param inputSets the sets of inputs, for each of which the template runs; undefined when they are only known at run
 * time
 * @throws LanguageError when the operator refuses the template
 */
export function checkResourceTemplate(text: string, inputSets?: readonly Readonly<Record<string, unknown>>[]): void {
  const template = parseTemplate(text, RESOURCE_DELIMITERS, new Set(RESOURCE_FUNCTIONS.keys()));
  const shapes = inputSets?.map((inputs) => shapeOf(inputs, inputSets)) ?? [UNKNOWN];
  for (const inputs of shapes) {
    checkTemplate(template, {
      functions: RESOURCE_FUNCTIONS,
      results: new Map([['inputs', inputs]]),
      data: NOTHING,
      remedies: {},
    });
  }
}

/**
 * Checks the query of a metric of Flagger, with the functions that Flagger gives.
 *
 * @param variables names of the variables that the metric gives; undefined when they are not known
 * @throws LanguageError when Flagger cannot render it
 */
export function checkMetricQuery(text: string, variables?: Iterable<string>): void {
  const template = parseTemplate(text, MESSAGE_DELIMITERS, new Set(QUERY_FUNCTIONS.keys()));
  const entries = Object.fromEntries([...(variables ?? [])].map((name) => [name, TEXT]));
  checkTemplate(template, {
    functions: QUERY_FUNCTIONS,
    results: new Map(variables ? [['variables', { kind: 'map', key: TEXT, entries, others: undefined }]] : []),
    data: NOTHING,
    remedies: {},
  });
}

/**
 * The text that a template of a ResourceSet gives for one set of inputs.
 *
 * @throws LanguageError when the operator refuses it, or when it calls a function that is not evaluated here
 */
export function renderResourceTemplate(text: string, inputs: JsonValue): string {
  return evaluateTemplate(parseTemplate(text, RESOURCE_DELIMITERS, new Set(RESOURCE_FUNCTIONS.keys())), inputs);
}
