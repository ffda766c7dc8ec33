import { a, each, listOf, relation, required, Shape, strictText, unique } from '../checks/rule';
import { limitType, ownFinalizer } from '../relations/cluster';
import { limits, quota, secretData } from '../relations/core';

const CORE = 'core/validation';

/** The kinds of the core group that nearly every namespace has. */
export const NAMESPACE_KINDS: Readonly<Record<string, () => Shape>> = {
  '/ConfigMap': () => ({ source: `${CORE}#ValidateConfigMap` }),
  '/ServiceAccount': () => ({ source: `${CORE}#ValidateServiceAccount` }),
  '/Secret': () => ({ source: `${CORE}#ValidateSecret`, rules: [relation(secretData)] }),
  '/Namespace': () => ({
    source: `${CORE}#ValidateNamespace`,
    fields: {
      spec: a(() => ({
        source: `${CORE}#validateFinalizerName`,
        fields: { finalizers: each(strictText('qualifiedName'), relation(ownFinalizer)) },
      })),
    },
  }),
  '/ResourceQuota': () => ({
    source: `${CORE}#ValidateResourceQuota`,
    fields: { spec: a(() => ({ source: `${CORE}#ValidateResourceQuotaSpec`, rules: [relation(quota)] })) },
  }),
  '/LimitRange': () => ({
    source: `${CORE}#ValidateLimitRange`,
    fields: {
      spec: a(() => ({
        source: `${CORE}#ValidateLimitRange`,
        fields: {
          limits: [
            listOf(() => ({
              source: `${CORE}#ValidateLimitRange`,
              fields: { type: [required, relation(limitType)] },
              rules: [relation(limits)],
            })),
            unique('type'),
          ],
        },
      })),
    },
  }),
};
