import { Schema } from './schema';

/** Placeholder in a stored schema for the recursive schema. */
export const RECURSIVE = -1;

/** A stored schema: nested schemas are indices into the node table. */
export interface Node extends Omit<Schema, 'properties' | 'additionalProperties' | 'items'> {
  readonly properties?: Readonly<Record<string, number>>;
  readonly additionalProperties?: number;
  readonly items?: number;
}

/** An API version of a kind in consecutive releases: node of its schema, first and last release. */
export type StoredSpan = readonly [node: number, from: number, to: number, deprecated?: 1];

/** A stored kind. */
export interface StoredKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** `N`: namespaced. `C`: cluster-scoped. */
  readonly scope: 'N' | 'C';
  /** Schemas by API version, newest release last. */
  readonly versions: Readonly<Record<string, readonly StoredSpan[]>>;
  /** Storage version by release: version, first release, last release. */
  readonly storage?: readonly (readonly [version: string, from: number, to: number])[];
  /** Whether the kind belongs to Flux Operator, which is versioned independently of Flux. */
  readonly operator?: true;
}

/** All kinds of a product across its releases. */
export interface StoredKinds {
  readonly releases: readonly string[];
  readonly kinds: readonly StoredKind[];
  /** API versions that must be enabled to be served: `group/version/Kind`. */
  readonly previews?: readonly string[];
  /** Index of the recursive schema, if there is one. */
  readonly recursive?: number;
  /** Each distinct schema once. */
  readonly nodes: readonly Node[];
}

/** Schemas of a table, linked on demand. Equal schemas are the same object, so results can be cached by identity. */
export class SchemaTable {
  private readonly linked: (Schema | undefined)[] = [];
  private uses: Uint32Array | undefined;
  private readonly positions = new Map<Schema, number>();

  private readonly nodes: readonly Node[];
  private readonly recursive: number | undefined;

  constructor(stored: Pick<StoredKinds, 'nodes' | 'recursive'>) {
    this.nodes = stored.nodes;
    this.recursive = stored.recursive;
  }

  private at(position: number): number {
    return position === RECURSIVE && this.recursive !== undefined ? this.recursive : position;
  }

  /**
   * The schema at an index, linked to its nested schemas.
   *
   * @throws Error when the table has no such index
   */
  schema(stored: number): Schema {
    const position = this.at(stored);
    const known = this.linked[position];
    if (known) return known;
    const node = this.nodes[position];
    if (!node) throw new Error(`schema ${position} is not in the table: generate the schemas again`);
    const schema: Record<string, unknown> = { ...node };
    this.linked[position] = schema;
    this.positions.set(schema, position);
    if (node.properties) {
      const fields = Object.entries(node.properties).map(([name, child]) => [name, this.schema(child)]);
      schema.properties = Object.fromEntries(fields);
    }
    if (node.items !== undefined) schema.items = this.schema(node.items);
    if (node.additionalProperties !== undefined) schema.additionalProperties = this.schema(node.additionalProperties);
    return schema;
  }

  /** Whether several schemas of this table contain this one. */
  isShared(schema: Schema): boolean {
    const position = this.positions.get(schema);
    this.uses ??= this.countUses();
    return position !== undefined && (this.uses[position] ?? 0) > 1;
  }

  private countUses(): Uint32Array {
    const uses = new Uint32Array(this.nodes.length);
    for (const { properties, additionalProperties, items } of this.nodes) {
      for (const child of [...Object.values(properties ?? {}), additionalProperties, items]) {
        if (child !== undefined) uses[this.at(child)] = (uses[this.at(child)] ?? 0) + 1;
      }
    }
    return uses;
  }
}
