import type { FleetModel } from '../../pipeline/model/model';

/** A thing in a graph. */
export interface GraphNode {
  /** Kind and name: `cluster eu-1`. */
  readonly id: string;
  readonly kind: 'app' | 'cluster' | 'component' | 'environment' | 'tenant';
  readonly label: string;
}

/** A line between two things. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Managers deploy to remote clusters; environments are on clusters; what waits depends. */
  readonly kind: 'delivers to' | 'depends on' | 'has' | 'is on';
}

/** A fleet as a graph. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The graph of a fleet, or of one target with what is there. */
export function graphOf(model: FleetModel, only?: string): Graph {
  const target = model.targets.find(({ name }) => name === only);
  const isHere = ({ targets }: { readonly targets: readonly string[] }) => only === undefined || targets.includes(only);
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const add = (kind: GraphNode['kind'], name: string, label = name) =>
    nodes.push({ id: `${kind} ${name}`, kind, label });
  const link = (from: string, kind: GraphEdge['kind'], to: string) => edges.push({ from, to, kind });
  for (const { name, manager } of model.clusters) {
    add('cluster', name);
    if (manager !== undefined) link(`cluster ${manager}`, 'delivers to', `cluster ${name}`);
  }
  for (const { name, clusters } of model.environments) {
    add('environment', name);
    for (const cluster of clusters) link(`environment ${name}`, 'is on', `cluster ${cluster}`);
  }
  for (const { name, scope, dependsOn, targets } of model.components.filter(isHere)) {
    // Components of the whole fleet would be linked with every cluster.
    const id = scope === 'fleet' ? name : `${scope}/${name}`;
    add('component', id, scope === 'fleet' ? `${name} (everywhere)` : name);
    if (/^(?:cluster|environment) /.test(scope)) link(`component ${id}`, 'is on', scope);
    else if (scope !== 'fleet') for (const cluster of targets) link(`component ${id}`, 'is on', `cluster ${cluster}`);
    for (const other of dependsOn) {
      const found = [`component ${scope}/${other}`, `component ${other}`];
      link(`component ${id}`, 'depends on', scope === 'fleet' ? found[1]! : found[0]!);
    }
  }
  for (const tenant of model.tenants.filter(isHere)) {
    add('tenant', tenant.name);
    const environments = new Set(tenant.targets.flatMap((one) => (one.includes('/') ? [one.split('/')[0]!] : [])));
    for (const environment of environments) link(`tenant ${tenant.name}`, 'is on', `environment ${environment}`);
  }
  for (const { name, tenant, dependsOn } of model.apps.filter(isHere)) {
    add('app', name);
    link(`tenant ${tenant}`, 'has', `app ${name}`);
    for (const other of dependsOn) {
      link(`app ${name}`, 'depends on', other.includes('/') ? `app ${other}` : `component ${other}`);
    }
  }
  const shown = new Set(
    nodes
      .filter(({ kind, label }) => {
        if (target === undefined) return true;
        if (kind === 'cluster') return label === target.cluster;
        return kind !== 'environment' || label === target.environment;
      })
      .map(({ id }) => id),
  );
  return {
    nodes: nodes.filter(({ id }) => shown.has(id)),
    edges: edges.filter(({ from, to }) => shown.has(from) && shown.has(to)),
  };
}
