import type { FleetModel } from '../pipeline/model/model';
import { APP, command, value } from './base/declaration';
import { fenced } from './base/output';
import { askModel } from './base/query';
import { UsageError } from './base/usage-error';

const NOTATIONS = ['mermaid', 'dot'] as const;

/** A thing in a graph. */
interface GraphNode {
  /** Kind and name: `cluster eu-1`. */
  readonly id: string;
  readonly kind: 'app' | 'cluster' | 'component' | 'environment' | 'tenant';
  readonly label: string;
}

/** A line between two things. */
interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Managers deploy to remote clusters; environments are on clusters; what waits depends. */
  readonly kind: 'delivers to' | 'depends on' | 'has' | 'is on';
}

/** A fleet as a graph. */
interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** `flux-fleet graph`. */
export const GRAPH = command({
  description:
    'Draws the fleet: managers and their remote clusters, environments on clusters, tenants with their apps, components, ' +
    'and what waits for what. Both notations are text; GitHub and GitLab draw Mermaid in Markdown, and ' +
    'dot -Tsvg makes a picture of the other.',
  options: {
    as: value('notation', NOTATIONS.join(' or '), { fallback: 'mermaid', choices: NOTATIONS }),
    only: value('target', 'a cluster, or an environment on one, with what is there'),
    app: APP,
  },
  examples: [
    ['flux-fleet graph --format markdown > fleet.md', 'a page that GitHub and GitLab draw'],
    ['flux-fleet graph --as dot | dot -Tsvg > fleet.svg', 'a picture, by Graphviz'],
    ['flux-fleet graph --only prod/eu-1', 'one target'],
  ],
  run: async ({ options: { as = 'mermaid', only, app }, output }) => {
    if (as !== 'mermaid' && as !== 'dot')
      throw new UsageError(`no notation ${JSON.stringify(as)}: give ${NOTATIONS.join(' or ')}`);
    const model = await askModel(app);
    if (typeof model === 'number') return model;
    if (only !== undefined && !model.targets.some(({ name }) => name === only)) {
      const known = model.targets.map(({ name }) => name).join(', ');
      throw new UsageError(`no target ${JSON.stringify(only)}: give one of ${known}`);
    }
    const graph = graphOf(model, only);
    const text = as === 'dot' ? dotText(model.fleet, graph) : mermaidText(graph);
    output.print({ text: () => text, markdown: () => fenced(text, as), data: () => graph });
    return 0;
  },
});

function graphOf(model: FleetModel, only?: string): Graph {
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

const MERMAID_SHAPES = {
  app: ['(', ')'],
  cluster: ['[(', ')]'],
  component: ['{{', '}}'],
  environment: ['[/', '/]'],
  tenant: ['([', '])'],
} as const;

function mermaidText({ nodes, edges }: Graph): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  return [
    'flowchart LR',
    ...nodes.map(({ id, kind, label }) => {
      const [open, close] = MERMAID_SHAPES[kind];
      return `  ${ids.get(id)}${open}"${label}"${close}`;
    }),
    ...edges.map(
      ({ from, to, kind }) => `  ${ids.get(from)} ${kind === 'depends on' ? '-.->' : '-->'}|${kind}| ${ids.get(to)}`,
    ),
    '',
  ].join('\n');
}

const DOT_SHAPES = {
  app: 'box',
  cluster: 'cylinder',
  component: 'hexagon',
  environment: 'parallelogram',
  tenant: 'oval',
} as const;

function dotText(fleet: string, { nodes, edges }: Graph): string {
  const quoted = (text: string) => JSON.stringify(text);
  return [
    `digraph ${quoted(fleet)} {`,
    '  rankdir=LR;',
    ...nodes.map(({ id, kind, label }) => `  ${quoted(id)} [label=${quoted(label)}, shape=${DOT_SHAPES[kind]}];`),
    ...edges.map(({ from, to, kind }) => {
      const style = kind === 'depends on' ? ', style=dashed' : '';
      return `  ${quoted(from)} -> ${quoted(to)} [label=${quoted(kind)}${style}];`;
    }),
    '}',
    '',
  ].join('\n');
}
