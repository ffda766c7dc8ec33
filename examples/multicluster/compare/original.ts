import { applied, Entry, Placed, Sources } from './apply';
import { Kustomize, Repair } from './kustomize';
import { Unreached, unreached } from './left-out';
import { Tree } from './tree';

/** The fleet's repository, by its name on both sides. */
export const REPOSITORY = 'https://github.com/kaizentm/multicluster-gitops';

/** Folders that people, scripts and the charts of worker clusters apply, so that Flux finds the rest. */
export const originalEntries: readonly Entry[] = [
  { cluster: 'k3d-america', folder: 'main/clusters/base', by: 'flux bootstrap' },
  { cluster: 'k3d-america', folder: 'main/clusters/k3d-america', by: 'add-cluster' },
  { cluster: 'k3d-america', folder: 'main/capi/setup/clusters-sync.yaml', by: 'by hand' },
  { cluster: 'k3d-america', folder: 'dev/clusters/k3d-america', by: 'add-cluster-environment' },
  {
    cluster: 'k3d-america',
    folder: 'dev/clusters/k3d-america/k3s-america-south',
    by: 'add-remote-cluster-environment',
  },
  { cluster: 'pacific-aks', folder: 'main/clusters/base', by: 'its Cluster API chart' },
  { cluster: 'pacific-aks', folder: 'main/infra/base', by: 'its Cluster API chart' },
  { cluster: 'pacific-aks', folder: 'dev/clusters/pacific-aks', by: 'add-cluster-environment' },
];

/** Folders of the original that kustomize, and so Flux, rejects: their namespace turns two Namespaces into one. */
export const repairs: readonly Repair[] = [
  { folder: 'dev/tenants/k3d-america/kaizentm', field: 'namespace' },
  { folder: 'dev/tenants/k3d-america/clusters/k3s-america-south/kaizentm', field: 'namespace' },
];

/** The branches of the original are adjacent folders. */
const sources: Sources = {
  url: REPOSITORY,
  folder: (branch, path) => `${branch}/${path.replace(/^\.\//, '')}`,
};

/** The objects that the original applies to each cluster, and the documents that it never applies. */
export function readOriginal(tree: Tree): { originals: Placed[]; unreached: Unreached[] } {
  for (const { folder } of repairs) {
    if (builds(tree, folder)) throw new Error(`${folder} builds as it stands: take it off the list of repairs`);
  }
  const kustomize = new Kustomize(tree, repairs);
  const originals = applied(kustomize, originalEntries, sources);
  return { originals, unreached: unreached(tree, kustomize) };
}

function builds(tree: Tree, folder: string): boolean {
  try {
    new Kustomize(tree).build(folder);
    return true;
  } catch {
    return false;
  }
}
