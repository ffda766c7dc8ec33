import { defined } from '../../core/defined';
import { quote } from '../../kubernetes/names';
import { GrantedRules, MissingRight, missingRights, PolicyRule, RightsSubject } from '../../kubernetes/rbac';
import { checkDeployable } from '../../kubernetes/refused-rights';
import { DEPLOYABLE_KINDS, kindKey } from '../../kubernetes/resources';
import { Rule } from '../../units/rule';

/**
 * The account that applies a unit has the rights for each of its objects: to create and patch it, to delete it for
 * pruning, to get and list it for health checks. Otherwise Flux would fail at the first missing right, after the merge.
 */
export const sufficientRights: Rule = {
  *place({ unit, at, rights, isOfComponent = false }) {
    if (rights === undefined) return;
    for (const missing of missingFor(unit.identities, rights))
      yield { id: 'missing-right', at, message: describe(missing, rights, isOfComponent) };
  },
};

/** The missing rights, which depend on nothing but the identities of the objects. */
function missingFor(identities: readonly string[], rights: readonly GrantedRules[]): MissingRight[] {
  const subjects = identities.map((identity): RightsSubject => {
    const [group = '', kind = '', namespace = '', name = ''] = identity.split('/');
    const metadata = { name, ...defined({ namespace: namespace === '' ? undefined : namespace }) };
    return { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata };
  });
  return missingRights(subjects, rights);
}

function describe(
  { object, rule, namespace }: MissingRight,
  granted: readonly GrantedRules[],
  isOfComponent: boolean,
): string {
  const elsewhere = isOfComponent
    ? 'leave out "deploys" of the component, and the platform\'s account applies it'
    : 'let the platform keep it in a Component';
  const { kind, metadata } = object;
  const name = namespace === undefined ? metadata.name : `${namespace}/${metadata.name}`;
  const wrong = `${kind} ${quote(name)} cannot be applied by the account of its unit`;
  if (namespace === undefined) {
    const [what, named] = isOfComponent
      ? ['has no right on it', 'name it in "grants" of the component, or ']
      : ['has no rights outside namespaces', ''];
    return `${wrong}, which ${what}: ${named}${elsewhere}`;
  }
  const own = granted.flatMap((one) => one.namespace ?? []);
  if (!own.includes(namespace)) {
    return `${wrong}, which has rights in namespace ${own.map(quote).join(', ')} alone: leave metadata.namespace out, or ${elsewhere}`;
  }
  const [group = '', resource = ''] = [rule.apiGroups[0], rule.resources[0]];
  const refused = isOfComponent ? undefined : checkDeployable({ group, kind, resource });
  if (refused !== undefined) return `${wrong}: ${refused}`;
  const key = kindKey(group, kind);
  // Kinds of other products are not known by their name.
  const deploys = Object.hasOwn(DEPLOYABLE_KINDS, key)
    ? quote(key)
    : `{ group: '${group}', kind: '${kind}', resource: '${resource}' }`;
  return `${wrong}, which lacks ${ruleText(rule)}: add ${deploys} to the ${isOfComponent ? 'component' : 'tenant'}'s "deploys"`;
}

function ruleText({ apiGroups, resources, verbs }: PolicyRule): string {
  return `{ apiGroups: [${quote(apiGroups[0])}], resources: [${quote(resources[0])}], verbs: ${quote(verbs)} }`;
}
