import { posix } from 'node:path';
import { Figure, Item } from './figure';
import { folderGraph, Graph, ImportGraphs } from './imports';

/**
 * Cycles of a graph, each as its members in alphabetical order: strongly connected components of more than one node
 * (Tarjan's algorithm), and nodes with an edge to themselves.
 */
export function cyclesOf(graph: Graph): string[][] {
  const cycles: string[][] = [];
  const index = new Map<string, number>();
  const stack: string[] = [];
  const visit = (node: string): number => {
    const own = index.size;
    index.set(node, own);
    stack.push(node);
    let lowest = own;
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, index.get(next)!);
    }
    if (lowest === own) {
      const members = stack.splice(stack.indexOf(node)).sort();
      if (members.length > 1 || graph.get(node)?.has(node)) cycles.push(members);
    }
    return lowest;
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return cycles.sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
}

/** Figures of cycles between files or folders: by value imports, and by type imports alone. */
export function cycleFigures(between: 'files' | 'folders', files: ImportGraphs): Figure[] {
  const cycles = (graph: Graph) => cyclesOf(between === 'files' ? graph : folderGraph(graph));
  const values = cycles(files.values);
  const known = new Set(values.map((members) => members.join()));
  const types = cycles(files.all).filter((members) => !known.has(members.join()));
  const groupOf = (file: string) => (between === 'files' ? file : posix.dirname(file));
  return [
    figure(`value-import cycles between ${between}`, values, importsWithin(values, files.values, groupOf)),
    figure(`type-import cycles between ${between}`, types, importsWithin(types, files.all, groupOf)),
  ];
}

function figure(name: string, cycles: readonly string[][], items: readonly Item[]): Figure {
  const at = cycles.map((members) => members.join(' ↔ ')).join('; ');
  return { name, value: cycles.length, ...(at && { at }), items };
}

/** The imports of files that form cycles. */
function importsWithin(cycles: readonly string[][], files: Graph, groupOf: (file: string) => string): Item[] {
  const cycleOf = new Map(cycles.flatMap((members) => members.map((member) => [member, members] as const)));
  const isWithin = (from: string, to: string) => {
    const cycle = cycleOf.get(groupOf(from));
    return cycle !== undefined && cycle === cycleOf.get(groupOf(to)) && groupOf(from) !== groupOf(to);
  };
  return [...files].flatMap(([from, targets]) =>
    [...targets].filter((to) => isWithin(from, to)).map((to) => ({ at: `${from} imports ${to}` })),
  );
}
