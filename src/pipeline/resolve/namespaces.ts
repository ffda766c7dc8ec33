import { compare } from '../../core/order';
import { ProblemCollector } from '../../core/problem';
import { ResolvedComponent } from '../../features/component';
import { ownName } from '../../features/delivery';
import { quote } from '../../kubernetes/names';
import { ResolvedCluster } from './resolved-fleet';

/** A namespace of a tenant or a component, or the one of another cluster on its manager or management cluster. */
interface Made {
  readonly namespace: string;
  readonly what: 'cluster' | 'component' | 'tenant';
  /** Address of the tenant, component or cluster. */
  readonly at: string;
}

/**
 * Checks that no tenant has a namespace of another one, or of a remote cluster. Names are made of parts, which may meet:
 * environment `dev` with tenant `a-shop`, and environment `dev-a` with tenant `shop`. Without this check, each object in
 * the namespace would be reported.
 */
export function checkNamespaces(clusters: readonly ResolvedCluster[], problems: ProblemCollector): void {
  for (const cluster of clusters) {
    const remotes = clusters.filter(
      ({ manager, provisionedBy }) => manager === cluster.name || provisionedBy === cluster.name,
    );
    const made = new Map<string, Made>();
    const all = [
      ...remotes.map(({ name }): Made => ({ namespace: name, what: 'cluster', at: name })),
      ...namespacesOn(cluster).sort((a, b) => compare(a.at, b.at)),
    ];
    for (const one of all) {
      const other = made.get(one.namespace);
      if (other === undefined) made.set(one.namespace, one);
      else if (one.at !== other.at) {
        const message = `namespace ${quote(one.namespace)} is that of ${other.what} ${other.at} too${apart(one, other)}`;
        problems.add('namespace', one.at, message);
      }
    }
    checkAccounts(cluster, all, problems);
    checkFluxAccounts(cluster, all, problems);
  }
}

/**
 * Checks that no Flux object that acts as the platform lies in a namespace of others: whoever makes pods or tokens there
 * gets the account that it names, with all rights on the cluster.
 */
function checkFluxAccounts(cluster: ResolvedCluster, others: readonly Made[], problems: ProblemCollector): void {
  for (const { at, component } of componentsOn(cluster)) {
    const { account, fluxNamespace } = component;
    const other = others.find(({ namespace }) => namespace === fluxNamespace);
    if (account !== undefined || other === undefined) continue;
    const message = `fluxNamespace ${quote(fluxNamespace)} is that of ${other.what} ${other.at} too, and the account that the component has there may do everything on the cluster: leave it out`;
    problems.add('namespace', at, message);
  }
}

/**
 * The ways to keep two owners of a namespace apart. Whoever deploys to a namespace reads all that is in it by its pods, and
 * rights, quotas, policies and sources are given by namespace, so that two tenants of one would have no bounds between them.
 */
function apart(one: Made, other: Made): string {
  const isTenant = other.what === 'tenant';
  if (isTenant && environmentOf(one) === environmentOf(other))
    return ', and nothing within a namespace keeps tenants apart: give one of them another namespace, or make them one tenant with the owners of both, whose apps have a source each';
  return isTenant && tenantOf(one) === tenantOf(other)
    ? ': give one environment another prefix, or make the namespace that the tenant states a function of the environment'
    : ': rename one of them, or give one environment another prefix';
}

/** The name of a tenant by its place, `environment/cluster/tenant`. */
function tenantOf({ at }: Made): string {
  return at.slice(at.lastIndexOf('/') + 1);
}

function environmentOf({ at }: Made): string {
  return at.slice(0, at.indexOf('/'));
}

/**
 * Checks that a component with an account of its own shares its namespace with nothing: it has rights over all there. The
 * one that is rendered later has the problem, so that it is not reported again as another owner of the Namespace.
 */
function checkAccounts(cluster: ResolvedCluster, others: readonly Made[], problems: ProblemCollector): void {
  const components = componentsOn(cluster);
  const holders = components.filter(({ component }) => component.account !== undefined);
  if (holders.length === 0) return;
  const control: Made = { namespace: cluster.name, what: 'cluster', at: cluster.name };
  const inOrder: readonly Made[] = [
    ...(cluster.manager === undefined ? [] : [control]),
    ...others.filter(({ what }) => what === 'cluster'),
    ...components
      .filter(({ component }) => isThere(component))
      .map(({ at, component: { namespace } }): Made => ({ namespace, what: 'component', at })),
    ...others.filter(({ what }) => what === 'tenant'),
  ];
  const said = new Set<string>();
  for (const { at: holder, component } of holders) {
    const { namespace } = component;
    const here = inOrder.filter((one) => one.namespace === namespace);
    const position = here.findIndex(({ at }) => at === holder);
    // A folder without a namespace has a problem of its own.
    if (position < 0 || said.has(namespace)) continue;
    said.add(namespace);
    for (const [index, other] of here.entries()) {
      if (other.at === holder) continue;
      const [first, later] = index < position ? [other, here[position]!] : [here[position]!, other];
      const message = `namespace ${quote(namespace)} is that of ${first.what} ${first.at} too, and the "deploys" of ${holder} gives rights over all that is there: give one of them another namespace`;
      problems.add('namespace', later.at, message);
    }
  }
}

/** Whether a component's objects are in its namespace; those of a folder are wherever the folder says. */
function isThere({ folder }: ResolvedComponent): boolean {
  return folder === undefined || folder.targetNamespace !== undefined;
}

interface PlacedComponent {
  readonly at: string;
  readonly component: ResolvedComponent;
}

/** The components on a cluster, without the parts that are made beside them. */
function componentsOn({ name: cluster, components, environments }: ResolvedCluster): PlacedComponent[] {
  const own = components.map((component) => ({ at: `${cluster}/${component.name}`, component }));
  const theirs = environments.flatMap(({ name, components }) =>
    components.map((component) => ({ at: `${name}/${cluster}/${component.name}`, component })),
  );
  return [...own, ...theirs].filter(({ component }) => ownName(component.name) === component.name);
}

function namespacesOn({ name: cluster, environments }: ResolvedCluster): Made[] {
  return environments.flatMap(({ name: environment, tenants }) =>
    tenants.flatMap(({ name, spaces }) =>
      spaces.map(({ namespace }): Made => ({ namespace, what: 'tenant', at: `${environment}/${cluster}/${name}` })),
    ),
  );
}
