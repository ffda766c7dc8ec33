import { FieldSpec } from '../data/field-specs';
import { idKey, isClusterScopedId, showId } from '../resource/ids';
import { Resource } from '../resource/resource';
import { notePreviousId, Resources } from '../resource/resources';
import { BuildError, fieldOf, isNodeMap, isNothing, isScalar, Node, setKey, textOf, valueOf } from '../yaml/node';
import { editField } from './fields';

/** Which subjects of role bindings move into the namespace. */
export type SubjectMode = 'allServiceAccounts' | 'defaultOnly' | 'none';

/** The namespace that objects move into, and how. */
export interface NamespaceEdit {
  readonly namespace: string;
  readonly fieldSpecs: readonly FieldSpec[];
  readonly unsetOnly?: boolean;
  readonly subjects?: SubjectMode;
}

const NAMESPACE = 'metadata/namespace';
const HELM_MADE = 'kustomize.config.k8s.io/helm-generated';

/** Moves all objects into a namespace. */
export function setNamespace(resources: Resources, edit: NamespaceEdit): void {
  if (edit.namespace === '') return;
  for (const resource of resources.all) {
    if (resource.isDeleted || resource.annotation(HELM_MADE) === 'true') continue;
    notePreviousId(resource);
    moveOne(resource, edit);
  }
  const seen = new Set<string>();
  for (const { id } of resources.all) {
    const key = idKey(id);
    if (seen.has(key)) throw new BuildError(`namespace ${edit.namespace} makes ${showId(id)} of two objects`);
    seen.add(key);
  }
}

function moveOne(
  resource: Resource,
  { namespace, fieldSpecs, unsetOnly = false, subjects = 'defaultOnly' }: NamespaceEdit,
): void {
  const object = resource.edit();
  const set = (value: Node): Node => {
    if (!isScalar(value))
      throw new BuildError(`namespace ${namespace}: ${showId(resource.id)} has something else in a field for it`);
    return unsetOnly && valueOf(value) !== '' ? value : namespace;
  };
  const edit = { set, creates: 'scalar' } as const;
  if (!isClusterScopedId(resource.id)) editField(object, { path: NAMESPACE, create: true }, edit);
  const isBinding = resource.kind === 'RoleBinding' || resource.kind === 'ClusterRoleBinding';
  if (isBinding && subjects !== 'none') moveSubjects(object.subjects, subjects, set);
  for (const spec of fieldSpecs) {
    if (spec.path === NAMESPACE || (spec.path === 'metadata/name' && resource.apiVersion !== 'v1')) continue;
    if (isBinding && spec.path === 'subjects/namespace' && /RoleBinding$/.test(spec.kind ?? '')) continue;
    editField(object, spec, edit);
  }
}

function moveSubjects(subjects: Node | undefined, mode: SubjectMode, set: (value: Node) => Node): void {
  if (isNothing(subjects)) return;
  if (!Array.isArray(subjects)) throw new BuildError('has subjects that are no list');
  const [key, wanted] = mode === 'defaultOnly' ? ['name', 'default'] : ['kind', 'ServiceAccount'];
  for (const subject of subjects) {
    if (!isNodeMap(subject) || textOf(fieldOf(subject, key)) !== wanted) continue;
    setKey(subject, 'namespace', set(fieldOf(subject, 'namespace') ?? ''));
  }
}
