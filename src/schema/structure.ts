import type Ajv from 'ajv';
import type { DataValidateFunction, ErrorObject, ValidateFunction } from 'ajv/dist/types';
import { fitsOf } from './fits';
import { STRING_FORMATS, NUMBER_FORMATS } from './formats';
import { goRegExp } from './go-regexp';
import { duplicateIn, ListKeys } from './list-keys';
import { Schema } from './schema';

/** Checks a value against a schema's structure and returns ajv's errors, empty for a valid value. */
export type StructureCheck = (value: unknown) => readonly ErrorObject[];

/** Fields of every object, whether or not its schema lists them. */
const IDENTITY: Readonly<Record<string, Schema>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { preserveUnknown: true },
};

const NO_ERRORS: readonly ErrorObject[] = [];

/** Makes ajv compile patterns with Go's semantics. */
const regExp = Object.assign((pattern: string) => goRegExp(pattern), { code: 'goRegExp' });

// Loaded with ajv.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const jsonSchema = () => require('./json-schema') as typeof import('./json-schema');

function createAjv(): Ajv {
  // Loaded on first use: a program that checks nothing does not pay for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Ajv: Implementation } = require('ajv') as { Ajv: typeof Ajv };
  const ajv = new Implementation({
    allErrors: true,
    strict: false,
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
    inlineRefs: false,
    messages: false,
    code: { regExp },
  });
  for (const [name, validate] of Object.entries(STRING_FORMATS)) ajv.addFormat(name, { type: 'string', validate });
  for (const [name, validate] of Object.entries(NUMBER_FORMATS)) ajv.addFormat(name, { type: 'number', validate });
  ajv.addKeyword({
    keyword: jsonSchema().LIST_KEYWORD,
    type: 'array',
    errors: true,
    compile: (keys: ListKeys) => {
      const check: DataValidateFunction = (list: readonly unknown[]) => {
        const positions = duplicateIn(list, keys);
        if (positions) check.errors = [{ keyword: jsonSchema().LIST_KEYWORD, params: { positions } }];
        return positions === undefined;
      };
      return check;
    },
  });
  return ajv;
}

/**
 * Compiles each schema into a check once. Schemas shared by many others are compiled separately, so that kinds and
 * versions reuse them.
 */
export class StructureCompiler {
  private ajv: Ajv | undefined;
  private readonly checks = new Map<Schema, StructureCheck>();
  private readonly names = new Map<Schema, string>();

  /** @param isShared whether to compile a schema separately */
  constructor(private readonly isShared: (schema: Schema) => boolean) {}

  /**
   * The check for a kind's schema. Metadata is checked elsewhere, because it is the same for every kind.
   *
   * @throws Error when the schema is unusable, for example when JavaScript cannot express a `pattern`. Errors that only
   * ajv detects are thrown by the check, on the first object that the fast check does not accept
   */
  check(schema: Schema): StructureCheck {
    const known = this.checks.get(schema);
    if (known) return known;
    const root: Schema = { ...schema, properties: { ...schema.properties, ...IDENTITY } };
    const fits = fitsOf(root);
    let validate: ValidateFunction | undefined;
    const check: StructureCheck = (value) => {
      if (fits(value)) return NO_ERRORS;
      validate ??= this.compile(root);
      return validate(value) ? NO_ERRORS : (validate.errors ?? NO_ERRORS);
    };
    this.checks.set(schema, check);
    return check;
  }

  private compile(root: Schema): ValidateFunction {
    this.ajv ??= createAjv();
    return this.ajv.compile(jsonSchema().toJsonSchema(root, this.name, true));
  }

  private readonly name = (schema: Schema): string | undefined => {
    const known = this.names.get(schema);
    if (known !== undefined) return known;
    if (!schema.properties || !this.isShared(schema)) return undefined;
    const name = `shared${this.names.size}`;
    this.names.set(schema, name);
    this.ajv?.addSchema(jsonSchema().toJsonSchema(schema, this.name, true), name);
    return name;
  };
}
