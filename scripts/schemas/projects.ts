import { COMBINATORS, LIMITS, Schema } from '../../src/schema/schema';
import { Crd, crdsOf } from './flux';
import { ModuleFiles, openModule } from './go-module';
import { NodeWriter } from './node-writer';
import { ProjectModule } from './project-modules';

/** The kinds of a project, as the package has them: schemas in OpenAPI's words, whose children are positions in `nodes`. */
export interface StoredProject {
  readonly kinds: readonly StoredProjectKind[];
  readonly nodes: readonly object[];
}

interface StoredProjectKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  /** `N` for kinds within namespaces, `C` for others. */
  readonly scope: 'N' | 'C';
  readonly versions: ReadonlyArray<{
    readonly name: string;
    readonly deprecated?: true;
    readonly storage?: true;
    /** Position of its schema. */
    readonly node: number;
  }>;
}

/** A project with what its licence asks to be passed on. */
export interface ReadProject {
  readonly module: ProjectModule;
  readonly stored: StoredProject;
  /** Its NOTICE; where the licence is not Apache's, the licence too. */
  readonly notices: readonly string[];
}

/**
 * Reads a project's CRDs out of its module.
 *
 * @throws Error when the module cannot be had, holds no CRDs where they were, or has another licence
 */
export function readProject(module: ProjectModule): ReadProject {
  const files = openModule(module);
  try {
    const names = module.crds.map((begin) => {
      const found = files.names.filter((name) => name.startsWith(begin) && /\.ya?ml$/.test(name));
      if (found.length === 0) throw new Error(`${module.path} has no ${begin}: its CRDs are somewhere else now`);
      return found;
    });
    const crds = names.flat().flatMap((name) => crdsOf(files.text(name)));
    if (crds.length === 0) throw new Error(`${module.path} holds no CRDs: they are somewhere else now`);
    return { module, stored: storedProject(crds), notices: noticesIn(files, module) };
  } finally {
    files.close();
  }
}

const LICENCES = { 'Apache-2.0': /^\s*Apache License\s+Version 2\.0/, MIT: /^\s*The MIT License/ } as const;

function noticesIn(files: ModuleFiles, { path, licence }: ProjectModule): string[] {
  const name = files.names.find((one) => /^LICENSE(\.md|\.txt)?$/.test(one));
  const text = name === undefined ? '' : files.text(name);
  if (!LICENCES[licence].test(text)) throw new Error(`${path} is not under ${licence} any more: look at its licence`);
  const notices = files.names.filter((one) => /^NOTICE(\.md|\.txt)?$/.test(one)).map((one) => files.text(one).trim());
  return licence === 'Apache-2.0' ? notices : [text.trim(), ...notices];
}

/** The kinds of CRDs, in the order of their groups and names. */
export function storedProject(crds: readonly Crd[]): StoredProject {
  const writer = new NodeWriter();
  const kinds = crds.map(({ spec: { group, scope, names, versions } }): StoredProjectKind => {
    const served = versions.filter((one) => one.served);
    return {
      group,
      kind: names.kind,
      plural: names.plural,
      scope: scope === 'Cluster' ? 'C' : 'N',
      versions: served.map(({ name, deprecated, storage, schema }) => ({
        name,
        ...(deprecated === true && { deprecated }),
        ...(storage && { storage }),
        node: writer.add(rootOf(schema.openAPIV3Schema)),
      })),
    };
  });
  const key = ({ group, kind }: StoredProjectKind) => `${group}/${kind}`;
  return { kinds: kinds.sort((a, b) => (key(a) < key(b) ? -1 : 1)), nodes: writer.nodes };
}

type OpenApi = Readonly<Record<string, unknown>>;

/** The schema of an object. Its status is the controller's to write, so that nothing in it is checked. */
function rootOf(schema: OpenApi): Schema {
  const { properties, ...rest } = schema as OpenApi & { readonly properties?: OpenApi };
  const { status, ...fields } = properties ?? {};
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return plain({ ...rest, properties: { ...fields, ...(status !== undefined && { status: open }) } });
}

/** The keywords that the validator reads, besides those with schemas in them. */
const KEPT: readonly string[] = [
  ...(['type', 'required', 'default', 'nullable'] as const),
  ...LIMITS,
  ...['preserve-unknown-fields', 'int-or-string', 'embedded-resource', 'list-type', 'list-map-keys', 'validations'].map(
    (name) => `x-kubernetes-${name}`,
  ),
];

/** A schema without prose, with children where {@link NodeWriter} looks for them. */
function plain(schema: OpenApi): Schema {
  const made: Record<string, unknown> = {};
  for (const name of KEPT) if (schema[name] !== undefined) made[name] = schema[name];
  for (const name of COMBINATORS) if (schema[name] !== undefined) made[name] = withoutProse(schema[name]);
  const { properties, items, additionalProperties: values } = schema;
  if (isMap(properties)) {
    const fields = Object.entries(properties).map(([name, field]) => [name, plain(field as OpenApi)] as const);
    made['properties'] = Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  if (isMap(items)) made['items'] = plain(items);
  if (isMap(values)) made['additionalProperties'] = plain(values);
  else if (values === true) made['x-kubernetes-preserve-unknown-fields'] = true;
  return made;
}

function isMap(value: unknown): value is OpenApi {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => key !== 'description' || typeof inner !== 'string');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutProse(inner)]));
}
