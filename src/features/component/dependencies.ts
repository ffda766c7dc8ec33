import { quote } from '../../kubernetes/names';
import { TargetContext } from '../context';
import { Environment } from '../environment';
import { Component, ComponentGroup } from './component';

/** Components of one place that others can wait for. */
export interface PlacedComponents<C extends object> {
  /** Those of the cluster as a whole, each with the name of the part to wait for. */
  readonly cluster: ReadonlyMap<Component<C>, string>;
  /** Those of the environment; empty outside of one. */
  readonly environment: ReadonlyMap<Component<C>, string>;
}

/** Names of the components that something waits for, sorted. */
export interface ResolvedDependencies {
  /** Components of the same environment, or of the cluster for its own. */
  readonly here: readonly string[];
  /** Components of the cluster, for what belongs to an environment. */
  readonly cluster: readonly string[];
}

/** Components and groups to wait for. */
export type Awaited<C extends object> = ReadonlyArray<Component<C> | ComponentGroup<C>>;

/**
 * The components that something waits for at a target. A group stands for its components that are placed there; one is
 * enough. What is not there is reported.
 */
export function resolveDependencies<C extends object>(
  context: TargetContext<C>,
  address: readonly string[],
  awaited: Awaited<C>,
  placed: PlacedComponents<C>,
): ResolvedDependencies {
  const here = new Set<string>();
  const cluster = new Set<string>();
  const own = context.environment ? placed.environment : placed.cluster;
  for (const dependency of awaited) {
    const members = dependency instanceof ComponentGroup ? dependency.components : [dependency];
    const found = members.filter((member) => own.has(member) || placed.cluster.has(member));
    for (const member of found) {
      const name = own.get(member);
      if (name === undefined) cluster.add(placed.cluster.get(member)!);
      else here.add(name);
    }
    const what = `dependsOn ${quote(dependency.name)}`;
    if (found.length === 0) context.report('depends-on', address, absence(context, what, dependency, 'leave it out'));
  }
  return { here: [...here].sort(), cluster: [...cluster].sort() };
}

/**
 * The message for a component that is not placed at the target.
 *
 * @param what the statement that needs it, which is the subject of the message
 * @param otherwise what to do without it
 */
export function absence<C extends object>(
  { environment }: Pick<TargetContext<C>, 'environment'>,
  what: string,
  { scope }: Pick<Component<C> | ComponentGroup<C>, 'scope'>,
  otherwise: string,
): string {
  if (!(scope instanceof Environment) || scope === environment)
    return `${what} is not placed here: place it here too, or ${otherwise}`;
  const where = environment === undefined ? 'the cluster' : `environment ${quote(environment.name)}`;
  return `${what} belongs to environment ${quote(scope.name)}, which ${where} cannot wait for: make it in the fleet, a group or the cluster, or ${otherwise}`;
}
