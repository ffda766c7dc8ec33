import { parseAllDocuments } from 'yaml';
import { OpenApi, reduce, ReduceOptions } from '../../src/schema/reduce';
import { StoredKind, StoredKinds, StoredSpan } from '../../src/schema/table';
import { DEPRECATED_FIELDS, NOT_DEPRECATED } from './deprecations';
import { GoModule, ModuleFiles, openModule } from './go-module';
import { extend, NodeWriter } from './node-writer';
import { RULE_MESSAGES } from './rule-messages';

/** The module that carries the CRDs of every Flux release, and Flux Operator's own. */
const OPERATOR: GoModule = {
  path: 'github.com/controlplaneio-fluxcd/flux-operator',
  version: 'v0.59.0',
  sum: 'h1:jByuiWYtjSJxucGHuz68tV0DeVFz5CYrKQYfxAwE7lE=',
};
const RELEASES = /^config\/data\/flux\/v(2\.[6-9]\.\d+)\//;
const OWN = /^config\/crd\/bases\//;

interface Crd {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly deprecated?: boolean;
      readonly schema: { readonly openAPIV3Schema: OpenApi };
    }[];
  };
}

interface MutableKind extends Omit<StoredKind, 'versions' | 'storage'> {
  readonly versions: Record<string, StoredSpan[]>;
  readonly storage: [string, number, number][];
}

function crdsIn(files: ModuleFiles, folder: RegExp): Crd[] {
  const names = files.names.filter((name) => folder.test(name) && name.endsWith('.yaml'));
  const objects = names.flatMap((name) => parseAllDocuments(files.text(name)).map((one) => one.toJS() as unknown));
  return objects.filter((one): one is Crd => (one as Crd | null)?.kind === 'CustomResourceDefinition');
}

/** Reduces with this library's words in the place of the CRD's. What has none yet stops the script. */
function options(kind: string): ReduceOptions {
  return {
    deprecation: (path, { description }) => {
      const field = `${kind}.${path}`;
      const said = typeof description === 'string' && /deprecated/i.test(description);
      if (!said || path.startsWith('status.') || NOT_DEPRECATED.has(field)) return undefined;
      const note = DEPRECATED_FIELDS[field];
      if (note === undefined) throw new Error(`${field} is deprecated: say in deprecations.ts what replaces it`);
      return note;
    },
    message: (rule) => {
      const message = RULE_MESSAGES[rule];
      if (message === undefined)
        throw new Error(`${kind} has the rule ${rule}: say in rule-messages.ts what it asks for`);
      return message;
    },
  };
}

function add(kinds: Map<string, MutableKind>, writer: NodeWriter, crd: Crd, release: number, operator: boolean): void {
  const { group, scope, names, versions } = crd.spec;
  const id = `${group}/${names.kind}`;
  const kind = kinds.get(id) ?? {
    group,
    kind: names.kind,
    plural: names.plural,
    scope: scope === 'Namespaced' ? 'N' : 'C',
    versions: {},
    storage: [],
    ...(operator && { operator: true as const }),
  };
  kinds.set(id, kind);
  for (const version of versions.filter(({ served }) => served)) {
    const node = writer.add(reduce(version.schema.openAPIV3Schema, options(names.kind)));
    extend((kind.versions[version.name] ??= []), node, release, version.deprecated === true);
    const last = kind.storage.at(-1);
    if (!version.storage) continue;
    if (last?.[0] === version.name) last[2] = release;
    else kind.storage.push([version.name, release, release]);
  }
}

/** Every kind of Flux and Flux Operator in every release from 2.6.0 on. */
export function fluxKinds(): StoredKinds {
  const files = openModule(OPERATOR);
  try {
    const found = new Set(files.names.flatMap((name) => RELEASES.exec(name)?.[1] ?? []));
    const releases = [...found].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const kinds = new Map<string, MutableKind>();
    const writer = new NodeWriter();
    const own = crdsIn(files, OWN);
    releases.forEach((release, position) => {
      const folder = new RegExp(`^config/data/flux/v${release.replaceAll('.', '\\.')}/`);
      for (const crd of crdsIn(files, folder)) add(kinds, writer, crd, position, false);
      for (const crd of own) add(kinds, writer, crd, position, true);
    });
    const sorted = [...kinds.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
    return { releases, kinds: sorted, nodes: writer.nodes };
  } finally {
    files.close();
  }
}
