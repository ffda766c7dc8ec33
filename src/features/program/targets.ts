import { defined } from '../../core/defined';
import { compare } from '../../core/order';
import { FleetError } from '../../core/problem';
import { quote } from '../../kubernetes/names';
import { Named, nameOf, Placement } from '../placement';
import { FleetTarget, Program } from './program';

/** A target by its names. */
export interface TargetName {
  /** The cluster. */
  readonly cluster: string;
  /** The environment; undefined for the cluster as a whole, which has the components of fleet, groups and cluster. */
  readonly environment?: string;
}

/** A query for a target: names, constructs, or the target that a function of the program received. */
export interface TargetQuery {
  /** The cluster. */
  readonly cluster: Named;
  /** @default - the cluster as a whole */
  readonly environment?: Named;
}

/** The targets that a placement selects, by cluster and environment. */
export function targetNames<C extends object>(program: Program<C>, placement: Placement): TargetName[] {
  return program.clusters
    .flatMap((cluster): Array<FleetTarget<C>> => [
      { cluster },
      ...program.environmentsOn(cluster).map((environment) => ({ cluster, environment })),
    ])
    .filter((place) => placement.selects(place))
    .map(({ cluster, environment }) => ({
      cluster: cluster.name,
      ...defined({ environment: environment?.name }),
    }));
}

/**
 * The queried target.
 *
 * @throws FleetError when the cluster does not exist, or the environment is not on it
 */
export function findTarget<C extends object>(program: Program<C>, query: TargetQuery): FleetTarget<C> {
  const name = nameOf(query.cluster);
  const cluster = program.clusters.find((one) => one.name === name);
  if (cluster === undefined) {
    const known = program.clusters.map((one) => one.name).sort(compare);
    return fail(program, `cluster ${quote(name)} does not exist`, known);
  }
  if (query.environment === undefined) return { cluster };
  const wanted = nameOf(query.environment);
  const carried = program.environmentsOn(cluster);
  const environment = carried.find((one) => one.name === wanted);
  if (environment !== undefined) return { cluster, environment };
  return fail(
    program,
    `environment ${quote(wanted)} is not on cluster ${quote(name)}`,
    carried.map((one) => one.name),
  );
}

/** @throws FleetError with the fault of a query and a remedy */
export function failQuery<C extends object>(program: Program<C>, what: string, hint: string): never {
  throw new FleetError([{ id: 'target', at: program.fleet.name, message: `${what}: ${hint}` }]);
}

function fail<C extends object>(program: Program<C>, what: string, known: readonly string[]): never {
  return failQuery(program, what, known.length > 0 ? `use one of ${known.join(', ')}` : 'there is none yet');
}
