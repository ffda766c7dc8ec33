import { quote } from '../kubernetes/names';
import { fieldsIn, isGiven, textIn, valueIn } from './fields';
import { ObjectRule } from './rule';

const CANARY = { controller: 'flagger', kind: 'Canary', file: 'pkg/controller/controller.go' } as const;

/** Whether a Canary's target is a Service of Knative. */
function isKnative(target: unknown): boolean {
  const { apiVersion, kind } = fieldsIn(target);
  return kind === 'Service' && textIn(apiVersion)?.startsWith('serving.knative.dev/') === true;
}

/** Rules that one Canary decides. */
export const FLAGGER_RULES: readonly ObjectRule[] = [
  {
    ...CANARY,
    id: 'canary-cookie-names',
    severity: 'error',
    when: '`analysis.sessionAffinity` has one name for both cookies',
    then: 'the Canary is never taken up: invalid canary spec',
    check: (spec) => {
      const { cookieName, primaryCookieName } = fieldsIn(valueIn(spec, 'analysis', 'sessionAffinity'));
      return isGiven(cookieName) && cookieName === primaryCookieName
        ? `analysis.sessionAffinity calls both cookies ${quote(cookieName)}: give the primary's another name`
        : undefined;
    },
  },
  {
    ...CANARY,
    id: 'canary-knative-provider',
    severity: 'error',
    when: 'the provider knative with another target than a Knative Service, or the other way round',
    then: 'the Canary is never taken up: invalid canary spec',
    check: (spec) => {
      if (isKnative(spec['targetRef']) === (spec['provider'] === 'knative')) return undefined;
      return isKnative(spec['targetRef'])
        ? 'the target is a Knative Service, and the provider is not knative: set provider to knative'
        : `provider knative takes a Service of serving.knative.dev, not ${String(valueIn(spec, 'targetRef', 'kind'))}: choose another provider`;
    },
  },
  {
    ...CANARY,
    id: 'canary-knative-autoscaler',
    severity: 'error',
    when: '`autoscalerRef` with a Knative Service as target',
    then: 'the Canary is never taken up: invalid canary spec',
    check: (spec) =>
      isKnative(spec['targetRef']) && isGiven(spec['autoscalerRef'])
        ? 'autoscalerRef is refused for a Knative Service, which scales itself: leave it out'
        : undefined,
  },
];
