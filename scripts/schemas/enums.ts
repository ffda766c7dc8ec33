/** Enum values of a definition's fields, by field name, or `name[]` for the items of a list. */
export type Enums = (definition: string) => ReadonlyMap<string, readonly string[]>;

const FUNCTION = /^func schema_(\w+)\(ref /;
const FIELD = /^\t{5}"([^"]+)": \{$/;
const VALUES = /^(\t+)Enum:\s+\[\]interface\{\}\{(.*)\},$/;
/** Indentation in tabs of a field's own `Enum`; the `Enum` of its items is deeper. */
const OWN_DEPTH = 7;

/**
 * Reads the enums from Kubernetes' generated Go definitions, because the published OpenAPI files omit them although
 * every API server enforces them.
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
  // io.k8s.api.core.v1.Container is schema_k8sio_api_core_v1_Container, others are schema_pkg_apis_meta_v1_Status.
  return (definition) => {
    const end = definition.split('.').slice(-3).join('_');
    const match = [...found].filter(([known]) => known.endsWith(`_${end}`));
    return match[0]?.[1] ?? new Map();
  };
}
