import { ApiObject, Chart } from 'cdk8s';
import { Fleet, FleetError, FleetProps, formatProblem, Source } from '../../src';
import { Tree } from '../../src/pipeline/write/tree';
import { documentsOf } from './world';

/** What was parsed, which has no type. */
export type Parsed = ReturnType<typeof JSON.parse>;

/** Any configuration: tests of its types are elsewhere. */
export type Loose = Record<string, Parsed>;

export const git = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });

/** A fleet with a good source. */
export function newFleet(props: Partial<FleetProps<Loose>> = {}): Fleet<Loose> {
  return new Fleet<Loose>({ name: 'acme', source: git, ...props });
}

/** What is wrong with a fleet, as it is shown. */
export function problemsOf(fleet: Fleet<Loose>): string[] {
  try {
    fleet.synthesize();
  } catch (error) {
    if (error instanceof FleetError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

/** The objects of one file of a fleet, or of the tree that it made: one synthesis will do for many files. */
export function objectsIn(of: Fleet<Loose> | Tree, path: string): Parsed[] {
  const tree = of instanceof Tree ? of : of.synthesize().tree;
  const text = tree.get(path);
  if (text === undefined) throw new Error(`no ${path} among:\n${tree.paths.join('\n')}`);
  return documentsOf(text);
}

/** Fills a component's chart with one ConfigMap. */
export function configMap(chart: Chart): void {
  new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } });
}
