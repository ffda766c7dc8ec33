import { FleetError, ProblemCollector } from '../../core/problem';
import { resolvedSettings } from '../../features/config';
import { layersAt, TargetContext } from '../../features/context';
import {
  explainConfig,
  explainElement,
  Explanation,
  explainedKeys,
  ExplainQuery,
  elementAt,
} from '../../features/explain';
import { FleetScope } from '../../features/fleet';
import { Placement } from '../../features/placement';
import { findTarget, Program, TargetName, targetNames } from '../../features/program';
import { checkPlacement } from './references';
import { resolvedQuota } from './resolve';

/**
 * The targets that a placement selects.
 *
 * @throws FleetError when the placement is invalid or names something that does not exist
 */
export function targetsAt<C extends object>(fleet: FleetScope<C>, placement: Placement): TargetName[] {
  const problems = new ProblemCollector();
  checkPlacement(fleet, 'targets', placement, problems);
  if (!problems.isEmpty) throw new FleetError(problems.problems);
  return targetNames(new Program(fleet), placement);
}

/**
 * Explains every key of the configuration, or every setting of the element `query.of`, at a target.
 *
 * @throws FleetError when the target or the element does not exist
 */
export function explainAllAt<C extends object>(fleet: FleetScope<C>, query: ExplainQuery<C>): Explanation[] {
  const program = new Program(fleet);
  const { cluster, environment } = findTarget(program, query);
  const keys =
    query.of === undefined
      ? layersAt(cluster, environment).flatMap(({ values }) => Object.keys(values))
      : explainedKeys(elementAt(program, { cluster, environment }, query.of));
  return [...new Set(keys)].sort().flatMap((key) => {
    const explanation = explainAt(fleet, query, key);
    return explanation.values.length > 0 ? [explanation] : [];
  });
}

/**
 * Explains the value of a configuration key, or of a setting of the element `query.of`, at a target.
 *
 * @throws FleetError when the target or the element does not exist
 */
export function explainAt<C extends object>(fleet: FleetScope<C>, query: ExplainQuery<C>, key: string): Explanation {
  const program = new Program(fleet);
  const { cluster, environment } = findTarget(program, query);
  const ignored = { problems: new ProblemCollector(), warnings: new ProblemCollector() };
  const context = new TargetContext(cluster, environment, ignored);
  if (query.of === undefined) {
    return explainConfig(context.at(), resolvedSettings(layersAt(cluster, environment)), context.config, key);
  }
  const element = elementAt(program, { cluster, environment }, query.of);
  return explainElement(program, context, element, key, (at, tenant) => resolvedQuota(fleet, at, tenant));
}
