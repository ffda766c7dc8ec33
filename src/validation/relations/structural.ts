import { isMap } from '../../core/is-map';
import { shown } from '../../kubernetes/field-path';
import { parseExpression } from '../../languages/cel/parser';
import { checkGoRegexp } from '../../languages/go/go-regexp';
import { LanguageError } from '../../languages/go/language-error';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, itemsOf, mapOf, textOf, textsOf } from '../checks/values';

/*
 * The schemas of definitions (apiextensions-apiserver, pkg/apis/apiextensions/validation:
 * ValidateCustomResourceDefinitionOpenAPISchema; pkg/apiserver/schema/validation.go: ValidateStructural).
 */

type Steps = ReadonlyArray<string | number>;

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Keywords of JSON Schema that definitions do not take. */
const REFUSED = ['$ref', 'additionalItems', 'definitions', 'dependencies', 'id', 'patternProperties'];

const JUNCTORS = ['allOf', 'anyOf', 'oneOf'] as const;

/** Checks the schema of a version: it has to be structural. */
export function structural(root: Fields, report: Report): void {
  if (root['nullable'] === true) report.add(['nullable'], 'is true at the root: leave it out');
  if (isGiven(root['additionalProperties']))
    report.add(['additionalProperties'], 'is given at the root: leave it out, or give properties');
  if (textOf(root['type']) !== '' && root['type'] !== 'object')
    report.add(['type'], `is ${shown(root['type'])} at the root: write "object"`);
  const metadata = mapOf(mapOf(mapOf(root['properties'])['metadata'])['properties']);
  for (const name of Object.keys(metadata).filter((key) => key !== 'name' && key !== 'generateName'))
    report.add(
      ['properties', 'metadata', 'properties', name],
      'is about metadata, of which only name and generateName take rules: leave it out',
    );
  schemaOf(root, [], 'the root', report);
}

function schemaOf(schema: Fields, at: Steps, what: string, report: Report): void {
  const add = (field: string, text: string) => report.add([...at, field], text);
  const { type, properties, additionalProperties, items } = schema;
  const isOpen =
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (textOf(type) === '' && !isOpen) add('type', `is missing for ${what}: set it`);
  if (textOf(type) !== '' && !TYPES.includes(textOf(type)))
    add('type', `is ${shown(type)}: use one of ${TYPES.join(', ')}`);
  if (type === 'array' && !isGiven(items)) add('items', 'is missing for an array: set it');
  if (Array.isArray(items)) add('items', 'is a list: give one schema');
  if (!isZero(properties) && isGiven(additionalProperties) && additionalProperties !== true)
    add('additionalProperties', 'is given beside properties: leave out one of them');
  if (schema['x-kubernetes-preserve-unknown-fields'] === false)
    add('x-kubernetes-preserve-unknown-fields', 'is false: write true, or leave it out');
  ownRules(schema, at, report);
  listRules(schema, at, report);
  nested(schema, schema, at, report, at.length === 0);
  for (const [name, inner] of Object.entries(mapOf(properties)))
    if (isMap(inner)) schemaOf(inner, [...at, 'properties', name], 'a field', report);
  if (isMap(additionalProperties)) schemaOf(additionalProperties, [...at, 'additionalProperties'], 'values', report);
  if (isMap(items)) schemaOf(items, [...at, 'items'], 'items', report);
}

/** Rules of one schema, which those within `allOf` and the like have as well. */
function ownRules(schema: Fields, at: Steps, report: Report): void {
  for (const keyword of REFUSED)
    if (!isZero(schema[keyword])) report.add([...at, keyword], 'is not supported in definitions: leave it out');
  if (schema['uniqueItems'] === true)
    report.add([...at, 'uniqueItems'], 'is true, which is not supported: use x-kubernetes-list-type: set');
  const pattern = textOf(schema['pattern']);
  const fault = pattern === '' ? undefined : faultOf(() => checkGoRegexp(pattern));
  if (fault !== undefined) report.add([...at, 'pattern'], `${shown(pattern)} is no regular expression, ${fault}`);
  for (const [index, { rule, message }] of itemsOf(schema['x-kubernetes-validations'])) {
    const place = [...at, 'x-kubernetes-validations', index];
    const text = textOf(rule).trim();
    if (text === '') {
      report.add([...place, 'rule'], 'is empty: write an expression over self');
      continue;
    }
    const wrong = faultOf(() => void parseExpression(text));
    if (wrong !== undefined) report.add([...place, 'rule'], `${shown(text)} cannot be parsed, ${wrong}`);
    if (/[\n\r]/.test(text) && textOf(message).trim() === '')
      report.add([...place, 'message'], 'is missing for a rule with line breaks: set it');
    if (/[\n\r]/.test(textOf(message).trim()))
      report.add([...place, 'message'], 'has line breaks: write it on one line');
  }
  defaultRules(schema, at, report);
}

/** A default is of the type of its field. */
function defaultRules(schema: Fields, at: Steps, report: Report): void {
  const value = schema['default'];
  const type = textOf(schema['type']);
  if (!isGiven(value) || type === '') return;
  const fits: Readonly<Record<string, boolean>> = {
    array: Array.isArray(value),
    boolean: typeof value === 'boolean',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    object: isMap(value),
    string: typeof value === 'string',
  };
  if (fits[type] === false)
    report.add([...at, 'default'], `is ${shown(value)} for the type ${type}: change one of them`);
  const words = schema['enum'];
  if (
    fits[type] === true &&
    Array.isArray(words) &&
    words.length > 0 &&
    typeof value !== 'object' &&
    !words.includes(value)
  )
    report.add([...at, 'default'], `is ${shown(value)}, which enum does not have: change one of them`);
}

function listRules(schema: Fields, at: Steps, report: Report): void {
  const list = textOf(schema['x-kubernetes-list-type']);
  const keys = textsOf(schema['x-kubernetes-list-map-keys']);
  const add = (field: string, text: string) => report.add([...at, field], text);
  if (list !== '' && !['atomic', 'map', 'set'].includes(list))
    add('x-kubernetes-list-type', `is ${shown(list)}: use one of atomic, map, set`);
  if (list !== '' && schema['type'] !== 'array') add('x-kubernetes-list-type', 'is given for no array: leave it out');
  if (keys.length > 0 && list !== 'map')
    add('x-kubernetes-list-type', 'is not "map", for which keys are given: write it');
  if (list !== 'map') return;
  if (keys.length === 0) add('x-kubernetes-list-map-keys', 'is missing for the list type map: name the keys of items');
  const { type, properties, required } = mapOf(schema['items']);
  if (isMap(schema['items']) && type !== 'object')
    report.add([...at, 'items', 'type'], 'is not "object", which items of the list type map are: write it');
  else if (isMap(schema['items'])) {
    for (const key of keys) {
      const field = mapOf(properties)[key];
      if (!isMap(field))
        add('x-kubernetes-list-map-keys', `has ${shown(key)}, which is no field of the items: add it there`);
      else if (!isGiven(field['default']) && !textsOf(required).includes(key))
        add(
          'x-kubernetes-list-map-keys',
          `has ${shown(key)}, which items may lack: add it to required, or give it a default`,
        );
    }
  }
}

/**
 * Schemas within `allOf` and the like hold rules only: types are those of the schema around them.
 *
 * @param isComplete whether fields must be those of the schema around them, which the API server asks of the root alone
 */
function nested(schema: Fields, around: Fields, at: Steps, report: Report, isComplete: boolean): void {
  const inner: Array<readonly [Steps, unknown]> = JUNCTORS.flatMap((field) =>
    itemsOf(schema[field]).map(([index, one]) => [[...at, field, index], one] as const),
  );
  if (isMap(schema['not'])) inner.push([[...at, 'not'], schema['not']]);
  for (const [place, one] of inner) if (isMap(one)) nestedSchema(one, around, place, report, isComplete);
}

function nestedSchema(schema: Fields, around: Fields, at: Steps, report: Report, isComplete: boolean): void {
  const { type, properties, items } = schema;
  if (textOf(type) !== '' && around['x-kubernetes-int-or-string'] !== true)
    report.add([...at, 'type'], 'is given within a condition: leave it out');
  if (isGiven(schema['default'])) report.add([...at, 'default'], 'is given within a condition: leave it out');
  ownRules({ ...schema, default: undefined }, at, report);
  nested(schema, around, at, report, isComplete);
  for (const [name, one] of Object.entries(mapOf(properties))) {
    const place = [...at, 'properties', name];
    const field = mapOf(around['properties'])[name];
    if (isComplete && !isMap(field)) report.add(place, 'is no field outside of the condition: add it there');
    else if (isMap(one)) nestedSchema(one, mapOf(field), place, report, isComplete);
  }
  if (isMap(items)) nestedSchema(items, mapOf(around['items']), [...at, 'items'], report, isComplete);
}

function faultOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof LanguageError ? error.message : undefined;
  }
}
