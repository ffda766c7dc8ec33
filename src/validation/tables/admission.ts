import { defined } from '../../core/defined';
import {
  a,
  atMost,
  Check,
  choice,
  each,
  listOf,
  range,
  relation,
  required,
  Shape,
  strictChoice,
  strictText,
  text,
  unique,
  needed,
} from '../checks/rule';
import {
  auditKeys,
  mutableOperations,
  mutationType,
  notBlank,
  oneLine,
  paramKind,
  paramRef,
  policyHasRules,
  reviewVersions,
  ruleResources,
  validationActions,
  webhookClient,
  wildcardAlone,
} from '../relations/admission';
import { auditLength } from '../relations/audit';
import { policyExpressions, webhookExpressions } from '../relations/expressions';
import { LABEL_SELECTOR } from './meta';

const ADMISSION = 'admissionregistration/validation';

const blank = relation(notBlank);

const RULE: Shape = {
  source: `${ADMISSION}#validateRuleWithOperations`,
  fields: {
    operations: [required, each(strictChoice('*', 'CREATE', 'UPDATE', 'DELETE', 'CONNECT')), relation(wildcardAlone)],
    apiGroups: [required, relation(wildcardAlone)],
    apiVersions: [required, each(required), relation(wildcardAlone)],
    resources: [required, relation(ruleResources)],
    scope: strictChoice('Cluster', 'Namespaced', '*'),
  },
};

const NAMED_RULE = (): Shape => ({
  ...RULE,
  source: `${ADMISSION}#validateNamedRuleWithOperations`,
  fields: { ...RULE.fields, resourceNames: [each(strictText('pathSegment')), unique()] },
});

const CONDITIONS: readonly Check[] = [
  atMost(64),
  listOf(() => ({
    source: `${ADMISSION}#validateMatchCondition`,
    fields: { name: [required, text('qualifiedName')], expression: [required, blank] },
  })),
  unique('name'),
];

const HOOK =
  (isMutating: boolean): (() => Shape) =>
  () => ({
    source: `${ADMISSION}#${isMutating ? 'validateMutatingWebhook' : 'validateValidatingWebhook'}`,
    fields: {
      name: [required, text('fullName')],
      rules: listOf(() => RULE),
      failurePolicy: strictChoice('Ignore', 'Fail'),
      matchPolicy: strictChoice('Exact', 'Equivalent'),
      sideEffects: [required, strictChoice('None', 'NoneOnDryRun')],
      timeoutSeconds: range(1, 30),
      namespaceSelector: a(LABEL_SELECTOR),
      objectSelector: a(LABEL_SELECTOR),
      matchConditions: CONDITIONS,
      admissionReviewVersions: [required, relation(reviewVersions)],
      clientConfig: needed(() => ({
        source: `${ADMISSION}#validateValidatingWebhook`,
        fields: {
          service: a(() => ({
            source: 'apiserver/pkg/util/webhook#ValidateWebhookService',
            fields: { name: required, namespace: required },
          })),
        },
        rules: [relation(webhookClient)],
      })),
      ...defined({ reinvocationPolicy: isMutating ? strictChoice('Never', 'IfNeeded') : undefined }),
    },
    rules: [relation(webhookExpressions)],
  });

const hooks = (isMutating: boolean, source: string): (() => Shape) => {
  const hook = HOOK(isMutating);
  return () => ({ source, fields: { webhooks: [listOf(hook), unique('name')] } });
};

const MATCH: Shape = {
  source: `${ADMISSION}#validateMatchResources`,
  fields: {
    matchPolicy: strictChoice('Exact', 'Equivalent'),
    namespaceSelector: a(LABEL_SELECTOR),
    objectSelector: a(LABEL_SELECTOR),
    resourceRules: listOf(NAMED_RULE),
    excludeResourceRules: listOf(NAMED_RULE),
  },
};

const CONSTRAINTS = (): Shape => ({
  ...MATCH,
  fields: { ...MATCH.fields, resourceRules: [required, listOf(NAMED_RULE)] },
});

const POLICY: Shape = {
  source: `${ADMISSION}#validateValidatingAdmissionPolicySpec`,
  fields: {
    failurePolicy: strictChoice('Ignore', 'Fail'),
    paramKind: a(() => ({
      source: `${ADMISSION}#validateParamKind`,
      fields: { apiVersion: required, kind: required },
      rules: [relation(paramKind)],
    })),
    matchConstraints: needed(CONSTRAINTS),
    matchConditions: CONDITIONS,
    variables: listOf(() => ({
      source: `${ADMISSION}#validateVariable`,
      fields: { name: [required, text('celName')], expression: [required, blank] },
    })),
  },
  rules: [relation(policyExpressions)],
};

const VALIDATION = (): Shape => ({
  source: `${ADMISSION}#validateValidation`,
  fields: {
    expression: [required, blank],
    messageExpression: blank,
    message: relation(oneLine),
    reason: strictChoice('Forbidden', 'Invalid', 'RequestEntityTooLarge'),
  },
});

const AUDIT = (): Shape => ({
  source: `${ADMISSION}#validateAuditAnnotation`,
  fields: { valueExpression: [required, blank, relation(auditLength)] },
});

const binding =
  (extra: Shape['fields'], source: string, rules: readonly Check[]): (() => Shape) =>
  () => ({
    source,
    fields: {
      spec: needed(() => ({
        source,
        fields: {
          policyName: [required, text('dnsSubdomain')],
          paramRef: a(() => ({
            source: `${ADMISSION}#validateParamRef`,
            fields: {
              name: text('pathSegment'),
              selector: a(LABEL_SELECTOR),
              parameterNotFoundAction: [required, choice('Deny', 'Allow')],
            },
            rules: [relation(paramRef)],
          })),
          matchResources: a(() => MATCH),
          ...extra,
        },
        rules,
      })),
    },
  });

const EXPRESSION = (): Shape => ({
  source: `${ADMISSION}#validateJSONPatch`,
  fields: { expression: [required, blank] },
});

/** The kinds of `admissionregistration.k8s.io`. */
export const ADMISSION_KINDS: Readonly<Record<string, () => Shape>> = {
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': hooks(
    false,
    `${ADMISSION}#ValidateValidatingWebhookConfiguration`,
  ),
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': hooks(
    true,
    `${ADMISSION}#ValidateMutatingWebhookConfiguration`,
  ),
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': () => ({
    source: `${ADMISSION}#ValidateValidatingAdmissionPolicy`,
    fields: {
      spec: needed(() => ({
        ...POLICY,
        fields: {
          ...POLICY.fields,
          validations: listOf(VALIDATION),
          auditAnnotations: [atMost(20), listOf(AUDIT), unique('key')],
        },
        rules: [...(POLICY.rules ?? []), relation(policyHasRules)],
      })),
    },
    rules: [relation(auditKeys)],
  }),
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': binding(
    {
      validationActions: [required, each(strictChoice('Deny', 'Warn', 'Audit')), unique(), relation(validationActions)],
    },
    `${ADMISSION}#ValidateValidatingAdmissionPolicyBinding`,
    [],
  ),
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': () => ({
    source: `${ADMISSION}#ValidateMutatingAdmissionPolicy`,
    fields: {
      spec: needed(() => ({
        ...POLICY,
        source: `${ADMISSION}#validateMutatingAdmissionPolicySpec`,
        fields: {
          ...POLICY.fields,
          reinvocationPolicy: [required, choice('Never', 'IfNeeded')],
          mutations: [
            required,
            listOf(() => ({
              source: `${ADMISSION}#validateMutation`,
              fields: {
                patchType: [required, choice('ApplyConfiguration', 'JSONPatch')],
                jsonPatch: a(EXPRESSION),
                applyConfiguration: a(EXPRESSION),
              },
              rules: [relation(mutationType)],
            })),
          ],
        },
        rules: [...(POLICY.rules ?? []), relation(mutableOperations('matchConstraints'))],
      })),
    },
  }),
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': binding(
    {},
    `${ADMISSION}#ValidateMutatingAdmissionPolicyBinding`,
    [relation(mutableOperations('matchResources'))],
  ),
};
