import { constant } from '../core/constant';
import { anything, either, object, required, text } from '../core/options';
import { compare } from '../core/order';
import { APPLY_VERBS, PolicyRule, READ_VERBS } from './rbac';
import { isFluxGroup } from './refused-rights';
import { CustomKind, DEPLOYABLE_KINDS, DeployableKind } from './resources';
import { isBuiltInGroup } from './scopes';

/** The types of the options of a {@link CustomKind}. */
export const CUSTOM_KIND = object<CustomKind>({
  group: required(text),
  kind: required(text),
  resource: required(text),
  unchecked: text,
});

/** A kind that is deployed: a check knows it by its name, and those of other products say all of it. */
export const DEPLOYED_KIND = either<DeployableKind, CustomKind>(
  anything,
  (value) => typeof value !== 'object',
  CUSTOM_KIND,
);

/** The kinds that a role of Kubernetes stands for; those of Flux only where admission checks them. */
export function kindsOfRole(role: 'edit' | 'admin'): DeployableKind[] {
  const all = Object.keys(DEPLOYABLE_KINDS) as DeployableKind[];
  return all.filter((key) => {
    const group = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
    if (isFluxGroup(group)) return role === 'admin';
    return isBuiltInGroup(group) && key !== 'networking.k8s.io/NetworkPolicy';
  });
}

/** A kind with its group and resource; undefined for an unknown name. */
export function customKind(kind: DeployableKind | CustomKind): CustomKind | undefined {
  if (typeof kind !== 'string') return kind;
  const resource = Object.hasOwn(DEPLOYABLE_KINDS, kind) ? DEPLOYABLE_KINDS[kind] : undefined;
  const slash = kind.indexOf('/');
  return resource && { group: slash < 0 ? '' : kind.slice(0, slash), kind: kind.slice(slash + 1), resource };
}

/** A kind as its name reads: an unknown one may still denote a kind that is refused, whose message gives the reason. */
export function guessedKind(name: string): CustomKind {
  const slash = name.lastIndexOf('/');
  const kind = name.slice(slash + 1);
  const plural = /(s|x)$/i.test(kind) ? kind : kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
  return { group: slash < 0 ? '' : name.slice(0, slash), kind, resource: plural.toLowerCase() };
}

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
