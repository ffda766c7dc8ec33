import { defined } from '../../core/defined';
import { definitionOf, MergeSchema, mergeSchemaOf } from '../data/merge-keys';
import { BuildError, fieldOf, isNodeMap, Node, NodeMap, textOf } from '../yaml/node';
import { parseOne } from '../yaml/parse';

/** `openapi` of a list. */
export interface OpenApi {
  readonly path?: string;
  readonly version?: string;
}

const BUILT_IN = 'v1.21.2';
const MARK = 'x-kubernetes';

/** The merged lists of kinds: those of Kubernetes, and those of a schema that a list names in `openapi.path`. */
export class Schemas {
  private readonly given = new Map<string, MergeSchema>();
  private isSet = false;

  /** Takes over what a list says in `openapi`; only the first list that says something counts. */
  public set({ path, version }: OpenApi, read: (path: string) => string): void {
    if (this.isSet || (path === undefined && version === undefined)) return;
    this.isSet = true;
    if (path !== undefined && version !== undefined) throw new BuildError('openapi has both a version and a path');
    if (path !== undefined) this.add(parseOne(read(path), 'v2'));
    else if (version !== BUILT_IN)
      throw new BuildError(`openapi.version ${version} is not built in: there is ${BUILT_IN}`);
  }

  public of(apiVersion: string, kind: string): MergeSchema | undefined {
    return this.given.get(`${apiVersion} ${kind}`) ?? mergeSchemaOf(apiVersion, kind);
  }

  /** Adds the definitions of an OpenAPI document. */
  private add(document: Node | undefined): void {
    const definitions = fieldOf(document, 'definitions');
    if (!isNodeMap(definitions)) return;
    for (const definition of Object.values(definitions)) {
      const kinds = fieldOf(definition, `${MARK}-group-version-kind`);
      if (!Array.isArray(kinds)) continue;
      for (const one of kinds) {
        const group = textOf(fieldOf(one, 'group'));
        const version = textOf(fieldOf(one, 'version'));
        const key = `${group === '' ? '' : `${group}/`}${version} ${textOf(fieldOf(one, 'kind'))}`;
        this.given.set(key, schemaOf(definition, definitions, []));
      }
    }
  }
}

/** The merged lists of a definition; a definition that contains itself is followed once. */
function schemaOf(definition: Node, definitions: NodeMap, open: readonly string[]): MergeSchema {
  const maps: Record<string, MergeSchema> = {};
  const lists: Record<string, { keys: readonly string[]; items?: MergeSchema }> = {};
  const properties = fieldOf(definition, 'properties');
  for (const [name, property] of Object.entries(isNodeMap(properties) ? properties : {})) {
    const type = textOf(fieldOf(property, 'type'));
    if (type !== 'array') {
      maps[name] = resolved(property, definitions, open);
      continue;
    }
    const strategies = textOf(fieldOf(property, `${MARK}-patch-strategy`)).split(',');
    if (!strategies.includes('merge')) continue;
    const items = fieldOf(property, 'items');
    lists[name] = {
      keys: keysOf(property),
      ...defined({ items: items === undefined ? undefined : resolved(items, definitions, open) }),
    };
  }
  return { maps, lists };
}

function keysOf(property: Node): string[] {
  const keys = fieldOf(property, `${MARK}-list-map-keys`);
  if (Array.isArray(keys)) return keys.map(textOf);
  const key = fieldOf(property, `${MARK}-patch-merge-key`);
  return key === undefined ? [] : [textOf(key)];
}

function resolved(property: Node, definitions: NodeMap, open: readonly string[]): MergeSchema {
  const reference = fieldOf(property, '$ref');
  if (reference === undefined) return schemaOf(property, definitions, open);
  const name = textOf(reference).replace(/^#\/definitions\//, '');
  const definition = fieldOf(definitions, name);
  if (definition === undefined) return definitionOf(name) ?? {};
  return open.includes(name) ? {} : schemaOf(definition, definitions, [...open, name]);
}
