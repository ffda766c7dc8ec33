/** The kinds of Cluster API that the library writes, each with the version that it writes. */
export interface ClusterApiKinds {
  /** The kinds as `apiVersion/Kind`. */
  readonly names: ReadonlySet<string>;
  /** Their CustomResourceDefinitions, as JSON. */
  readonly crds: readonly string[];
}

interface StoredCrd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string }[];
  };
}

let known: ClusterApiKinds | undefined;

/** The kinds of Cluster API, read on first use: few fleets provision clusters. */
export function clusterApiKinds(): ClusterApiKinds {
  if (known) return known;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { CLUSTER_API_KINDS } = require('./data/cluster-api') as typeof import('./data/cluster-api');
  const crds = CLUSTER_API_KINDS.split('\n');
  const names = crds.flatMap((crd) => {
    const { group, names: own, versions } = (JSON.parse(crd) as StoredCrd).spec;
    return versions.map(({ name }) => `${group}/${name}/${own.kind}`);
  });
  return (known = { names: new Set(names), crds });
}
