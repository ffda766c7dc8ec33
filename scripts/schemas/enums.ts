/** The values that fields of a definition may have: the field's name, or `name[]` for its items. */
export type Enums = (definition: string) => ReadonlyMap<string, readonly string[]>;

const FUNCTION = /^func schema_(\w+)\(ref /;
const FIELD = /^\t{5}"([^"]+)": \{$/;
const VALUES = /^(\t+)Enum:\s+\[\]interface\{\}\{(.*)\},$/;
/** Tabs before the `Enum` of a field itself; its items' stand deeper. */
const OWN_DEPTH = 7;

/**
 * Reads the enumerations out of Kubernetes' generated Go definitions: the published OpenAPI files leave them out,
 * though every API server has them.
 */
export function enumsIn(source: string): Enums {
  const found = new Map<string, Map<string, readonly string[]>>();
  let name = '';
  let field = '';
  for (const line of source.split('\n')) {
    name = FUNCTION.exec(line)?.[1] ?? name;
    field = FIELD.exec(line)?.[1] ?? field;
    const values = VALUES.exec(line);
    if (!values) continue;
    const fields = found.get(name) ?? new Map<string, readonly string[]>();
    found.set(name, fields);
    const list = JSON.parse(`[${values[2] ?? ''}]`) as string[];
    fields.set((values[1] ?? '').length === OWN_DEPTH ? field : `${field}[]`, list.sort());
  }
  // io.k8s.api.core.v1.Container is schema_k8sio_api_core_v1_Container, elsewhere schema_pkg_apis_meta_v1_Status.
  return (definition) => {
    const end = definition.split('.').slice(-3).join('_');
    const match = [...found].filter(([known]) => known.endsWith(`_${end}`));
    return match[0]?.[1] ?? new Map();
  };
}
