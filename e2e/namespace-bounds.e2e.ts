import { ClusterCollection, factsOf } from '../src/controller-rules';
import { objectIdentity, type KubernetesObject } from '../src/kubernetes/objects';
import { namespacesOf, type BoundedNamespace } from '../test/kubernetes/pods/namespaces';
import { ControlPlane } from './harness/control-plane';
import { KubeError } from './harness/kube-http';
import { at, referenceTo } from './harness/kube-object';
import { waitFor } from './harness/wait';

// What LimitRanges and ResourceQuotas of the program refuse of its own pods and claims, beside what a real API server
// refuses.

const COUNT = process.env.E2E_FULL ? 300 : 60;

let plane: ControlPlane;

beforeAll(async () => {
  plane = await ControlPlane.start({ name: 'bounds' });
});

afterAll(async () => plane.stop());

/** Why the server refuses an object; undefined where it does not. */
async function refusal(object: KubernetesObject, dryRun: boolean): Promise<string | undefined> {
  try {
    await plane.client().apply(object, { dryRun });
    return undefined;
  } catch (error) {
    if (error instanceof KubeError && error.status >= 400 && error.status < 500) return error.statusMessage;
    throw error;
  }
}

/** Makes a namespace with its bounds, and waits until they hold; false if the bounds are not valid. */
async function prepare({ name, bounds }: BoundedNamespace): Promise<boolean> {
  await plane.client().create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await plane
    .client()
    .apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } });
  for (const bound of bounds) {
    if ((await refusal(bound, false)) !== undefined) return false;
    if (bound.kind !== 'ResourceQuota') continue;
    await waitFor(`the quota of ${name} to hold`, async () => {
      const quota = await plane.client().get(referenceTo(bound));
      return at(quota, 'status', 'hard') !== undefined;
    });
  }
  return true;
}

/** What our rules say about an object beside the bounds. */
function ours(objects: readonly KubernetesObject[]): string[] {
  const cluster = new ClusterCollection('east');
  cluster.add(factsOf(objects), objects.map(objectIdentity), { at: 'east', directory: 'one' });
  return [...cluster.judge(true)].filter(({ id }) => id.startsWith('namespace-')).map(({ message }) => message);
}

test(`refuses what the bounds of ${COUNT} namespaces refuse`, async () => {
  const tried = { refused: 0, accepted: 0 };
  const differing: object[] = [];
  // One that holds nothing tells what is not valid by itself.
  await plane.client().create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'free' } });
  await plane
    .client()
    .apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'free' } });
  for (const namespace of namespacesOf(11, COUNT)) {
    if (!(await prepare(namespace))) continue;
    for (const object of namespace.objects) {
      const free = { ...object, metadata: { ...object.metadata, namespace: 'free' } };
      if ((await refusal(free, true)) !== undefined) continue;
      const server = await refusal(object, true);
      const found = ours([...namespace.bounds, object]);
      tried[server === undefined ? 'accepted' : 'refused']++;
      if ((server !== undefined) !== found.length > 0)
        differing.push({ server, found, bounds: namespace.bounds.map(({ spec }) => spec), spec: object.spec });
    }
  }
  expect(differing).toEqual([]);
  expect(tried.refused).toBeGreaterThan(COUNT);
  expect(tried.accepted).toBeGreaterThan(COUNT);
});
