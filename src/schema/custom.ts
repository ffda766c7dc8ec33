import { yamlReader } from '../core/yaml-reader';
import { quote } from '../kubernetes/names';
import type { ProjectSchemas } from './project';
import { OpenApi, reduce } from './reduce';
import { Schema } from './schema';

/** A version of a custom resource. */
export interface CustomVersion {
  readonly served: boolean;
  readonly deprecated: boolean;
  readonly schema: Schema;
}

/** A kind defined by a CRD. */
export interface CustomKind {
  readonly group: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly versions: ReadonlyMap<string, CustomVersion>;
  /** Absent for a CRD that the program gives itself. */
  readonly project?: ProjectSchemas;
}

interface Crd {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown };
  readonly spec?: {
    readonly group?: unknown;
    readonly scope?: unknown;
    readonly names?: { readonly kind?: unknown };
    readonly versions?: unknown;
  };
}

interface CrdVersion {
  readonly name?: unknown;
  readonly served?: unknown;
  readonly deprecated?: unknown;
  readonly schema?: { readonly openAPIV3Schema?: OpenApi } | null;
}

function versionsOf(what: string, given: unknown): Map<string, CustomVersion> {
  const versions = new Map<string, CustomVersion>();
  for (const version of Array.isArray(given) ? (given as readonly (CrdVersion | null)[]) : []) {
    const { name, served, deprecated, schema } = version ?? {};
    const structure = schema?.openAPIV3Schema;
    if (typeof name !== 'string' || typeof structure !== 'object' || !structure) {
      throw new Error(`${what} has a version without a name or without schema.openAPIV3Schema: give both`);
    }
    versions.set(name, { served: served === true, deprecated: deprecated === true, schema: reduce(structure) });
  }
  if (versions.size === 0) throw new Error(`${what} has no versions: give the whole CustomResourceDefinition`);
  return versions;
}

function customKind(crd: Crd): CustomKind {
  const what = `CRD ${quote(crd.metadata?.name ?? 'without a name')}`;
  if (crd.apiVersion !== 'apiextensions.k8s.io/v1') {
    throw new Error(`${what} has apiVersion ${quote(crd.apiVersion)}: give one of apiextensions.k8s.io/v1`);
  }
  const { group, scope, names } = crd.spec ?? {};
  if (!crd.spec || typeof group !== 'string' || typeof names?.kind !== 'string') {
    throw new Error(`${what} names no group and kind: give the whole CustomResourceDefinition`);
  }
  return { group, kind: names.kind, namespaced: scope !== 'Cluster', versions: versionsOf(what, crd.spec.versions) };
}

/** Parses JSON, a subset of YAML that is read in a hundredth of the time; `undefined` for other YAML. */
function fromJson(text: string): readonly (Crd | null)[] | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return [JSON.parse(text) as Crd];
  } catch {
    return undefined;
  }
}

function fromYaml(text: string): readonly (Crd | null)[] {
  const documents = yamlReader().parseAllDocuments(text);
  const broken = documents.flatMap((document) => document.errors)[0];
  if (broken) {
    const [line = ''] = broken.message.split(/:?\n/, 1);
    throw new Error(`the CRD is not YAML, ${JSON.stringify(line)}: mend it there`);
  }
  return documents.map((document) => document.toJS() as Crd | null);
}

/**
 * Reads the CRD of a kind of a project.
 *
 * @throws Error when the project has no CRD of it with a structural schema
 */
export function projectKind(project: ProjectSchemas, kind: string): CustomKind {
  return { ...customKind(project.crd(kind)), project };
}

/**
 * Reads the CRDs in a YAML text and ignores other objects.
 *
 * @throws Error when the text is not YAML, contains no CRD, or a CRD has no structural schema
 */
export function readCrds(text: string): CustomKind[] {
  const objects = fromJson(text) ?? fromYaml(text);
  const crds = objects.filter((object): object is Crd => object?.kind === 'CustomResourceDefinition');
  if (crds.length === 0) throw new Error('the text holds no CustomResourceDefinition: give the YAML of one or more');
  return crds.map(customKind);
}
