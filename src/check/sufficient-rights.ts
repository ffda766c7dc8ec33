import { quote } from '../kubernetes/names';
import { GrantedRules, MissingRight, missingRights, PolicyRule, RightsSubject } from '../kubernetes/rbac';
import { Rule } from './rule';

/**
 * Whoever applies a unit may apply each of its objects: create and patch it, delete it to prune, get and list it to see
 * its health. Flux would find out at the first one that is lacking, after the merge.
 */
export const sufficientRights: Rule = {
  id: 'missing-right',
  *place({ unit, at, rights }) {
    if (rights === undefined) return;
    for (const missing of lacking(unit.identities, rights)) yield { at, message: describe(missing) };
  },
};

/** What identities tell is all that rights are about. */
function lacking(identities: readonly string[], rights: readonly GrantedRules[]): MissingRight[] {
  const subjects = identities.map((identity): RightsSubject => {
    const [group = '', kind = '', namespace = '', name = ''] = identity.split('/');
    const metadata = { name, ...(namespace === '' ? {} : { namespace }) };
    return { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata };
  });
  return missingRights(subjects, rights);
}

function describe({ object, rule, namespace }: MissingRight): string {
  const { kind, metadata } = object;
  const name = namespace === undefined ? metadata.name : `${namespace}/${metadata.name}`;
  return `${kind} ${quote(name)} cannot be applied by the account of its unit: add ${ruleText(rule)} to its role`;
}

function ruleText({ apiGroups, resources, verbs }: PolicyRule): string {
  return `{ apiGroups: [${quote(apiGroups[0])}], resources: [${quote(resources[0])}], verbs: ${quote(verbs)} }`;
}
