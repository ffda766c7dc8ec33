import { FleetError, ProblemCollector } from '../../core/problem';
import { resolvedSettings } from '../../features/config';
import { explainConfig, explainSubject, Explanation, ExplainQuery, subjectAt } from '../../features/explain';
import { FleetScope } from '../../features/fleet';
import { Placement } from '../../features/placement';
import { placeOf, Program, TargetPlace, targetsOf } from '../../features/program';
import { layersAt, Site } from '../../features/site';
import { checkPlacement } from './references';
import { resolvedQuota } from './resolve';

/**
 * The targets that a placement selects.
 *
 * @throws FleetError when the placement names what does not exist, or is wrong in itself
 */
export function targetsAt<C extends object>(fleet: FleetScope<C>, placement: Placement): TargetPlace[] {
  const problems = new ProblemCollector();
  checkPlacement(fleet, 'targets', placement, problems);
  if (!problems.isEmpty) throw new FleetError(problems.problems);
  return targetsOf(new Program(fleet), placement);
}

/**
 * Why a key of the configuration, or a setting of what `query.of` names, has its value at a target.
 *
 * @throws FleetError when the target does not exist, or what is asked about is not there
 */
export function explainAt<C extends object>(fleet: FleetScope<C>, query: ExplainQuery<C>, key: string): Explanation {
  const program = new Program(fleet);
  const { cluster, environment } = placeOf(program, query);
  const ignored = { problems: new ProblemCollector(), warnings: new ProblemCollector() };
  const site = new Site(cluster, environment, ignored);
  if (query.of === undefined) {
    return explainConfig(site.at(), resolvedSettings(layersAt(cluster, environment)), site.config, key);
  }
  const subject = subjectAt(program, { cluster, environment }, query.of);
  return explainSubject(program, site, subject, key, (at, tenant) => resolvedQuota(fleet, at, tenant));
}
