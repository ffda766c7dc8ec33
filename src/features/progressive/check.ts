import { checkDnsLabel, checkDnsSubdomain, quote } from '../../kubernetes/names';
import { LanguageError } from '../../languages/go/language-error';
import { checkMetricQuery } from '../../languages/template';
import { checkTime } from './durations';
import type { ProgressiveProps } from './props';
import { METRIC_PROVIDERS, PROVIDERS, providersThat } from './providers';
import type {
  AbTestingSteps,
  CanarySteps,
  MetricTemplateProps,
  ProgressiveAlert,
  ProgressiveMetric,
  ProgressiveWebhook,
} from './types';

type Found = Iterable<string | undefined>;

/** Metrics whose queries Flagger has (pkg/controller/scheduler_metrics.go). */
const BUILT_IN: readonly string[] = ['request-duration', 'request-success-rate'];

/** Problems of progressive delivery that it shows by itself, each with what to do. */
export function checkProgressive(props: ProgressiveProps): string[] {
  const all: Iterable<string | undefined>[] = [
    strategyProblems(props),
    canaryProblems(props.canary),
    abTestingProblems(props),
    providerProblems(props),
    timeProblems(props),
    analysisProblems(props),
    ...Object.entries(props.metrics ?? {}).map(([name, metric]) => metricProblems(name, metric, props)),
    ...Object.entries(props.templates ?? {}).map(([name, template]) => templateProblems(name, template, props)),
    ...Object.entries(props.alerts ?? {}).map(([name, alert]) => alertProblems(name, alert)),
    ...Object.entries(props.webhooks ?? {}).map(([name, webhook]) => webhookProblems(name, webhook)),
    [
      props.metricsServer === undefined ? undefined : checkUrl('metricsServer', props.metricsServer, true),
      props.service.name === undefined ? undefined : checkDnsLabel('service.name', props.service.name),
    ],
  ];
  return all.flatMap((found) => [...found]).filter((problem) => problem !== undefined);
}

function* strategyProblems({ canary, blueGreen, abTesting, provider, skipAnalysis }: ProgressiveProps): Found {
  const given = Object.entries({ canary, blueGreen, abTesting }).flatMap(([key, value]) => (value ? [key] : []));
  if (given.length !== 1) {
    const what = given.length === 0 ? 'no strategy is given' : `${given.join(' and ')} are given`;
    yield `${what}: give one of canary, blueGreen and abTesting`;
  }
  const traits = PROVIDERS[provider];
  if (canary && !traits.weights && !skipAnalysis)
    yield `provider ${quote(provider)} shifts no share of the traffic, so that Flagger turns canary into 10 iterations of blue/green: give blueGreen: { iterations: 10 }, or the provider ${providersThat('weights')}`;
  if (abTesting && !traits.match)
    yield `provider ${quote(provider)} does not send requests by their headers: give blueGreen, or the provider ${providersThat('match')}`;
  if ((canary?.mirror ?? blueGreen?.mirror) && !traits.mirror)
    yield `provider ${quote(provider)} copies no traffic: leave mirror out, or give the provider ${providersThat('mirror')}`;
}

function* canaryProblems(canary: CanarySteps | undefined): Found {
  if (canary === undefined) return;
  const { steps, stepWeight, maxWeight } = canary;
  if ((steps === undefined) === (stepWeight === undefined))
    yield `canary has ${steps ? 'both steps and stepWeight' : 'neither steps nor stepWeight'}, and so no way to the end: give one of them`;
  if (steps?.length === 0) yield 'canary.steps is empty, so that no traffic ever goes to the new version: give weights';
  for (const [index, weight] of (steps ?? []).entries()) {
    const before = steps?.[index - 1] ?? 0;
    if (weight > before) continue;
    yield `canary.steps go from ${before} to ${weight}, where Flagger stops for ever: give rising weights, such as [1, 5, 20, 50]`;
  }
  if (steps && maxWeight !== undefined)
    yield `canary.maxWeight is ${maxWeight}, but steps end at the last of them: leave maxWeight out`;
  if (stepWeight !== undefined && maxWeight !== undefined && stepWeight > maxWeight)
    yield `canary.stepWeight ${stepWeight} is above maxWeight ${maxWeight}, so that the first step goes past the end: give a stepWeight up to ${maxWeight}`;
}

function* abTestingProblems({ abTesting, provider }: ProgressiveProps): Found {
  if (abTesting === undefined) return;
  if (abTesting.match.length === 0)
    yield 'abTesting.match is empty, so that no request goes to the new version: give headers';
  for (const [index, { headers }] of abTesting.match.entries()) {
    const names = Object.keys(headers);
    if (names.length === 0) yield `abTesting.match[${index}] has no headers: give one`;
    for (const [name, value] of Object.entries(headers)) {
      const at = `abTesting.match[${index}] header ${quote(name)}`;
      if (name !== name.toLowerCase())
        yield `${at} has capital letters, and proxies compare lower case: write ${quote(name.toLowerCase())}`;
      const ways = Object.keys(value).length;
      if (ways !== 1)
        yield `${at} is compared in ${ways === 0 ? 'no way' : `${ways} ways`}: give one of exact, prefix, suffix and regex`;
    }
  }
  if (provider === 'nginx') yield* nginxProblems(abTesting.match);
}

/** The canary's Ingress has room for one header and one cookie (`SetRoutes` of pkg/router/ingress.go). */
function* nginxProblems(match: AbTestingSteps['match']): Found {
  const headers = match.flatMap((one) => Object.entries(one.headers));
  for (const isCookie of [true, false]) {
    const these = headers.filter(([name]) => (name === 'cookie') === isCookie);
    const what = isCookie ? 'cookies' : 'headers';
    if (these.length > 1)
      yield `abTesting.match has ${these.length} ${what}, of which provider "nginx" takes the last alone: give one`;
    for (const [name, { exact, regex }] of these) {
      if (exact !== undefined || (regex !== undefined && !isCookie)) continue;
      const way = isCookie ? 'exact, the name of the cookie' : 'exact or regex';
      yield `abTesting.match header ${quote(name)} is compared in a way that provider "nginx" ignores: give ${way}`;
    }
  }
}

function* providerProblems({ provider, service, ingress, route }: ProgressiveProps): Found {
  const { needs, reads = [] } = PROVIDERS[provider];
  const given = { gatewayRefs: service.gatewayRefs?.[0], ingress, route };
  const ways = {
    gatewayRefs: 'service.gatewayRefs with the Gateway',
    ingress: 'ingress with its name',
    route: 'route with its name',
  };
  const kinds = { gatewayRefs: 'a Gateway', ingress: 'an Ingress', route: 'an ApisixRoute' };
  if (needs && given[needs] === undefined)
    yield `provider ${quote(provider)} needs ${kinds[needs]} that leads to the app, and none is given: give ${ways[needs]}`;
  for (const key of ['ingress', 'route'] as const)
    if (key !== needs && given[key] !== undefined)
      yield `${key} ${quote(given[key])} is not read by provider ${quote(provider)}: leave it out`;
  for (const key of ['gatewayRefs', 'gateways', 'hosts'] as const)
    if (service[key] && !reads.includes(key))
      yield `service.${key} is not read by provider ${quote(provider)}: leave it out`;
}

function* timeProblems({ interval, progressDeadline, metrics, webhooks }: ProgressiveProps): Found {
  yield checkTime('interval', interval, 10);
  yield checkTime('progressDeadline', progressDeadline);
  for (const [name, metric] of Object.entries(metrics ?? {}))
    yield checkTime(`interval of metric ${quote(name)}`, metric.interval);
  for (const [name, webhook] of Object.entries(webhooks ?? {}))
    yield checkTime(`timeout of webhook ${quote(name)}`, webhook.timeout);
}

/** Types of webhooks whose answer decides. */
const DECIDES: ReadonlySet<string | undefined> = new Set([
  ...[undefined, 'rollout', 'pre-rollout', 'confirm-rollout', 'confirm-promotion', 'confirm-traffic-increase'],
]);

function* analysisProblems({ metrics, webhooks, templates, skipAnalysis }: ProgressiveProps): Found {
  const checks =
    Object.keys(metrics ?? {}).length + Object.values(webhooks ?? {}).filter(({ type }) => DECIDES.has(type)).length;
  if (checks === 0 && !skipAnalysis)
    yield 'nothing is analysed, so that every new version that starts is promoted: give metrics, such as { "request-success-rate": { min: 99 } }, or a webhook that tests it, or skipAnalysis: true';
  const used = new Set(Object.values(metrics ?? {}).map(({ template }) => template));
  for (const name of Object.keys(templates ?? {}))
    if (!used.has(name)) yield `template ${quote(name)} is used by no metric: leave it out, or name it in one`;
}

function* metricProblems(name: string, metric: ProgressiveMetric, { templates = {} }: ProgressiveProps): Found {
  const { min, max, template, variables } = metric;
  const at = `metric ${quote(name)}`;
  if (min === undefined && max === undefined)
    yield `${at} has no bounds, so that Flagger compares with 0: give min, max or both`;
  if (min !== undefined && max !== undefined && min > max)
    yield `${at} has min ${min} above max ${max}, which no value fits: swap them`;
  if (name === 'request-success-rate' && (min ?? 0) > 100)
    yield `${at} has min ${min}, and it is in percent: give at most 100`;
  const known = Object.keys(templates);
  if (BUILT_IN.includes(name)) {
    if (template !== undefined)
      yield `${at} is built in, and has the template ${quote(nameOf(template))} too: leave the template out, or call the metric something else`;
  } else if (template === undefined) {
    yield `${at} is none of Flagger's own (${BUILT_IN.join(', ')}) and has no template: give it one`;
  } else if (typeof template === 'string' && !known.includes(template)) {
    yield `${at} names the template ${quote(template)}, which is not declared: ${known.length > 0 ? `name one of ${known.join(', ')}, or ` : ''}declare it in templates`;
  }
  if (variables && BUILT_IN.includes(name)) yield `${at} is built in and has no variables: leave them out`;
}

const nameOf = (template: NonNullable<ProgressiveMetric['template']>) =>
  typeof template === 'string' ? template : template.name;

function* templateProblems(name: string, template: MetricTemplateProps, { metrics = {} }: ProgressiveProps): Found {
  const { query, type = 'prometheus', address } = template;
  const at = `template ${quote(name)}`;
  yield checkDnsSubdomain('template', name);
  if (template.secret !== undefined) yield checkDnsSubdomain(`${at} has a secret whose name`, template.secret);
  for (const key of METRIC_PROVIDERS[type])
    if (template[key] === undefined) yield `${at} of type ${quote(type)} has no ${key}: give it`;
  if (address !== undefined) yield checkUrl(`${at} address`, address, true);
  if (query.trim() === '') yield `${at} has an empty query: write one`;
  const users = Object.values(metrics).filter((metric) => metric.template === name);
  for (const { variables = {} } of users.length > 0 ? users : [{}])
    yield queryProblem(at, query, users.length > 0 ? Object.keys(variables) : undefined);
}

function queryProblem(at: string, query: string, variables: readonly string[] | undefined): string | undefined {
  try {
    checkMetricQuery(query, variables);
    return undefined;
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    return `${at} has a query that Flagger cannot render, ${error.message}`;
  }
}

function* alertProblems(name: string, { secret }: ProgressiveAlert): Found {
  yield checkDnsSubdomain('alert', name);
  yield checkDnsSubdomain(`alert ${quote(name)} has a secret whose name`, secret);
}

function* webhookProblems(name: string, { url }: ProgressiveWebhook): Found {
  yield checkUrl(`webhook ${quote(name)} url`, url, false);
}

/** A host that only the cluster resolves: a single name, or a Service in full. */
const INTERNAL = /^(?:[a-z0-9-]+|.+\.svc(?:\.cluster\.local)?)$/i;

/** @param isOpen whether http is allowed to hosts outside of the cluster too */
function checkUrl(what: string, url: string, isOpen: boolean): string | undefined {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return `${what} ${quote(url)} is no URL: write one, such as "https://tests.example.com/run"`;
  }
  if (parsed.username !== '' || parsed.password !== '') return `${what} has credentials in it: leave them out`;
  if (parsed.protocol === 'https:') return undefined;
  if (parsed.protocol !== 'http:') return `${what} ${quote(url)} is neither http nor https: write an https URL`;
  if (isOpen || INTERNAL.test(parsed.hostname)) return undefined;
  return `${what} ${quote(url)} is not encrypted: use https, or a Service of the cluster in full, such as "http://loadtester.test.svc"`;
}
