import { ApiObject, Chart, Duration } from 'cdk8s';
import { App, Cluster, Environment, Fleet, type ProgressiveProps, Source, Tenant } from 'cdk8s-flux-fleet';

/** One app in the program: what its manifests have, and how it is delivered. */
export interface AppState {
  /** Tag of its image. */
  readonly tag: string;
  /** Number of pods in its manifests. @default - none is given */
  readonly replicas?: number;
  /** Whether its manifests have its Service. */
  readonly hasService: boolean;
  /** Whether it is delivered progressively, and in which stage. */
  readonly progressive: ProgressiveProps['stage'] | 'none' | 'yes';
}

/** The apps by name. */
export type State = Readonly<Record<AppName, AppState>>;

/** `web` runs before it is delivered progressively, `api` comes with it. */
export const APPS = ['web', 'api'] as const;

/** Name of an app. */
export type AppName = (typeof APPS)[number];

/** The namespace of the apps. */
export const NAMESPACE = 'prod-shop';

/** Image of an app without its tag. */
export const IMAGE = 'registry.example.com/shop';

const RESOURCES = { cpu: '10m', memory: '16Mi' };

function manifests(chart: Chart, name: AppName, { tag, replicas, hasService }: AppState): void {
  new ApiObject(chart, 'deployment', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'app',
              image: `${IMAGE}:${tag}`,
              resources: { requests: RESOURCES, limits: RESOURCES },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
    },
  });
  if (!hasService) return;
  new ApiObject(chart, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 80, protocol: 'TCP' }] },
  });
}

/** The fleet with the apps in some state. @param metrics URL of the metrics server */
export function fleetOf(state: State, metrics: string): Fleet {
  const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://example.com/fleet', branch: 'main' }) });
  new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'eu')] });
  const shop = new Tenant(fleet, 'shop', { deploys: ['apps/Deployment', 'Service'] });
  for (const name of APPS) {
    const own = state[name];
    const app = new App(shop, name, { manifests: (chart) => manifests(chart, name, own) });
    if (own.progressive === 'none') continue;
    app.progressive({
      blueGreen: { iterations: 2 },
      provider: 'kubernetes',
      service: { port: 80 },
      interval: Duration.seconds(10),
      threshold: 2,
      metrics: { errors: { max: 1, template: 'errors' } },
      templates: { errors: { address: metrics, query: 'errors{app="{{ target }}"}' } },
      ...(own.progressive === 'yes' ? {} : { stage: own.progressive! }),
    });
  }
  return fleet;
}
