import { defined } from '../../core/defined';
import { ProblemReporter } from '../../core/problem-reporter';
import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { checkProgressive } from './check';
import { flaggerTime } from './durations';
import type { ProgressiveProps } from './props';
import type { ResolvedProgressive } from './resolved';
import { findTarget } from './target';

/** An app at one target, with its progressive delivery. */
export interface ProgressiveApp {
  /** The tenant's name. */
  readonly tenant: string;
  /** The app's name. */
  readonly app: string;
  /** Its address in messages. */
  readonly address: readonly string[];
  /** Its namespace. */
  readonly namespace: string;
  /** The namespace's name without the environment's prefix. */
  readonly space: string;
  /** Its objects in code; undefined for a chart or a folder. */
  readonly objects?: readonly KubernetesObject[];
  readonly props: ProgressiveProps;
  /** Host names and gateways that are opened to the tenant. Flagger makes routes with rights of its own. */
  readonly opened: { readonly hosts: readonly string[] | 'any'; readonly gateways: readonly string[] | 'any' };
}

const API_VERSIONS = { HorizontalPodAutoscaler: 'autoscaling/v2', ScaledObject: 'keda.sh/v1alpha1' } as const;

/** The progressive delivery of an app as plain data; undefined if something is wrong with it. */
export function resolveProgressive(context: ProblemReporter, given: ProgressiveApp): ResolvedProgressive | undefined {
  const { tenant, app, address, namespace, space, objects, props, opened } = given;
  const found = findTarget(props, objects);
  const problems = [...checkProgressive(props), ...found.problems, ...routeProblems(props, opened)];
  context.report('progressive', address, ...problems);
  if (problems.length > 0 || found.name === undefined) return undefined;
  const { autoscaler: _, interval, progressDeadline, ...more } = props;
  const { metrics, webhooks, ...rest } = more;
  return {
    ...rest,
    tenant,
    app,
    namespace,
    space,
    target: found.name,
    interval: interval ? flaggerTime(interval) : '1m',
    ...defined({
      autoscaler: found.autoscaler && { ...found.autoscaler, apiVersion: API_VERSIONS[found.autoscaler.kind] },
      progressDeadline: progressDeadline?.toSeconds(),
      metrics:
        metrics &&
        mapValues(metrics, ({ interval: window, ...metric }) => ({
          ...metric,
          ...defined({ interval: window && flaggerTime(window) }),
        })),
      webhooks:
        webhooks &&
        mapValues(webhooks, ({ timeout, ...webhook }) => ({
          ...webhook,
          ...defined({ timeout: timeout && flaggerTime(timeout) }),
        })),
    }),
  };
}

function mapValues<V, W>(map: Readonly<Record<string, V>>, of: (value: V) => W): Readonly<Record<string, W>> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, of(value)]));
}

/** Hosts and gateways of the route that Flagger makes, which are others' as well. */
function* routeProblems(
  { provider, service }: ProgressiveProps,
  { hosts, gateways }: ProgressiveApp['opened'],
): Generator<string> {
  if (hosts !== 'any') {
    if (provider === 'gateway-api' && (service.hosts ?? []).length === 0)
      yield `service.hosts is missing, so that the route takes the requests to every host of the Gateway: give some of the tenant's hosts`;
    for (const host of service.hosts ?? [])
      if (!hosts.some((one) => covers(one, host)))
        yield `service.hosts names ${quote(host)}, which is not among the tenant's hosts: ${hosts.length > 0 ? `name one of ${hosts.join(', ')}, or ` : ''}list it in hosts of the tenant`;
  }
  if (gateways === 'any') return;
  const named = [
    ...(service.gatewayRefs ?? []).map(({ name, namespace }) =>
      namespace === undefined ? name : `${namespace}/${name}`,
    ),
    // The mesh is everybody's.
    ...(service.gateways ?? []).filter((one) => one !== 'mesh'),
  ];
  for (const gateway of named)
    if (gateway.includes('/') && !gateways.includes(gateway))
      yield `service names the gateway ${quote(gateway)}, which is not among the tenant's gateways: list it in gateways of the tenant, or name another one`;
}

/** Whether a host name is one that is allowed; `*.` stands for one label, as in the policies. */
function covers(allowed: string, host: string): boolean {
  if (allowed === host) return true;
  return (
    allowed.startsWith('*.') && host.endsWith(allowed.slice(1)) && !host.slice(0, 1 - allowed.length).includes('.')
  );
}
