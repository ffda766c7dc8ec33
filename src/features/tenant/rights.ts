import { constant } from '../../core/constant';
import { compare } from '../../core/order';
import { APPLY_VERBS, PolicyRule, READ_VERBS } from '../../kubernetes/rbac';
import { CustomKind } from '../../kubernetes/resources';

/** Resources that Flux reads to check a resource's health, by the resource that creates them. */
const LOOKS_AT: Readonly<Record<string, readonly string[]>> = {
  'apps/daemonsets': ['/pods'],
  'apps/deployments': ['/pods', 'apps/replicasets'],
  'apps/replicasets': ['/pods'],
  'apps/statefulsets': ['/pods'],
  'batch/jobs': ['/pods'],
  '/replicationcontrollers': ['/pods'],
};

/**
 * The least rules for applying these kinds: for each API group, one rule for written resources and one for resources
 * that are only read.
 */
export function rulesFor(kinds: readonly CustomKind[]): readonly PolicyRule[] {
  const written = new Set(kinds.map(({ group, resource }) => `${group}/${resource}`));
  // Most tenants deploy the same kinds, so the rules are cached by them.
  const key = [...written].sort().join();
  let rules = known.get(key);
  if (rules === undefined) known.set(key, (rules = constant(rulesOf(written))));
  return rules;
}

const known = new Map<string, readonly PolicyRule[]>();

function rulesOf(written: ReadonlySet<string>): PolicyRule[] {
  const read = new Set([...written].flatMap((key) => LOOKS_AT[key] ?? []).filter((key) => !written.has(key)));
  return [...byGroup(written, APPLY_VERBS), ...byGroup(read, READ_VERBS)];
}

function byGroup(keys: ReadonlySet<string>, verbs: readonly string[]): PolicyRule[] {
  const groups = new Map<string, string[]>();
  for (const key of [...keys].sort()) {
    const slash = key.lastIndexOf('/');
    const group = key.slice(0, slash);
    groups.set(group, [...(groups.get(group) ?? []), key.slice(slash + 1)]);
  }
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([group, resources]) => ({ apiGroups: [group], resources, verbs: [...verbs] }));
}
