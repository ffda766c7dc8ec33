import { parseAllDocuments, parse } from 'yaml';
import { Tree } from '../../multicluster/compare/tree';

/** How often a fleet's files say a thing, by kind and then by field. */
export type Usage = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The field that stands for an object of a kind as a whole. */
export const OBJECT = '';

/** Files that Flux makes itself, which say nothing about a fleet. */
const GENERATED = /gotk-components\.ya?ml$/;

/** Maps whose keys are free, and values of other products. */
const FREE =
  /^((?:.*\.)?(?:values|data|stringData|substitute|labels|annotations|matchLabels|inputs|nodeSelector))(?:\.|$)/;

/** Groups whose fields are compared one by one. Of other objects, which a fleet only carries, the kind is enough. */
const COMPARED = /(^|\.)(fluxcd\.io|fluxcd\.controlplane\.io)$/;

/** Annotations that Flux reads. */
const ANNOTATION = /fluxcd/;

/** Fields of Namespaces that say something about a fleet. */
const MARKS = ['labels', 'annotations'] as const;

interface Document {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: unknown;
  readonly [key: string]: unknown;
}

/** What the files of a fleet say: which kinds, and which fields of Flux's kinds, patches and templates included. */
export function usageOf(tree: Tree): Usage {
  const counter = new Counter();
  for (const [file, text] of tree) {
    if (GENERATED.test(file)) continue;
    for (const document of parseAllDocuments(text, { logLevel: 'silent' })) {
      const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
      if (isMap(value)) counter.document(value);
    }
  }
  return counter.counts;
}

class Counter {
  public readonly counts = new Map<string, Map<string, number>>();

  public document(object: Document): void {
    const { apiVersion = '', kind } = object;
    if (kind === undefined) return;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.lastIndexOf('/')) : '';
    const name = group === '' ? kind : `${group}/${kind}`;
    const fields = new Set([OBJECT]);
    const templates = kind === 'ResourceSet' && isMap(object.spec) ? object.spec.resources : undefined;
    if (COMPARED.test(group))
      leaves(templates ? { ...(object.spec as object), resources: [] } : object.spec, 'spec', fields);
    if (/^(Cluster)?RoleBinding$/.test(kind)) for (const role of standardRole(object)) fields.add(role);
    if (kind === 'ServiceAccount' && object.imagePullSecrets) fields.add('imagePullSecrets');
    if (group === 'kustomize.config.k8s.io') this.kustomization(object, fields);
    if (kind === 'Namespace') for (const mark of MARKS) if (object.metadata?.[mark]) fields.add(`metadata.${mark}`);
    for (const field of fields) this.add(name, field);
    for (const annotation of Object.keys((object.metadata?.annotations as object | undefined) ?? {})) {
      if (ANNOTATION.test(annotation)) this.add('annotations', annotation);
    }
    for (const patch of patchesOf(object)) this.patch(patch);
    if (Array.isArray(templates)) for (const one of templates.filter(isMap)) this.document(one);
  }

  /** A kustomization.yaml, whose fields are beside its kind. */
  private kustomization(object: Document, fields: Set<string>): void {
    for (const key of Object.keys(object)) if (key !== 'apiVersion' && key !== 'kind') fields.add(key);
  }

  /** A patch says what the object that it changes says: as a part of it, or as operations. */
  private patch({ patch, target }: Patch): void {
    const value: unknown = parse(patch.replaceAll('<<', '{').replaceAll('>>', '}'), { logLevel: 'silent' });
    if (isMap(value)) {
      const group = target.group ?? (typeof value.apiVersion === 'string' ? value.apiVersion : '');
      if (value.kind === 'Deployment' || target.kind === 'Deployment') this.add(CONTROLLERS, 'other fields');
      else if (value.kind !== undefined) this.document({ ...value, apiVersion: value.apiVersion ?? `${group}/v1` });
    } else if (Array.isArray(value)) for (const one of value.filter(isMap)) this.operation(one, target);
  }

  private operation(operation: Document, { kind = '' }: Patch['target']): void {
    const { op, path, value } = operation as { readonly op?: string; readonly path?: string; readonly value?: unknown };
    if (op === 'test' || path === undefined) return;
    if (kind === 'Deployment') {
      const [flag, given = ''] = typeof value === 'string' ? value.split(/=(.*)/s) : [];
      const gates = flag === '--feature-gates' ? given.split(',').map((gate) => `${flag} ${gate.split('=')[0]}`) : [];
      const field = flag?.startsWith('--') ? flag : path.includes('/resources') ? 'resources' : 'other fields';
      for (const one of gates.length > 0 ? gates : [field]) this.add(CONTROLLERS, one);
      return;
    }
    const group = GROUPS[kind];
    if (group === undefined) return;
    const found = new Set<string>();
    leaves(
      value,
      path
        .slice(1)
        .replaceAll(/\/\d+|\/-/g, '[]')
        .replaceAll('/', '.'),
      found,
    );
    for (const field of found) this.add(`${group}/${kind}`, field);
  }

  private add(kind: string, field: string): void {
    const fields = this.counts.get(kind) ?? new Map<string, number>();
    this.counts.set(kind, fields.set(field, (fields.get(field) ?? 0) + 1));
  }
}

/** The name under which changes of Flux's own Deployments are counted. */
export const CONTROLLERS = "Flux's controllers";

/** Groups of kinds that patches name by the kind alone. */
const GROUPS: Readonly<Record<string, string>> = {
  GitRepository: 'source.toolkit.fluxcd.io',
  HelmRelease: 'helm.toolkit.fluxcd.io',
  Kustomization: 'kustomize.toolkit.fluxcd.io',
  OCIRepository: 'source.toolkit.fluxcd.io',
};

interface Patch {
  readonly patch: string;
  readonly target: { readonly kind?: string; readonly group?: string };
}

/** The patches in an object, wherever they are. */
function patchesOf(value: unknown): Patch[] {
  if (Array.isArray(value)) return value.flatMap(patchesOf);
  if (!isMap(value)) return [];
  const { patch, target } = value as { readonly patch?: unknown; readonly target?: Patch['target'] };
  if (typeof patch === 'string') return [{ patch, target: target ?? {} }];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'resources' ? [] : patchesOf(inner)));
}

/** The role of Kubernetes itself that a binding gives. */
function standardRole({ roleRef }: Document): string[] {
  const { name } = isMap(roleRef) ? (roleRef as { readonly name?: unknown }) : {};
  return /^(cluster-admin|admin|edit|view)$/.test(String(name)) ? [`role ${String(name)}`] : [];
}

/** Adds the paths of the fields below a value, without the entries of lists and of free maps. */
function leaves(value: unknown, path: string, into: Set<string>): void {
  if (value === undefined || value === null) return;
  const free = FREE.exec(path);
  if (free) into.add(free[1]!);
  else if (Array.isArray(value)) {
    if (value.some(isMap)) value.forEach((one) => leaves(one, `${path}[]`, into));
    else into.add(path);
  } else if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) leaves(inner, `${path}.${key}`, into);
  } else into.add(path);
}

function isMap(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
