import { quote } from '../kubernetes/names';
import { fieldsIn, isGiven, mapsIn, textIn, valueIn } from './fields';
import { ObjectRule } from './rule';

const CANARY = { controller: 'flagger', kind: 'Canary', file: 'pkg/controller/controller.go' } as const;

const SCHEDULER = { controller: 'flagger', kind: 'Canary', file: 'pkg/controller/scheduler.go' } as const;

/** Types of webhooks whose answer does not keep a version from being promoted. */
const IDLE: ReadonlySet<string | undefined> = new Set(['event', 'post-rollout', 'rollback']);

/** Fields that the routers of some providers need. */
const NEEDS: ReadonlyArray<readonly [provider: string, field: string]> = [
  ['gatewayapi', 'service.gatewayRefs'],
  ['nginx', 'ingressRef'],
  ['skipper', 'ingressRef'],
  ['apisix', 'routeRef'],
];

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
  {
    controller: 'flagger',
    kind: 'Canary',
    file: 'pkg/controller/events.go',
    id: 'canary-alert-severity',
    severity: 'warning',
    when: 'an alert of the analysis has no `severity`',
    then: 'nothing is ever told, although its API calls info the default',
    *check(spec) {
      for (const alert of mapsIn(valueIn(spec, 'analysis', 'alerts')))
        if (!isGiven(alert['severity']) || alert['severity'] === '')
          yield `analysis.alerts ${quote(alert['name'])} has no severity, and Flagger never tells it anything: give info, warn or error`;
    },
  },
  {
    ...SCHEDULER,
    id: 'canary-steps',
    severity: 'error',
    when: '`analysis.stepWeights` that do not rise',
    then: 'the weight stays where it is, and the analysis never ends',
    check: (spec) => {
      const weights = valueIn(spec, 'analysis', 'stepWeights');
      if (!Array.isArray(weights) || isGiven(valueIn(spec, 'analysis', 'stepWeight'))) return undefined;
      const wrong = weights.findIndex((weight, index) => Number(weight) <= Number(weights[index - 1] ?? 0));
      return wrong < 0
        ? undefined
        : `analysis.stepWeights go from ${String(weights[wrong - 1] ?? 0)} to ${String(weights[wrong])}, where the analysis stops for ever: give rising weights`;
    },
  },
  {
    ...SCHEDULER,
    id: 'canary-kubernetes-weights',
    severity: 'warning',
    when: 'the provider kubernetes without `analysis.iterations`, or with `analysis.match`',
    then: 'no traffic is weighed: it becomes ten iterations of blue/green, without the match',
    check: (spec) => {
      if (spec['provider'] !== 'kubernetes' || !isGiven(spec['analysis']) || spec['skipAnalysis'] === true)
        return undefined;
      const isBlueGreen = isGiven(valueIn(spec, 'analysis', 'iterations'));
      return isBlueGreen && mapsIn(valueIn(spec, 'analysis', 'match')).length === 0
        ? undefined
        : 'provider kubernetes neither weighs nor matches requests, and Flagger makes blue/green of it: give analysis.iterations alone';
    },
  },
  {
    ...SCHEDULER,
    id: 'canary-nothing-analysed',
    severity: 'warning',
    when: 'an analysis without metrics and without a webhook that decides',
    then: 'every version whose pods start is promoted',
    check: (spec) => {
      if (!isGiven(spec['analysis']) || spec['skipAnalysis'] === true) return undefined;
      const decides = mapsIn(valueIn(spec, 'analysis', 'webhooks')).filter(({ type }) => !IDLE.has(textIn(type)));
      return mapsIn(valueIn(spec, 'analysis', 'metrics')).length + decides.length > 0
        ? undefined
        : 'nothing is analysed, so that every version whose pods start is promoted: give metrics or a webhook, or skipAnalysis';
    },
  },
  {
    controller: 'flagger',
    kind: 'Canary',
    file: 'pkg/router/factory.go',
    id: 'canary-provider-needs',
    severity: 'error',
    when: 'a provider without what it routes by: `service.gatewayRefs` of the Gateway API, `ingressRef` of nginx and skipper, `routeRef` of apisix',
    then: 'its router fails at each step, and the Canary is never initialized',
    check: (spec) => {
      const provider = textIn(spec['provider']) ?? '';
      const needed = NEEDS.find(([start]) => provider === start || provider.startsWith(`${start}:`))?.[1];
      if (needed === undefined) return undefined;
      const given = valueIn(spec, ...needed.split('.'));
      return isGiven(given) && !(Array.isArray(given) && given.length === 0)
        ? undefined
        : `provider ${provider} routes by ${needed}, which is missing: give it, or another provider`;
    },
  },
];
