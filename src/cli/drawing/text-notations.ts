import { Graph } from './fleet-graph';

const MERMAID_SHAPES = {
  app: ['(', ')'],
  cluster: ['[(', ')]'],
  component: ['{{', '}}'],
  environment: ['[/', '/]'],
  tenant: ['([', '])'],
} as const;

/** A graph in Mermaid. */
export function mermaidText({ nodes, edges }: Graph): string {
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

/** A graph for Graphviz. */
export function dotText({ nodes, edges }: Graph, fleet: string): string {
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
