import { defined } from '../../core/defined';
import { FORBIDDEN_KEYS } from './node';

/** A JSON schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The parts of a schema that have names, because they are long or contain themselves. */
export class SchemaParts {
  /** The named parts, in the order in which they are first needed. */
  public readonly definitions: Record<string, JsonSchema> = {};

  private readonly names = new Map<object, string>();

  /**
   * A reference to a part.
   *
   * @param key identifies the part
   * @param make makes it when it is first needed
   */
  public named(key: object, make: () => JsonSchema): JsonSchema {
    let name = this.names.get(key);
    if (name === undefined) {
      name = `part${this.names.size + 1}`;
      // Before it is made, as it may contain itself.
      this.names.set(key, name);
      this.definitions[name] = {};
      this.definitions[name] = make();
    }
    return { $ref: `#/definitions/${name}` };
  }

  /** The schema of the keys of a map. */
  public keys(allowed: JsonSchema = {}): JsonSchema {
    return { ...allowed, not: { enum: FORBIDDEN_KEYS } };
  }
}

/** A whole schema as text. */
export function schemaText(make: (parts: SchemaParts) => JsonSchema): string {
  const parts = new SchemaParts();
  const schema = make(parts);
  const whole = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    // Beside a reference, draft 7 ignores all else.
    ...('$ref' in schema ? { allOf: [schema] } : schema),
    ...defined({ definitions: Object.keys(parts.definitions).length > 0 ? parts.definitions : undefined }),
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
