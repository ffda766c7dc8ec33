import { valueAt } from '../json';
import { JsonObject } from '../objects';
import { Condition } from './rules';

/** A test of an object before and after an update. */
type Test = (live: JsonObject, after: JsonObject) => boolean;

const isType = (object: JsonObject, type: string): boolean => valueAt(object, 'spec', 'type') === type;

const isHeadless = (object: JsonObject): boolean => valueAt(object, 'spec', 'clusterIP') === 'None';

const needsHealthCheck = (object: JsonObject): boolean =>
  isType(object, 'LoadBalancer') && valueAt(object, 'spec', 'externalTrafficPolicy') === 'Local';

const isGated: Test = (live) => {
  const gates = valueAt(live, 'spec', 'schedulingGates');
  return Array.isArray(gates) && gates.length > 0;
};

// That the Job never started is not known: one that is suspended in the manifest normally has not.
const isWaiting: Test = (live) => valueAt(live, 'spec', 'suspend') === true;

/** The conditions of rules, see {@link UpdateRule.when}. */
export const CONDITIONS: Readonly<Record<Condition, Test>> = {
  'both-load-balancers': (live, after) => isType(live, 'LoadBalancer') && isType(after, 'LoadBalancer'),
  'both-need-health-checks': (live, after) => needsHealthCheck(live) && needsHealthCheck(after),
  'cluster-ip-kept': (live, after) =>
    !isType(live, 'ExternalName') && !isType(after, 'ExternalName') && !(isHeadless(live) && isHeadless(after)),
  'completions-apart-from-parallelism': (_live, after) =>
    valueAt(after, 'spec', 'completionMode') !== 'Indexed' ||
    valueAt(after, 'spec', 'completions') !== valueAt(after, 'spec', 'parallelism'),
  frozen: (live) => live.immutable === true,
  'gated-pod': isGated,
  'no-storage-class': (live) => valueAt(live, 'spec', 'storageClassName') === '',
  'not-gated-pod': (live, after) => !isGated(live, after),
  'not-waiting-job': (live, after) => !isWaiting(live, after),
  'waiting-job': isWaiting,
};
