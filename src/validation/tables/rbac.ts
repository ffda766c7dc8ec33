import { a, Check, choice, listOf, relation, required, Shape, text, needed } from '../checks/rule';
import { policyRule, subject } from '../relations/rbac';
import { LABEL_SELECTOR } from './meta';

const RBAC = 'rbac/validation';

const rules = (isNamespaced: boolean): Check =>
  listOf(() => ({
    source: `${RBAC}#ValidatePolicyRule`,
    fields: { verbs: required },
    rules: [relation(policyRule(isNamespaced))],
  }));

const binding =
  (isNamespaced: boolean, source: string): (() => Shape) =>
  () => ({
    source,
    fields: {
      roleRef: needed(() => ({
        source,
        fields: {
          apiGroup: choice('rbac.authorization.k8s.io'),
          kind: [required, choice(...(isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole']))],
          name: [required, text('pathSegment')],
        },
      })),
      subjects: listOf(() => ({
        source: `${RBAC}#ValidateRoleBindingSubject`,
        fields: { name: required, kind: [required, choice('ServiceAccount', 'User', 'Group')] },
        rules: [relation(subject(isNamespaced))],
      })),
    },
  });

/** The kinds of `rbac.authorization.k8s.io`. */
export const RBAC_KINDS: Readonly<Record<string, () => Shape>> = {
  'rbac.authorization.k8s.io/Role': () => ({ source: `${RBAC}#ValidateRole`, fields: { rules: rules(true) } }),
  'rbac.authorization.k8s.io/ClusterRole': () => ({
    source: `${RBAC}#ValidateClusterRole`,
    fields: {
      rules: rules(false),
      aggregationRule: a(() => ({
        source: `${RBAC}#ValidateClusterRole`,
        fields: { clusterRoleSelectors: [required, listOf(LABEL_SELECTOR)] },
      })),
    },
  }),
  'rbac.authorization.k8s.io/RoleBinding': binding(true, `${RBAC}#ValidateRoleBinding`),
  'rbac.authorization.k8s.io/ClusterRoleBinding': binding(false, `${RBAC}#ValidateClusterRoleBinding`),
};
