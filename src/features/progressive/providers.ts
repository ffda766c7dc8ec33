import type { MetricProviderType, ProgressiveProvider } from './types';

/** Traits of a provider in Flagger 1.44 (pkg/router). */
interface ProviderTraits {
  /** Its name in `spec.provider` of a Canary. */
  readonly name: string;
  /** Whether it shifts a share of the traffic. */
  readonly weights?: true;
  /** Whether it sends requests by their headers. */
  readonly match?: true;
  /** Whether it copies traffic to the new version. */
  readonly mirror?: true;
  /** Option without which Flagger's router stops with an error. */
  readonly needs?: 'gatewayRefs' | 'ingress' | 'route';
  /** Resource of the route that Flagger makes under the Service's name, for kubectl; undefined for none. */
  readonly route?: string;
  /** Options of the service that its router reads. */
  readonly reads?: ReadonlyArray<'gatewayRefs' | 'gateways' | 'hosts'>;
}

/** The providers. Which of them weigh, match and mirror: `SetRoutes` and `Reconcile` of each router. */
export const PROVIDERS: Readonly<Record<ProgressiveProvider, ProviderTraits>> = {
  apisix: { name: 'apisix', weights: true, needs: 'route' },
  contour: { name: 'contour', weights: true, match: true, route: 'httpproxies.projectcontour.io' },
  'gateway-api': {
    name: 'gatewayapi:v1',
    weights: true,
    match: true,
    mirror: true,
    needs: 'gatewayRefs',
    route: 'httproutes.gateway.networking.k8s.io',
    reads: ['gatewayRefs', 'hosts'],
  },
  gloo: { name: 'gloo', weights: true, match: true, route: 'routetables.gateway.solo.io' },
  istio: {
    name: 'istio',
    weights: true,
    match: true,
    mirror: true,
    route: 'virtualservices.networking.istio.io',
    reads: ['gateways', 'hosts'],
  },
  kubernetes: { name: 'kubernetes' },
  kuma: { name: 'kuma', weights: true },
  linkerd: { name: 'linkerd', weights: true },
  nginx: { name: 'nginx', weights: true, match: true, needs: 'ingress' },
  skipper: { name: 'skipper', weights: true, needs: 'ingress' },
  traefik: { name: 'traefik', weights: true, route: 'traefikservices.traefik.io' },
};

/** Names of the providers that can do something, for messages. */
export function providersThat(can: 'match' | 'mirror' | 'weights'): string {
  const names = Object.entries(PROVIDERS).flatMap(([name, traits]) => (traits[can] ? [name] : []));
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** Options without which a provider of metrics cannot be made (pkg/metrics/providers). */
export const METRIC_PROVIDERS: Readonly<Record<MetricProviderType, ReadonlyArray<'address' | 'region' | 'secret'>>> = {
  cloudwatch: ['region'],
  datadog: ['secret'],
  dynatrace: ['address', 'secret'],
  externalmetrics: [],
  graphite: ['address'],
  influxdb: ['address'],
  keptn: [],
  newrelic: ['secret'],
  prometheus: ['address'],
  splunk: ['address', 'secret'],
  stackdriver: [],
};
