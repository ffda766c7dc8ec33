import { ownershipOf } from '../../src/pipeline/write/ownership';
import { World } from './world';

const CLUSTER_SCOPED = [
  ...['Namespace', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition'],
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
];

const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Files that are not ours, not listed exactly once, or listed and not there. */
export function* brokenLists({ files, lists }: World): Generator<string> {
  const listed = new Map<string, number>();
  for (const [directory, resources] of lists) {
    if (resources.length === 0) yield `${directory} lists nothing`;
    for (const resource of resources) {
      const file = `${directory}/${resource}`;
      listed.set(file, (listed.get(file) ?? 0) + 1);
      if (!files.has(file)) yield `${directory} lists ${resource}, which is not there`;
      // Something below another unit's directory would be applied twice.
      const folder = file.slice(0, file.lastIndexOf('/'));
      if (folder !== directory && lists.has(folder)) yield `${directory} lists ${resource}, which belongs to ${folder}`;
    }
    if (resources.join() !== [...resources].sort().join()) yield `${directory} is not sorted`;
  }
  for (const [file, text] of files) {
    // It says what is read on which branch, and nothing applies it.
    if (file === 'branches.txt') continue;
    const times = listed.get(file) ?? 0;
    if (times !== (file.endsWith('/kustomization.yaml') ? 0 : 1)) yield `${file} is listed ${times} times`;
    if (ownershipOf(Buffer.from(text)) !== 'intact') yield `${file} has no intact header`;
    if (!text.endsWith('\n') || text.includes('\r')) yield `${file} is not lines`;
  }
}

/** Directories that not exactly one Kustomization applies, and objects that a cluster gets from two of them. */
export function* sharedObjects({ applications, clusters, lists }: World): Generator<string> {
  const applied = new Map<string, number>();
  for (const { directory } of applications) applied.set(directory, (applied.get(directory) ?? 0) + 1);
  for (const directory of new Set([...lists.keys(), ...applied.keys()])) {
    if (!lists.has(directory)) yield `${directory} is applied and has no kustomization.yaml`;
    if (applied.get(directory) !== 1) yield `${directory} is applied ${applied.get(directory) ?? 0} times`;
  }
  for (const [cluster, identities] of clusters) {
    for (const [identity, directories] of identities) {
      if (directories.length > 1) yield `${identity} on ${cluster} comes from ${directories.join(' and ')}`;
    }
  }
}

/** Objects with a name or a namespace that their cluster cannot have. */
export function* misplacedObjects(world: World): Generator<string> {
  for (const { cluster, directory } of world.applications) {
    const identities = world.clusters.get(cluster)!;
    for (const { object } of world.in(directory)) {
      const { namespace, name } = object.metadata;
      const what = `${object.kind} ${namespace}/${name} on ${cluster}`;
      if (!NAME.test(name)) yield `${what} has a bad name`;
      if ((namespace === undefined) !== CLUSTER_SCOPED.includes(object.kind)) yield `${what} is in the wrong scope`;
      if (namespace === undefined || namespace === 'flux-system' || namespace === 'shared') continue;
      if (!identities.has(`/Namespace//${namespace}`)) yield `${what} is in a namespace that nobody makes`;
    }
  }
}
