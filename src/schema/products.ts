/** A product whose kinds the library writes, and whose CustomResourceDefinitions it therefore has. */
export type Product = 'cluster-api' | 'flagger';

interface StoredCrd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string }[];
  };
}

/** The part of an API version that tells a product's kinds, and its CustomResourceDefinitions, one a line. */
const PRODUCTS: ReadonlyMap<Product, { readonly marks: string; readonly crds: () => string }> = new Map([
  [
    'cluster-api',
    {
      marks: 'cluster.x-k8s.io/',
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      crds: () => (require('./data/cluster-api') as typeof import('./data/cluster-api')).CLUSTER_API_KINDS,
    },
  ],
  [
    'flagger',
    {
      marks: 'flagger.app/',
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      crds: () => (require('./data/flagger') as typeof import('./data/flagger')).FLAGGER_KINDS,
    },
  ],
]);

interface ProductKinds {
  /** The kinds as `apiVersion/Kind`. */
  readonly names: ReadonlySet<string>;
  /** Their CustomResourceDefinitions, as JSON. */
  readonly crds: readonly string[];
}

const known = new Map<Product, ProductKinds>();

/** The kinds of a product, read on first use: few fleets have one. */
export function productKinds(product: Product): ProductKinds {
  const found = known.get(product);
  if (found) return found;
  const crds = PRODUCTS.get(product)!.crds().split('\n');
  const names = crds.flatMap((crd) => {
    const { group, names: own, versions } = (JSON.parse(crd) as StoredCrd).spec;
    return versions.map(({ name }) => `${group}/${name}/${own.kind}`);
  });
  const kinds = { names: new Set(names), crds };
  known.set(product, kinds);
  return kinds;
}

/** The product of an object whose kind the library knows; other kinds and versions are the user's own. */
export function productOf({ apiVersion, kind }: { readonly apiVersion?: unknown; readonly kind?: unknown }) {
  if (typeof apiVersion !== 'string') return undefined;
  for (const [product, { marks }] of PRODUCTS) {
    if (apiVersion.includes(marks) && productKinds(product).names.has(`${apiVersion}/${String(kind)}`)) return product;
  }
  return undefined;
}
