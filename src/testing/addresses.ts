import { defined } from '../core/defined';
import { ResolvedFleet } from '../pipeline/resolve/resolved-fleet';
import { FoundApp } from './invariant';

/** The addresses of clusters, and of environments, components, tenants and apps on them. */
export function* addressesOf(fleet: ResolvedFleet): Generator<string> {
  for (const cluster of fleet.clusters) {
    yield cluster.name;
    for (const { name } of cluster.components) yield `${cluster.name}/${name}`;
    for (const { name, components, tenants } of cluster.environments) {
      const at = `${name}/${cluster.name}`;
      yield at;
      for (const one of [...components, ...tenants]) yield `${at}/${one.name}`;
    }
  }
}

/** The apps at all targets. */
export function appsOf(fleet: ResolvedFleet): FoundApp[] {
  return fleet.clusters.flatMap((cluster) =>
    cluster.environments.flatMap((environment) =>
      environment.tenants.flatMap((tenant) =>
        tenant.spaces.flatMap(({ apps, namespace, track }) =>
          apps.map(({ name: app }) => ({
            at: [environment.name, cluster.name, tenant.name, app].join('/'),
            environment: environment.name,
            cluster: cluster.name,
            tenant: tenant.name,
            app,
            namespace,
            ...defined({ track }),
          })),
        ),
      ),
    ),
  );
}
