import { JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { parseQuantity } from '../../kubernetes/quantity';
import { canonical } from '../diff/field-diff';
import { listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** Lists of an EC2NodeClass that are no part of its hash (pkg/apis/v1 of karpenter-provider-aws: `hash:"ignore"`). */
const SELECTORS = ['amiSelectorTerms', 'securityGroupSelectorTerms', 'subnetSelectorTerms'];
const NOT_HASHED = [...SELECTORS, 'capacityReservationSelectorTerms'];

/** The list of those whose result must be what a machine has; the results of the others must only contain it. */
const EXACT = 'securityGroupSelectorTerms';

/**
 * Karpenter compares a hash of the class with that of each machine, and what the class selects with what the machine has
 * (pkg/cloudprovider/drift.go of karpenter-provider-aws).
 */
export function otherClass(old: KubernetesObject, next: KubernetesObject, what: string): Risk[] {
  const hashed = (one: KubernetesObject) => canonical(without(mapAt(one, 'spec'), NOT_HASHED));
  if (hashed(old) !== hashed(next)) return allReplaced(what);
  const isLess = SELECTORS.some((list) => {
    const [before, after] = [old, next].map((one) => listAt(one, 'spec', list).map(canonical));
    const isIn = (some: readonly string[], terms: readonly string[]) => some.every((term) => terms.includes(term));
    return !isIn(before!, after!) || (list === EXACT && !isIn(after!, before!));
  });
  return isLess ? someReplaced(what) : [];
}

/**
 * Karpenter compares a hash of the template without its requirements with that of each machine, and the labels of the
 * machine with the requirements (pkg/apis/v1: NodePool.Hash; pkg/controllers/nodeclaim/disruption: drift.go).
 */
export function otherMachines(old: KubernetesObject, next: KubernetesObject, what: string): Risk[] {
  const hashed = (one: KubernetesObject) => {
    const template = mapAt(one, 'spec', 'template');
    const spec = without(mapAt(template, 'spec'), ['requirements']);
    return canonical({ ...template, spec: { expireAfter: '720h', ...spec } });
  };
  if (hashed(old) !== hashed(next)) return allReplaced(what);
  const [before, after] = [old, next].map((one) => listAt(one, 'spec', 'template', 'spec', 'requirements'));
  const keys = (requirements: readonly JsonValue[]) => requirements.flatMap((one) => textAt(one, 'key') ?? []);
  const free = [...new Set(keys(before!))].filter((key) => !keys(after!).includes(key));
  return [
    ...(after!.every((requirement) => before!.some((one) => allows(requirement, one))) ? [] : someReplaced(what)),
    ...(free.length === 0
      ? []
      : [risk('version', `${what} no longer restricts ${free.join(' and ')}: new machines may be of another kind`)]),
  ];
}

/** A limit beyond which pods find no machine. */
export function lessMachines(old: KubernetesObject, next: KubernetesObject, what: string): Risk[] {
  const limit = (one: KubernetesObject, name: string) => {
    const given = valueAt(one, 'spec', 'limits', name);
    return typeof given === 'number' || typeof given === 'string' ? parseQuantity(given) : undefined;
  };
  const lower = Object.keys(mapAt(next, 'spec', 'limits')).filter((name) => {
    const [before, after] = [limit(old, name), limit(next, name)];
    return after !== undefined && (before === undefined || after < before);
  });
  return lower.length === 0
    ? []
    : [risk('availability', `${what} limits ${lower.join(' and ')} to less: pods beyond that stay pending`)];
}

/** Whether a requirement leaves room for each machine that an earlier one leaves room for. */
function allows(requirement: JsonValue, earlier: JsonValue): boolean {
  if (canonical(requirement) === canonical(earlier)) return true;
  const [key, operator, was] = [
    textAt(requirement, 'key'),
    textAt(requirement, 'operator'),
    textAt(earlier, 'operator'),
  ];
  if (key === undefined || key !== textAt(earlier, 'key')) return false;
  if (operator === 'Exists') return was === 'In' || was === 'Gt' || was === 'Lt';
  if (operator !== was) return false;
  const [values, others] = [listAt(requirement, 'values'), listAt(earlier, 'values')];
  switch (operator) {
    case 'In':
      return others.every((value) => values.includes(value));
    case 'NotIn':
      return values.every((value) => others.includes(value));
    case 'Gt':
      return Number(values[0]) <= Number(others[0]);
    case 'Lt':
      return Number(values[0]) >= Number(others[0]);
    default:
      return true;
  }
}

function without(map: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([field]) => !fields.includes(field)));
}

function allReplaced(what: string): Risk[] {
  return [risk('restart', `${what}: Karpenter replaces its machines, and their pods move`)];
}

function someReplaced(what: string): Risk[] {
  return [risk('restart', `${what}: Karpenter replaces its machines that no longer match, and their pods move`)];
}
