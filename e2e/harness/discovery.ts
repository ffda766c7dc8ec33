/** A resource that an API server serves. */
export interface ApiResource {
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural name in paths. */
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** Media type that returns every group with every resource in one answer. */
export const AGGREGATED_DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** The part read of an aggregated discovery answer. */
export interface DiscoveryList {
  items: {
    metadata?: { name?: string };
    versions: {
      version: string;
      freshness?: string;
      resources?: { resource: string; responseKind?: { kind: string }; scope: string; verbs: string[] }[];
    }[];
  }[];
}

/** What an API server serves, at the moment it was asked. */
export class Discovery {
  private readonly byKind = new Map<string, ApiResource>();
  private readonly preferred = new Map<string, ApiResource>();

  /** @param lists answers of `/api` and `/apis`, in the server's order of preference. */
  constructor(lists: readonly DiscoveryList[]) {
    for (const group of lists.flatMap((list) => list.items)) {
      const name = group.metadata?.name ?? '';
      for (const { version, resources = [] } of group.versions) {
        for (const { resource, responseKind, scope, verbs } of resources) {
          this.add(name, {
            apiVersion: name === '' ? version : `${name}/${version}`,
            kind: responseKind?.kind ?? '',
            plural: resource,
            namespaced: scope === 'Namespaced',
            verbs,
          });
        }
      }
    }
  }

  /** The resource of a kind; undefined when the server does not serve it. */
  find(apiVersion: string, kind: string): ApiResource | undefined {
    return this.byKind.get(`${apiVersion} ${kind}`);
  }

  /** Every resource, each in its preferred version. */
  resources(): ApiResource[] {
    return [...this.preferred.values()];
  }

  private add(group: string, resource: ApiResource): void {
    this.byKind.set(`${resource.apiVersion} ${resource.kind}`, resource);
    const key = `${group}/${resource.plural}`;
    if (!this.preferred.has(key)) this.preferred.set(key, resource);
  }
}

/** Path of a resource's collection, or of one object or subresource in it. */
export function resourcePath(resource: ApiResource, namespace?: string, ...rest: string[]): string {
  const root = resource.apiVersion.includes('/') ? `/apis/${resource.apiVersion}` : `/api/${resource.apiVersion}`;
  const scope = resource.namespaced && namespace !== undefined ? ['namespaces', namespace] : [];
  return [root, ...[...scope, resource.plural, ...rest].map(encodeURIComponent)].join('/');
}
