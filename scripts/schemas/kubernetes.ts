import { OpenApi, reduce } from '../../src/schema/reduce';
import { Schema } from '../../src/schema/schema';
import { StoredKind, StoredKinds, StoredSpan } from '../../src/schema/table';
import { Enums, enumsIn } from './enums';
import { checkUpToDate } from './find-releases';
import { ModuleFiles, openModule, servedVersions } from './go-module';
import { ALIASES, ADDED_ENUMS, ADDED_REQUIRED, KEY_DEFAULTS, NOT_REQUIRED, SPECIAL } from './kubernetes-facts';
import { extend, NodeWriter } from './node-writer';
import { KUBERNETES, OLDEST } from './releases';

/** Folder of the OpenAPI files, one per group and version. */
const SPECS = 'api/openapi-spec/v3/';
const GROUP_VERSION = /^(api__v\w+|apis__.+__v\w+)_openapi\.json$/;
/** Other files in that folder: lists of groups and versions, and APIs without kinds. */
const NO_KINDS =
  /^(api|apis|apis__[^_]+|logs|version|openid__v1__jwks|\.well-known__openid-configuration)_openapi\.json$/;
const ENUMS = 'pkg/generated/openapi/zz_generated.openapi.go';
const STABLE = /^v\d+$/;

interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

interface Operation {
  readonly 'x-kubernetes-action'?: string;
  readonly 'x-kubernetes-group-version-kind'?: Gvk;
}

interface Spec {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, OpenApi>> };
}

interface Definitions {
  readonly schemas: ReadonlyMap<string, OpenApi>;
  readonly resources: ReadonlyMap<string, Gvk & { readonly plural: string; readonly namespaced: boolean }>;
}

/**
 * Selects the OpenAPI files of groups and versions.
 *
 * @throws Error when there is none, or another file is not known to be irrelevant
 */
export function specsIn(names: readonly string[]): string[] {
  const files = names.filter((name) => name.startsWith(SPECS)).map((name) => name.slice(SPECS.length));
  const unknown = files.find((file) => !GROUP_VERSION.test(file) && !NO_KINDS.test(file));
  if (unknown !== undefined) throw new Error(`${SPECS}${unknown} cannot be read: teach specsIn what it is`);
  const found = files.filter((file) => GROUP_VERSION.test(file));
  if (found.length === 0) throw new Error(`${SPECS} holds no API: the OpenAPI files are somewhere else now`);
  return found.map((file) => `${SPECS}${file}`);
}

/** The kinds with create and list operations: only these can be in a file of a repository. */
function readSpecs(files: ModuleFiles): Definitions {
  const schemas = new Map<string, OpenApi>();
  const resources = new Map<string, Gvk & { plural: string; namespaced: boolean }>();
  for (const name of specsIn(files.names)) {
    const spec = JSON.parse(files.text(name)) as Spec;
    for (const [id, schema] of Object.entries(spec.components?.schemas ?? {})) schemas.set(id, schema);
    for (const [path, { post, get }] of Object.entries(spec.paths)) {
      const gvk = post?.['x-kubernetes-group-version-kind'];
      if (!gvk || !get || path.includes('{name}')) continue;
      const plural = path.split('/').at(-1) ?? '';
      const namespaced = path.includes('/namespaces/{namespace}/');
      resources.set(`${gvk.group}/${gvk.version}/${gvk.kind}`, { ...gvk, plural, namespaced });
    }
  }
  return { schemas, resources };
}

/** The fact about a definition, looked up by the last part of its name. */
function fact<T>(table: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.entries(table).find(([end]) => id.endsWith(end))?.[1];
}

/**
 * Adds the facts that a definition's OpenAPI schema omits. Only list keys get a default: the published defaults of
 * built-in kinds are Go's zero values.
 */
function amend(id: string, schema: Schema, enums: Enums): Schema {
  const generated = enums(id);
  const added = fact(ADDED_ENUMS, id) ?? {};
  const optional = fact(NOT_REQUIRED, id) ?? [];
  const kept = schema.required?.filter((name) => !optional.includes(name)) ?? [];
  const required = [...new Set([...kept, ...(fact(ADDED_REQUIRED, id) ?? [])])].sort();
  const properties = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const values = added[name] ?? generated.get(name);
    const items = added[`${name}[]`] ?? generated.get(`${name}[]`);
    const key = fact(KEY_DEFAULTS, id)?.[name];
    // Unchanged fields must keep their identity: a field may be a definition that is still incomplete.
    if (!values && !items && key === undefined) return [name, field] as const;
    const amended: Schema = {
      ...field,
      ...(values && { enum: values }),
      ...(items && field.items && { items: { ...field.items, enum: items } }),
      ...(key !== undefined && { default: key }),
    };
    return [name, amended] as const;
  });
  const { required: _, ...rest } = schema;
  return {
    ...rest,
    ...(properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(required.length > 0 && { required }),
  };
}

/** The linked structure of every definition. A recursive definition becomes a recursive schema. */
function linker(schemas: ReadonlyMap<string, OpenApi>, enums: Enums): (ref: string) => Schema {
  const linked = new Map<string, Schema>();
  const resolve = (ref: string): Schema => {
    const name = ref.replace('#/components/schemas/', '');
    const id = name.replace(/\w+$/, (last) => ALIASES[last] ?? last);
    const known = linked.get(id);
    if (known) return known;
    const definition = schemas.get(id);
    if (!definition) throw new Error(`definition ${id} is missing`);
    const special = fact(SPECIAL, id);
    const schema: Schema = {};
    linked.set(id, schema);
    return Object.assign(schema, special ?? amend(id, reduce(withoutDefaults(definition), { resolve }), enums));
  };
  return resolve;
}

function withoutDefaults(definition: OpenApi): OpenApi {
  const strip = (value: unknown, isSchema: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => strip(item, true));
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([key]) => !(isSchema && key === 'default'));
    return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner, !(isSchema && key === 'properties'))]));
  };
  return strip(definition, true) as OpenApi;
}

interface MutableKind extends Omit<StoredKind, 'versions'> {
  readonly versions: Record<string, StoredSpan[]>;
}

/** Every stable kind of Kubernetes in every supported version. */
export function kubernetesKinds(): StoredKinds {
  const [{ path } = { path: '' }] = KUBERNETES;
  checkUpToDate(KUBERNETES, servedVersions(path), OLDEST.kubernetes);
  const kinds = new Map<string, MutableKind>();
  const previews = new Set<string>();
  const writer = new NodeWriter();
  KUBERNETES.forEach((release, position) => {
    const files = openModule(release);
    const { schemas, resources } = readSpecs(files);
    const resolve = linker(schemas, enumsIn(files.text(ENUMS)));
    files.close();
    for (const [name, { group, version, kind, plural, namespaced }] of resources) {
      if (!STABLE.test(version)) {
        previews.add(name);
        continue;
      }
      const definition = [...schemas].find(([, schema]) => isKind(schema, { group, version, kind }));
      if (!definition) throw new Error(`kind ${name} has no schema`);
      const id = `${group}/${kind}`;
      const stored = kinds.get(id) ?? { group, kind, plural, scope: namespaced ? 'N' : 'C', versions: {} };
      kinds.set(id, stored);
      extend((stored.versions[version] ??= []), writer.add(resolve(definition[0])), position, false);
    }
  });
  return {
    releases: KUBERNETES.map(({ version }) => version.slice(1)),
    previews: [...previews].sort(),
    ...(writer.recursive !== undefined && { recursive: writer.recursive }),
    kinds: [...kinds.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind),
    nodes: writer.nodes,
  };
}

function isKind(schema: OpenApi, gvk: Gvk): boolean {
  const own = schema['x-kubernetes-group-version-kind'] as readonly Gvk[] | undefined;
  return own?.length === 1 && own[0]?.kind === gvk.kind && own[0].group === gvk.group && own[0].version === gvk.version;
}
