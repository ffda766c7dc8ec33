import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { KustomizationSpec, OPERATOR_GROUP } from '../tree/flux-spec';
import { ManifestIndex } from '../tree/manifest-index';
import { Parsed } from '../tree/parse-manifests';
import { BuiltFile, BuiltObject, putInto } from './build';
import { Unit } from './unit';

/** Whether an object is a ResourceSet of Flux Operator. */
export function isResourceSet({ group, kind }: { readonly group: string; readonly kind: string }): boolean {
  return group === OPERATOR_GROUP && kind === 'ResourceSet';
}

/** Makes the objects of a ResourceSet, or says why they are not known. */
export type Expand = (set: KubernetesObject) => Parsed<readonly KubernetesObject[]>;

/** The ResourceSets in a file of a build, as units of a walk: they own the objects that they make, and prune them. */
export function setsOf(file: BuiltFile, unit: Unit, parent: Unit, index: ManifestIndex, expand: Expand): Unit[] {
  const headers = index.objects(file.content);
  return (headers.error === undefined ? headers.value : [])
    .filter(isResourceSet)
    .map((header) => setUnit(putInto(header, file, unit.spec), parent, expand(index.body(header)), index));
}

function setUnit(
  object: BuiltObject,
  parent: Unit,
  made: Parsed<readonly KubernetesObject[]>,
  index: ManifestIndex,
): Unit {
  const { namespace, name, file: path } = object;
  const objects = made.error === undefined ? made.value : [];
  const nothing = { lists: [], unlisted: [], inputs: [], unknowns: [] };
  const files = objects.map((one) => ({ path, content: index.add(one), made: true }) as const);
  return {
    key: `${parent.target}|ResourceSet ${namespace}/${name}`,
    host: parent.target,
    target: parent.target,
    spec: specOf(namespace, name),
    build: { directory: '', files, ...nothing, ...defined({ error: made.error }) },
    parent,
    object,
    place: {},
  };
}

/** A ResourceSet's fields in common with a Kustomization. */
function specOf(namespace: string, name: string): KustomizationSpec {
  return {
    namespace,
    name,
    path: '',
    prune: true,
    deletionPolicy: '',
    suspend: false,
    force: false,
    keeps: false,
    source: { kind: 'ResourceSet', namespace, name },
    dependsOn: [],
  };
}
