import { ApiObject, Duration } from 'cdk8s';
import {
  App,
  Cluster,
  Component,
  Environment,
  Fleet,
  formatExplanation,
  HelmChart,
  Placement,
  ProgressiveProps,
  Removal,
  Tenant,
  TenantTrack,
} from '../../../src';
import { ProblemCollector } from '../../../src/core/problem';
import { findTarget } from '../../../src/features/progressive/target';
import { listedSecrets } from '../../../src/pipeline/model/secrets';
import { resolveFleet } from '../../../src/pipeline/resolve/resolve';
import { guard, ManifestTree } from '../../../src/plan-entry';
import { configMap, git, Loose, newFleet, objectsIn, Parsed, problemsOf } from '../../support/fleets';

const FILE = 'clusters/eu/prod/tenants/shop/progressive/shop/web/web.yaml';

const BASE: ProgressiveProps = {
  canary: { steps: [5, 20, 50] },
  provider: 'linkerd',
  service: { port: 80 },
  metrics: { 'request-success-rate': { min: 99 } },
};
const KUBERNETES: ProgressiveProps = { ...without('canary'), provider: 'kubernetes', blueGreen: { iterations: 3 } };

function without(key: keyof ProgressiveProps): ProgressiveProps {
  const { [key]: _, ...rest } = BASE;
  return rest as ProgressiveProps;
}

interface Deployed {
  readonly name?: string;
  readonly spec?: object;
  readonly more?: readonly Parsed[];
}

const deployment = (name = 'web', spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
    ...spec,
  },
});

const service = (spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
});

const autoscaler = (name = 'web') => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name },
  spec: { minReplicas: 3, maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
});

interface World {
  readonly fleet: Fleet<Loose>;
  readonly eu: Cluster<Loose>;
  readonly prod: Environment<Loose>;
  readonly shop: Tenant<Loose>;
}

function world(tenant: Parsed = {}): World {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu');
  const prod = new Environment(fleet, 'prod', { clusters: [eu] });
  const shop = new Tenant(fleet, 'shop', {
    source: git,
    deploys: ['apps/Deployment', 'ConfigMap', 'Service', 'autoscaling/HorizontalPodAutoscaler'],
    quota: {},
    ...tenant,
  });
  new Component(fleet, 'flagger', {
    chart: HelmChart.oci({ url: 'oci://ghcr.io/fluxcd/charts/flagger', version: '1.44.0' }),
  });
  return { fleet, eu, prod, shop };
}

function web(shop: Tenant<Loose>, { name, spec, more = [] }: Deployed = {}): App<Loose> {
  return new App(shop, 'web', {
    manifests: (chart) => {
      for (const [index, object] of [deployment(name, spec), ...more].entries())
        new ApiObject(chart, `o${index}`, object);
    },
  });
}

/** Problems of an app with these options. */
function problems(props: Partial<ProgressiveProps>, deployed?: Deployed, tenant?: Parsed): string[] {
  const { fleet, shop } = world(tenant);
  web(shop, deployed).progressive({ ...BASE, ...props });
  return problemsOf(fleet);
}

function canaryOf(props: ProgressiveProps, deployed?: Deployed, tenant?: Parsed): Parsed[] {
  const { fleet, shop } = world(tenant);
  web(shop, deployed).progressive(props);
  return objectsIn(fleet, FILE);
}

const AT = '[prod/eu/shop/web] ';

describe('the objects of Flagger', () => {
  test('a canary with all that it can have', () => {
    const objects = canaryOf(
      {
        ...BASE,
        canary: { stepWeight: 10, maxWeight: 50, promotionStepWeight: 25, mirror: true },
        provider: 'gateway-api',
        service: {
          ...{ port: 80, targetPort: 'http', name: 'front', portName: 'web', hosts: ['shop.example.com'] },
          gatewayRefs: [{ name: 'public', namespace: 'gateways', sectionName: 'https' }],
        },
        interval: Duration.seconds(90),
        threshold: 2,
        metrics: {
          'request-duration': { max: 500, interval: Duration.minutes(2) },
          errors: { max: 1, template: 'errors', variables: { code: '5..' } },
          shared: { min: 1, template: { name: 'shared', namespace: 'flagger' } },
        },
        templates: {
          errors: {
            address: 'http://prometheus.monitoring.svc:9090',
            query: 'rate(errors{ns="{{ namespace }}",code=~"{{ variables.code }}"}[{{ interval }}])',
            secret: 'prometheus',
          },
        },
        alerts: { team: { type: 'slack', secret: 'slack', channel: 'shop', username: 'rollouts', severity: 'warn' } },
        webhooks: {
          b: { url: 'https://gate.example.com', type: 'confirm-promotion', muteAlert: true },
          a: {
            url: 'http://loadtester.test.svc/',
            timeout: Duration.seconds(30),
            retries: 1,
            metadata: { cmd: 'hey' },
          },
        },
        metricsServer: 'http://prometheus.monitoring.svc:9090',
        progressDeadline: Duration.minutes(5),
      },
      {},
      { hosts: ['*.example.com'], gateways: ['gateways/public'] },
    );
    expect(objects).toEqual([
      {
        apiVersion: 'flagger.app/v1beta1',
        kind: 'Canary',
        metadata: { name: 'web', namespace: 'prod-shop' },
        spec: {
          provider: 'gatewayapi:v1',
          targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          metricsServer: 'http://prometheus.monitoring.svc:9090',
          progressDeadlineSeconds: 300,
          service: {
            ...{ port: 80, targetPort: 'http', name: 'front', portName: 'web', hosts: ['shop.example.com'] },
            gatewayRefs: [{ name: 'public', namespace: 'gateways', sectionName: 'https' }],
          },
          analysis: {
            interval: '90s',
            threshold: 2,
            stepWeight: 10,
            maxWeight: 50,
            stepWeightPromotion: 25,
            mirror: true,
            metrics: [
              {
                ...{ name: 'errors', interval: '1m', thresholdRange: { max: 1 } },
                templateRef: { name: 'web-errors' },
                templateVariables: { code: '5..' },
              },
              { name: 'request-duration', interval: '2m', thresholdRange: { max: 500 } },
              {
                ...{ name: 'shared', interval: '1m', thresholdRange: { min: 1 } },
                templateRef: { name: 'shared', namespace: 'flagger' },
              },
            ],
            webhooks: [
              {
                ...{ name: 'a', type: 'rollout', url: 'http://loadtester.test.svc/', timeout: '30s', retries: 1 },
                metadata: { cmd: 'hey' },
              },
              { name: 'b', type: 'confirm-promotion', url: 'https://gate.example.com', muteAlert: true },
            ],
            alerts: [{ name: 'team', severity: 'warn', providerRef: { name: 'web-team' } }],
          },
        },
      },
      {
        apiVersion: 'flagger.app/v1beta1',
        kind: 'MetricTemplate',
        metadata: { name: 'web-errors', namespace: 'prod-shop' },
        spec: {
          provider: {
            type: 'prometheus',
            address: 'http://prometheus.monitoring.svc:9090',
            secretRef: { name: 'prometheus' },
          },
          query: 'rate(errors{ns="{{ namespace }}",code=~"{{ variables.code }}"}[{{ interval }}])',
        },
      },
      {
        apiVersion: 'flagger.app/v1beta1',
        kind: 'AlertProvider',
        metadata: { name: 'web-team', namespace: 'prod-shop' },
        spec: { type: 'slack', channel: 'shop', username: 'rollouts', secretRef: { name: 'slack' } },
      },
    ]);
  });

  test('defaults: five failed checks, a step a minute, alerts of everything', () => {
    const [canary] = canaryOf({ ...BASE, alerts: { team: { type: 'discord', secret: 'hook' } } });
    expect(canary.spec.analysis).toEqual({
      interval: '1m',
      threshold: 5,
      stepWeights: [5, 20, 50],
      metrics: [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }],
      // Flagger never sends an alert without a severity.
      alerts: [{ name: 'team', severity: 'info', providerRef: { name: 'web-team' } }],
    });
  });

  test('blue/green and A/B testing', () => {
    expect(canaryOf(KUBERNETES)[0].spec.analysis).toMatchObject({ iterations: 3 });
    const match = [{ headers: { cookie: { exact: 'beta' } } }];
    const [test] = canaryOf({
      ...without('canary'),
      ...{ provider: 'nginx', ingress: 'web', abTesting: { iterations: 5, match } },
    });
    expect(test.spec).toMatchObject({
      provider: 'nginx',
      ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'web' },
      analysis: { iterations: 5, match },
    });
    const [apisix] = canaryOf({ ...BASE, provider: 'apisix', route: 'web' });
    expect(apisix.spec.routeRef).toEqual({ apiVersion: 'apisix.apache.org/v2', kind: 'ApisixRoute', name: 'web' });
  });

  test('the autoscaler among the manifests is named', () => {
    const [canary] = canaryOf(BASE, { more: [autoscaler('scale')] });
    const wanted = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'scale' };
    expect(canary.spec.autoscalerRef).toEqual(wanted);
  });

  test('suspend, skipAnalysis, and the stage in which Flagger lets go', () => {
    const [canary] = canaryOf({ ...BASE, suspend: true, skipAnalysis: true });
    expect(canary.spec).toMatchObject({ suspend: true, skipAnalysis: true });
    expect(canary.spec).not.toHaveProperty('revertOnDeletion');
    const [leaving] = canaryOf({ ...BASE, stage: 'takeOut' }, { spec: { replicas: 3 }, more: [service()] });
    expect(leaving.spec).toMatchObject({ suspend: true, revertOnDeletion: true });
  });

  test('the platform applies them, after Flagger and the access of the tenant', () => {
    const { fleet, shop } = world();
    web(shop).progressive(BASE);
    const kustomizations = objectsIn(fleet, 'clusters/eu/prod/tenants.yaml');
    expect(kustomizations.find(({ metadata }) => metadata.name === 'prod-shop.web-progressive').spec).toMatchObject({
      serviceAccountName: 'kustomize-controller',
      path: './dist/clusters/eu/prod/tenants/shop/progressive/shop/web',
      dependsOn: [{ name: 'shop-access' }, { name: 'infrastructure-flagger', namespace: 'flux-system' }],
    });
    const access = objectsIn(fleet, 'clusters/eu/prod/tenants/shop/access/access.yaml');
    expect(JSON.stringify(access)).not.toContain('flagger.app');
  });

  test('Flagger of an environment is waited for as well', () => {
    const fleet = newFleet();
    const prod = new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'eu')] });
    new Component(prod, 'rollouts', {
      manifests: (chart) =>
        void new ApiObject(chart, 'crd', {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: 'canaries.flagger.app' },
          spec: {
            group: 'flagger.app',
            scope: 'Namespaced',
            names: { kind: 'Canary', plural: 'canaries' },
            versions: [
              { name: 'v1beta1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
            ],
          },
        }),
    });
    web(new Tenant(fleet, 'shop', { deploys: ['apps/Deployment'] })).progressive(BASE);
    const kustomizations = objectsIn(fleet, 'clusters/eu/prod/tenants.yaml');
    const own = kustomizations.find(({ metadata }) => metadata.name === 'prod-shop.web-progressive');
    expect(own.spec.dependsOn).toEqual([{ name: 'shop-access' }, { name: 'infrastructure-rollouts' }]);
    expect(fleet.synthesize().warnings.filter(({ id }) => id === 'no-flagger')).toEqual([]);
  });

  test('charts and folders name their Deployment; tracks have their own', () => {
    const { fleet, shop } = world();
    const chart = HelmChart.oci({ url: 'oci://charts.example.com/web', version: '1.0.0' });
    new App(shop, 'web', { chart, progressive: { ...BASE, target: 'web-front' } });
    new App(shop, 'api', { path: './api', progressive: () => ({ ...BASE, target: 'api' }) });
    expect(objectsIn(fleet, FILE)[0].spec.targetRef.name).toBe('web-front');
    const [api] = objectsIn(fleet, FILE.replaceAll('web', 'api'));
    expect(api.spec.targetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' });
  });

  test('at the targets of a placement, and as an override says', () => {
    const { fleet, shop, eu } = world();
    new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'us')] });
    const app = web(shop);
    app.progressive(BASE, Placement.cluster(eu));
    app.override(Placement.environment('dev'), { progressive: { ...BASE, threshold: 1 } }, { rank: 1 });
    const { tree } = fleet.synthesize();
    expect(tree.paths.filter((path) => path.includes('/progressive/') && path.endsWith('web.yaml'))).toEqual([
      FILE,
      'clusters/us/dev/tenants/shop/progressive/shop/web/web.yaml',
    ]);
    expect(tree.get('clusters/us/dev/tenants/shop/progressive/shop/web/web.yaml')).toContain('threshold: 1\n');
  });

  test('fleets without it are as before', () => {
    const { fleet, shop } = world();
    web(shop);
    expect(fleet.synthesize().tree.paths.filter((path) => path.includes('progressive'))).toEqual([]);
  });
});

describe('refused, with the value and what to do', () => {
  const refused: ReadonlyArray<readonly [string, Partial<ProgressiveProps>, Deployed | undefined, string]> = [
    [
      'no strategy',
      { canary: undefined },
      undefined,
      'no strategy is given: give one of canary, blueGreen and abTesting',
    ],
    [
      'two strategies',
      { blueGreen: { iterations: 2 } },
      undefined,
      'canary and blueGreen are given: give one of canary, blueGreen and abTesting',
    ],
    [
      'a canary without metrics',
      { metrics: {} },
      undefined,
      'nothing is analysed, so that every new version that starts is promoted: give metrics, such as { "request-success-rate": { min: 99 } }, or a webhook that tests it, or skipAnalysis: true',
    ],
    [
      'webhooks that decide nothing',
      { metrics: {}, webhooks: { tell: { type: 'event', url: 'https://example.com' } } },
      undefined,
      'nothing is analysed, so that every new version that starts is promoted: give metrics, such as { "request-success-rate": { min: 99 } }, or a webhook that tests it, or skipAnalysis: true',
    ],
    [
      'fixed replicas',
      {},
      { spec: { replicas: 3 } },
      'Deployment "web" has replicas 3, which Flux sets again while Flagger holds it at 0 between analyses: leave replicas out; of an app that runs already, first commit stage: "introduce" with the replicas, take both out when web-primary is ready, and then scale the target to 0, as Flux leaves it at 1: kubectl scale deployment web --replicas=0',
    ],
    [
      'steps that fall',
      { canary: { steps: [10, 5] } },
      undefined,
      'canary.steps go from 10 to 5, where Flagger stops for ever: give rising weights, such as [1, 5, 20, 50]',
    ],
    [
      'no steps at all',
      { canary: {} },
      undefined,
      'canary has neither steps nor stepWeight, and so no way to the end: give one of them',
    ],
    [
      'both kinds of steps',
      { canary: { steps: [5], stepWeight: 5, maxWeight: 50 } },
      undefined,
      'canary has both steps and stepWeight, and so no way to the end: give one of them',
    ],
    [
      'empty steps',
      { canary: { steps: [] } },
      undefined,
      'canary.steps is empty, so that no traffic ever goes to the new version: give weights',
    ],
    [
      'an end beside steps',
      { canary: { steps: [5], maxWeight: 50 } },
      undefined,
      'canary.maxWeight is 50, but steps end at the last of them: leave maxWeight out',
    ],
    [
      'a step past the end',
      { canary: { stepWeight: 60, maxWeight: 50 } },
      undefined,
      'canary.stepWeight 60 is above maxWeight 50, so that the first step goes past the end: give a stepWeight up to 50',
    ],
    [
      'weights of Kubernetes alone',
      { provider: 'kubernetes' },
      undefined,
      'provider "kubernetes" shifts no share of the traffic, so that Flagger turns canary into 10 iterations of blue/green: give blueGreen: { iterations: 10 }, or the provider apisix, contour, gateway-api, gloo, istio, kuma, linkerd, nginx, skipper or traefik',
    ],
    [
      'copies of traffic that a provider cannot make',
      { canary: { stepWeight: 10, mirror: true } },
      undefined,
      'provider "linkerd" copies no traffic: leave mirror out, or give the provider gateway-api or istio',
    ],
    [
      'a Gateway that is missing',
      { provider: 'gateway-api' },
      undefined,
      'provider "gateway-api" needs a Gateway that leads to the app, and none is given: give service.gatewayRefs with the Gateway',
    ],
    [
      'an Ingress that is missing',
      { provider: 'nginx' },
      undefined,
      'provider "nginx" needs an Ingress that leads to the app, and none is given: give ingress with its name',
    ],
    [
      'a route that is missing',
      { provider: 'apisix' },
      undefined,
      'provider "apisix" needs an ApisixRoute that leads to the app, and none is given: give route with its name',
    ],
    [
      'an Ingress that nobody reads',
      { ingress: 'web' },
      undefined,
      'ingress "web" is not read by provider "linkerd": leave it out',
    ],
    [
      'hosts that nobody reads',
      { service: { port: 80, hosts: ['a.example.com'] } },
      undefined,
      'service.hosts is not read by provider "linkerd": leave it out',
    ],
    [
      'a template that nobody declared',
      { metrics: { errors: { max: 1, template: 'errors' } } },
      undefined,
      'metric "errors" names the template "errors", which is not declared: declare it in templates',
    ],
    [
      'another template than those declared',
      {
        metrics: { errors: { max: 1, template: 'errors' }, latency: { max: 1, template: 'slow' } },
        templates: { slow: { query: 'a', address: 'http://p' } },
      },
      undefined,
      'metric "errors" names the template "errors", which is not declared: name one of slow, or declare it in templates',
    ],
    [
      'a metric that nobody knows',
      { metrics: { errors: { max: 1 } } },
      undefined,
      'metric "errors" is none of Flagger\'s own (request-duration, request-success-rate) and has no template: give it one',
    ],
    [
      'a template of a built-in metric',
      { metrics: { 'request-duration': { max: 1, template: { name: 'slow', namespace: 'flagger' } } } },
      undefined,
      'metric "request-duration" is built in, and has the template "slow" too: leave the template out, or call the metric something else',
    ],
    [
      'variables of a built-in metric',
      { metrics: { 'request-duration': { max: 1, variables: { a: 'b' } } } },
      undefined,
      'metric "request-duration" is built in and has no variables: leave them out',
    ],
    [
      'a metric without bounds',
      { metrics: { 'request-duration': {} } },
      undefined,
      'metric "request-duration" has no bounds, so that Flagger compares with 0: give min, max or both',
    ],
    [
      'bounds that nothing fits',
      { metrics: { 'request-duration': { min: 5, max: 1 } } },
      undefined,
      'metric "request-duration" has min 5 above max 1, which no value fits: swap them',
    ],
    [
      'more than all requests',
      { metrics: { 'request-success-rate': { min: 999 } } },
      undefined,
      'metric "request-success-rate" has min 999, and it is in percent: give at most 100',
    ],
    [
      'a template without its address',
      { metrics: { e: { max: 1, template: 'e' } }, templates: { e: { query: 'a' } } },
      undefined,
      'template "e" of type "prometheus" has no address: give it',
    ],
    [
      'a template that nobody uses',
      { templates: { e: { query: 'a', address: 'http://p' } } },
      undefined,
      'template "e" is used by no metric: leave it out, or name it in one',
    ],
    [
      'an empty query',
      { metrics: { e: { max: 1, template: 'e' } }, templates: { e: { query: ' ', address: 'http://p' } } },
      undefined,
      'template "e" has an empty query: write one',
    ],
    [
      'a webhook that is not encrypted',
      { webhooks: { load: { url: 'http://tests.example.com/run' } } },
      undefined,
      'webhook "load" url "http://tests.example.com/run" is not encrypted: use https, or a Service of the cluster in full, such as "http://loadtester.test.svc"',
    ],
    [
      'a webhook without a URL',
      { webhooks: { load: { url: 'loadtester' } } },
      undefined,
      'webhook "load" url "loadtester" is no URL: write one, such as "https://tests.example.com/run"',
    ],
    [
      'a webhook of another protocol',
      { webhooks: { load: { url: 'ftp://tests.example.com' } } },
      undefined,
      'webhook "load" url "ftp://tests.example.com" is neither http nor https: write an https URL',
    ],
    [
      'credentials in a URL',
      { webhooks: { load: { url: 'https://me:secret@tests.example.com' } } },
      undefined,
      'webhook "load" url has credentials in it: leave them out',
    ],
    [
      'an interval that Flagger raises',
      { interval: Duration.seconds(5) },
      undefined,
      'interval is 5 seconds, and Flagger takes at least 10: give that or more',
    ],
    [
      'parts of a second',
      { webhooks: { load: { url: 'https://a.example.com', timeout: Duration.millis(1500) } } },
      undefined,
      'timeout of webhook "load" is 1.5 seconds: give whole seconds',
    ],
    [
      'a Deployment that is not in the manifests',
      { target: 'api' },
      undefined,
      'target "api" is no Deployment of the app\'s manifests, which have web: give one of these',
    ],
    [
      'two Deployments',
      {},
      { more: [deployment('api')] },
      "nothing tells which Deployment of the app's manifests Flagger is to analyse, which have api, web: give target",
    ],
    [
      'labels that Flagger does not know',
      {},
      { spec: { selector: { matchLabels: { tier: 'front' } }, template: deployment().spec.template } },
      'Deployment "web" selects its pods by none of the labels that Flagger knows (app, name, app.kubernetes.io/name), and is never taken up: add one to spec.selector.matchLabels and to the pods',
    ],
    [
      "Flagger's primary",
      {},
      { more: [{ ...service(), metadata: { name: 'web-primary' } }] },
      'Service "web-primary" is one that Flagger makes, and Flux would fight it: leave it out',
    ],
    [
      "the primary's autoscaler",
      {},
      {
        more: [
          autoscaler(),
          {
            ...autoscaler('web-primary'),
            spec: { maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'api' } },
          },
        ],
      },
      'HorizontalPodAutoscaler "web-primary" is one that Flagger makes, and Flux would fight it: leave it out',
    ],
    [
      'no replicas when Flagger lets go',
      { stage: 'takeOut' },
      { more: [service()] },
      'Deployment "web" has no replicas, and stays at 0 when Flagger stops: give it the replicas that its primary has',
    ],
    [
      'a duration that is none',
      { interval: Duration.millis(0.5) },
      undefined,
      'interval of 0.5 ms cannot be written for Flux: use a whole number of milliseconds',
    ],
    [
      '0 replicas when Flagger lets go',
      { stage: 'takeOut' },
      { spec: { replicas: 0 }, more: [service()] },
      'Deployment "web" has 0 replicas, and stays at 0 when Flagger stops: give it the replicas that its primary has',
    ],
    [
      'no Service when Flagger lets go',
      { stage: 'takeOut' },
      { spec: { replicas: 3 } },
      'stage "takeOut" needs the Service through which the app is reached, as the one of Flagger goes with the Canary: add Service "web" with the selector app: web and the port 80',
    ],
    [
      'another Service when Flagger lets go',
      { stage: 'takeOut' },
      { spec: { replicas: 3 }, more: [service({ ports: [{ port: 8080 }] })] },
      'stage "takeOut" makes Flux apply Service "web", which does not lead to "web" as Flagger\'s does: make it Service "web" with the selector app: web and the port 80',
    ],
    [
      'a name that is too long',
      { service: { port: 80, name: 'Front' } },
      undefined,
      'service.name "Front" is not a valid name: use lower-case letters, digits and "-", beginning and ending with a letter or digit',
    ],
  ];
  test.each(refused)('%s', (_, props, deployed, message) => {
    expect(problems(props, deployed)).toContain(AT + message);
  });

  test('all of an app at once, and nothing is written', () => {
    const found = problems({ canary: { steps: [10, 5] }, metrics: {} }, { spec: { replicas: 2 } });
    expect(found).toHaveLength(3);
  });

  test.each([
    ['an unknown key', { colour: 'green' }, /colour/],
    ['an unknown provider', { provider: 'nomad' }, /provider is "nomad": give one of apisix, contour, gateway-api/],
    ['a port that is none', { service: { port: 0 } }, /service\.port is 0: give a whole number from 1 to 65535/],
    [
      'a step that is none',
      { canary: { steps: [101] } },
      /canary\.steps\[0\] is 101: give a whole number from 1 to 100/,
    ],
    ['a threshold of nothing', { threshold: 0 }, /threshold is 0: give a whole number from 1 on/],
  ])('%s', (_, props, message) => {
    expect(problems(props as never).join('\n')).toMatch(message);
  });

  test('queries that Flagger cannot render', () => {
    const query = (text: string, variables?: Record<string, string>) =>
      problems({
        metrics: { e: { max: 1, template: 'e', ...(variables ? { variables } : {}) } },
        templates: { e: { query: text, address: 'http://p' } },
      });
    expect(query('{{ namespace')[0]).toMatch(/template "e" has a query that Flagger cannot render, /);
    expect(query('{{ cluster }}')[0]).toMatch(/template "e" has a query that Flagger cannot render, .*cluster/);
    expect(query('{{ variables.code }}')[0]).toMatch(/cannot render, .*code/);
    expect(query('{{ variables.code }}', { code: '5..' })).toEqual([]);
    expect(query('{{ upper namespace }}')[0]).toMatch(/cannot render, .*upper/);
  });

  test('requests that no proxy can tell apart', () => {
    const found = (
      provider: ProgressiveProps['provider'],
      match: NonNullable<ProgressiveProps['abTesting']>['match'],
    ) =>
      problems({
        canary: undefined,
        provider,
        abTesting: { iterations: 2, match },
        ...(provider === 'nginx' ? { ingress: 'web' } : {}),
      });
    expect(found('istio', [])).toEqual([
      AT + 'abTesting.match is empty, so that no request goes to the new version: give headers',
    ]);
    expect(found('istio', [{ headers: {} }])).toEqual([AT + 'abTesting.match[0] has no headers: give one']);
    expect(found('istio', [{ headers: { 'X-User': { exact: 'a', prefix: 'b' } } }])).toEqual([
      AT + 'abTesting.match[0] header "X-User" has capital letters, and proxies compare lower case: write "x-user"',
      AT + 'abTesting.match[0] header "X-User" is compared in 2 ways: give one of exact, prefix, suffix and regex',
    ]);
    expect(found('istio', [{ headers: { a: {} } }])[0]).toContain('is compared in no way: give one of');
    expect(found('linkerd', [{ headers: { a: { exact: 'b' } } }])).toEqual([
      AT +
        'provider "linkerd" does not send requests by their headers: give blueGreen, or the provider contour, gateway-api, gloo, istio or nginx',
    ]);
    expect(found('nginx', [{ headers: { a: { exact: 'b' }, c: { prefix: 'd' }, cookie: { regex: 'e' } } }])).toEqual([
      AT + 'abTesting.match has 2 headers, of which provider "nginx" takes the last alone: give one',
      AT + 'abTesting.match header "c" is compared in a way that provider "nginx" ignores: give exact or regex',
      AT +
        'abTesting.match header "cookie" is compared in a way that provider "nginx" ignores: give exact, the name of the cookie',
    ]);
  });

  test("hosts and gateways that are not the tenant's: Flagger makes routes by rights of its own", () => {
    const gateway = (hosts: readonly string[] | undefined, tenant: Parsed) =>
      problems(
        {
          provider: 'gateway-api',
          service: {
            port: 80,
            ...(hosts ? { hosts } : {}),
            gatewayRefs: [{ name: 'public', namespace: 'gateways' }],
          },
        },
        undefined,
        tenant,
      );
    const open = { hosts: ['shop.example.com', '*.shop.example.com'], gateways: ['gateways/public'] };
    expect(gateway(['shop.example.com', 'a.shop.example.com'], open)).toEqual([]);
    expect(gateway(undefined, open)).toEqual([
      AT +
        "service.hosts is missing, so that the route takes the requests to every host of the Gateway: give some of the tenant's hosts",
    ]);
    expect(gateway(['bank.example.com', 'a.b.shop.example.com'], open)).toEqual([
      AT +
        'service.hosts names "a.b.shop.example.com", which is not among the tenant\'s hosts: name one of *.shop.example.com, shop.example.com, or list it in hosts of the tenant',
      AT +
        'service.hosts names "bank.example.com", which is not among the tenant\'s hosts: name one of *.shop.example.com, shop.example.com, or list it in hosts of the tenant',
    ]);
    expect(gateway(['shop.example.com'], { hosts: ['shop.example.com'], gateways: [] })).toEqual([
      AT +
        'service names the gateway "gateways/public", which is not among the tenant\'s gateways: list it in gateways of the tenant, or name another one',
    ]);
    const istio = (gateways: readonly string[]) =>
      problems({ provider: 'istio', service: { port: 80, gateways } }, undefined, { gateways: [] });
    expect(istio(['mesh'])).toEqual([]);
    expect(istio(['istio-system/public'])[0]).toContain('service names the gateway "istio-system/public"');
  });

  test('charts and folders whose Deployment nobody names', () => {
    const { fleet, shop } = world();
    new App(shop, 'web', { path: './web', progressive: BASE });
    expect(problemsOf(fleet)).toEqual([
      AT + 'nothing tells the Deployment of a chart or a folder: give target with its name',
    ]);
  });

  test('the route of an app in code is needed when Flagger lets go', () => {
    const route = (apiVersion: string, kind: string, name = 'web') => ({
      apiVersion,
      kind,
      metadata: { name },
      spec: {},
    });
    const found = (provider: 'contour' | 'gateway-api', more: readonly Parsed[]) =>
      findTarget({ ...BASE, provider, stage: 'takeOut' }, [
        deployment('web', { replicas: 1 }),
        service(),
        ...more,
      ] as never).problems;
    expect(found('contour', [])).toEqual([
      'stage "takeOut" needs the route of the app, as the one that Flagger made goes with the Canary: add the httpproxies.projectcontour.io "web" that leads to Service "web"',
    ]);
    expect(found('contour', [route('projectcontour.io/v1', 'HTTPProxy')])).toEqual([]);
    expect(found('gateway-api', [route('gateway.networking.k8s.io/v1', 'HTTPRoute')])).toEqual([]);
    expect(found('gateway-api', [route('gateway.networking.k8s.io/v1', 'HTTPRoute', 'api')])).toHaveLength(1);
  });

  test('a ScaledObject is found, and what Flagger writes on it is refused', () => {
    const scaled = (annotations: object) => ({
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: 'scale', annotations },
      spec: { scaleTargetRef: { name: 'web' } },
    });
    const find = (annotations: object) => findTarget(BASE, [deployment(), scaled(annotations)] as never);
    expect(find({})).toEqual({ name: 'web', problems: [], autoscaler: { kind: 'ScaledObject', name: 'scale' } });
    expect(find({ 'autoscaling.keda.sh/paused-replicas': '0' }).problems).toEqual([
      'ScaledObject "scale" has the annotation autoscaling.keda.sh/paused-replicas, which is Flagger\'s: leave it out',
    ]);
    const given = { ...BASE, target: 'web', autoscaler: { kind: 'ScaledObject', name: 'other' } as const };
    expect(findTarget(given, undefined)).toMatchObject({ name: 'web', autoscaler: { name: 'other' } });
  });

  test('an app without any Deployment', () => {
    const { fleet, shop } = world();
    const manifests = (chart: Parsed) => void new ApiObject(chart, 's', service());
    new App(shop, 'web', { manifests, progressive: BASE });
    new App(shop, 'api', { manifests, progressive: { ...BASE, target: 'api' } });
    expect(problemsOf(fleet)).toEqual(
      expect.arrayContaining([
        AT +
          "there is no Deployment in the app's manifests that Flagger could analyse: add one, or leave progressive out",
        '[prod/eu/shop/api] target "api" is no Deployment of the app\'s manifests, which have none: add it',
      ]),
    );
  });

  test("a part of the tenant's chart", () => {
    const { fleet, shop } = world({
      chart: HelmChart.oci({ url: 'oci://charts.example.com/shop', version: '1.0.0' }),
      source: undefined,
    });
    new App(shop, 'web', { progressive: { ...BASE, target: 'web' } });
    expect(problemsOf(fleet).join()).toMatch(
      /\[shop\/web\] progressive is given for a part of the tenant's chart: leave it out/,
    );
  });

  test('an app with the name of the Kustomization, and names that are too long', () => {
    const { fleet, shop } = world();
    web(shop).progressive(BASE);
    new App(shop, 'web-progressive', { path: './web' });
    const long = 'a'.repeat(50);
    new App(shop, long, { path: './long', progressive: { ...BASE, target: 'long' } });
    const found = problemsOf(fleet).join('\n');
    expect(found).toContain(
      'app "web-progressive" has the name of the Kustomization that this app\'s progressive delivery needs: rename one',
    );
    expect(found).toContain(
      `needs the Kustomization "prod-shop.${long}-progressive", which is 72 bytes long: shorten one of its parts`,
    );
  });
});

describe('told', () => {
  test('where nothing brings Flagger, with a way forward that works', () => {
    const fleet = newFleet();
    const eu = new Cluster(fleet, 'eu');
    new Environment(fleet, 'prod', { clusters: [eu] });
    web(new Tenant(fleet, 'shop', { deploys: ['apps/Deployment'] })).progressive(BASE);
    const { warnings } = fleet.synthesize();
    expect(warnings.map(({ id, at }) => `${id} ${at}`)).toEqual(['no-flagger prod/eu/shop/web']);
    const [, url, version] = /HelmChart\.oci\(\{ url: '(.*?)', version: '(.*?)' \}\)/.exec(warnings[0]!.message) ?? [];
    new Component(fleet, 'rollouts', { chart: HelmChart.oci({ url: url!, version: version! }) });
    expect(fleet.synthesize().warnings).toEqual([]);
  });

  test('the settings are explained', () => {
    const { fleet, shop, eu, prod } = world();
    const app = web(shop);
    app.progressive({ ...BASE, interval: Duration.seconds(30) });
    const place = { cluster: eu, environment: prod, of: app };
    expect(fleet.explain(place, 'progressive').values).toMatchObject([
      { value: { provider: 'linkerd', interval: '30s' } },
    ]);
    expect(formatExplanation(fleet.explain(place, 'progressive'))).toContain('linkerd');
  });
});

describe('taken out again', () => {
  const treeOf = (deployed: Deployed, props?: ProgressiveProps) => {
    const { fleet, shop } = world();
    const app = web(shop, deployed);
    if (props) app.progressive(props);
    const { tree } = fleet.synthesize();
    return ManifestTree.of(tree.paths.map((path) => [path, tree.get(path)!] as const));
  };
  const refused = (base: ManifestTree, next: ManifestTree, declarations: readonly Removal[] = []) =>
    guard({ base, next, prefix: 'dist', today: '2026-11-30', declarations }).findings.filter(
      ({ severity }) => severity === 'error',
    );
  const RUNS: Deployed = { spec: { replicas: 3 }, more: [service()] };

  test('in one commit it is refused, in the printed ones it is not', () => {
    const [delivered, leaving, gone] = [treeOf({}, BASE), treeOf(RUNS, { ...BASE, stage: 'takeOut' }), treeOf(RUNS)];
    const [found, ...others] = refused(delivered, gone);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ id: 'canary-removed', at: 'prod/eu/shop/web' });
    expect(found?.steps?.[0]).toBe(
      'while no new version is analysed, give progressive the stage: "takeOut", give Deployment web the replicas that web-primary has, and put Service web, leading to the pods of web, among the manifests; commit that and let Flux apply it: Flagger stops',
    );
    expect(found?.steps).toContain(
      'let Flux apply it now: kubectl --namespace prod-flux-system annotate kustomization prod-shop.web --overwrite reconcile.fluxcd.io/requestedAt="$(date)"',
    );
    expect(refused(delivered, leaving)).toEqual([]);
    // Neither the Canary nor the Kustomization that applied it needs a declaration.
    expect(refused(leaving, gone)).toEqual([]);
  });

  test('the first step of an app that runs already, and the second', () => {
    const introduced = treeOf(RUNS, { ...BASE, stage: 'introduce' });
    expect(refused(treeOf(RUNS), introduced)).toEqual([]);
    expect(refused(introduced, treeOf({ more: [service()] }, BASE))).toEqual([]);
  });

  test('with the app: its declaration covers the Canary, unless Flagger would wait for the Deployment', () => {
    const treeWith = (props?: ProgressiveProps, deployed?: Deployed) => {
      const { fleet, shop } = world();
      // Keeps the account of the tenant's objects.
      new App(shop, 'other', { manifests: configMap });
      if (props) web(shop, deployed).progressive(props);
      const { tree } = fleet.synthesize();
      return ManifestTree.of(tree.paths.map((path) => [path, tree.get(path)!] as const));
    };
    const declared = [Removal.app('shop', 'web', { reason: 'replaced' })];
    const ids = (base: ManifestTree) => refused(base, treeWith(), declared).map(({ id }) => id);
    expect(ids(treeWith(BASE))).toEqual([]);
    expect(ids(treeWith({ ...BASE, stage: 'takeOut' }, RUNS))).toEqual(['canary-removed']);
  });
});

test('Canaries of the platform itself are held against the schemas of Flagger', () => {
  const { fleet } = world();
  const canary = (spec: object) => (chart: Parsed) =>
    void new ApiObject(chart, 'canary', {
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'a' },
      spec,
    });
  const targetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' };
  const metrics = [{ name: 'request-duration', thresholdRange: { max: 500 } }];
  const analysis = { interval: '1m', threshold: 5, stepWeights: [50], metrics };
  new Component(fleet, 'good', {
    manifests: canary({ provider: 'istio', targetRef, service: { port: 80 }, analysis }),
  });
  expect(problemsOf(fleet)).toEqual([]);
  new Component(fleet, 'bad', {
    manifests: canary({ provider: 'nomad', targetRef, service: { port: 80 }, analysis: { ...analysis, colour: 1 } }),
  });
  const found = problemsOf(fleet).join('\n');
  expect(found).toMatch(/\[eu\/bad\] Canary "bad\/a": spec\.provider is "nomad"/);
  expect(found).toMatch(/\[eu\/bad\] Canary "bad\/a": spec\.analysis\.colour/);
});

test('the Secrets that Flagger reads are listed as those that a person gives', () => {
  const { fleet, shop } = world();
  web(shop).progressive({
    ...BASE,
    metrics: { errors: { max: 1, template: 'errors' }, open: { max: 1, template: 'open' } },
    templates: {
      errors: { type: 'datadog', query: 'avg:errors', secret: 'datadog' },
      open: { address: 'http://prometheus.monitoring.svc', query: 'open' },
    },
    alerts: { team: { type: 'slack', secret: 'slack' } },
  });
  const resolved = resolveFleet(fleet, { problems: new ProblemCollector(), warnings: new ProblemCollector() });
  const own = listedSecrets(resolved).filter(({ namespace }) => namespace === 'prod-shop');
  expect(own).toEqual([
    { cluster: 'eu', namespace: 'prod-shop', name: 'datadog', from: 'person', for: 'metric errors of app shop/web' },
    { cluster: 'eu', namespace: 'prod-shop', name: 'slack', from: 'person', for: 'alert team of app shop/web' },
  ]);
});

describe('other places', () => {
  test('a remote cluster gets it from its manager; a drained one has none', () => {
    const fleet = newFleet();
    const hub = new Cluster(fleet, 'hub');
    const edge = new Cluster(fleet, 'edge', { managedBy: hub });
    const gone = new Cluster(fleet, 'gone', { drained: true });
    new Environment(fleet, 'prod', { clusters: [edge, gone] });
    new Component(edge, 'flagger', { chart: HelmChart.oci({ url: 'oci://example.com/charts/x', version: '1.0.0' }) });
    web(new Tenant(fleet, 'shop', { deploys: ['apps/Deployment'] })).progressive(BASE);
    const { tree, warnings } = fleet.synthesize();
    expect(tree.paths.filter((path) => path.endsWith('/web/web.yaml') && path.includes('progressive'))).toEqual([
      'clusters/hub/remotes/edge/prod/tenants/shop/progressive/shop/web/web.yaml',
    ]);
    expect(warnings.filter(({ id }) => id === 'no-flagger')).toEqual([]);
    const own = objectsIn(fleet, 'clusters/hub/remotes/edge/prod/tenants.yaml').find(
      ({ metadata }) => metadata.name === 'prod-prod-shop.web-progressive',
    );
    expect(own.spec.kubeConfig).toBeDefined();
    expect(own.spec.dependsOn).toContainEqual({ name: 'infrastructure-flagger' });
  });

  test('a track has its own', () => {
    const { fleet, shop } = world();
    const next = new TenantTrack(shop, 'next', { source: git });
    new App(next, 'web', { path: './web' }).progressive({ ...BASE, target: 'web' });
    const [canary] = objectsIn(fleet, 'clusters/eu/prod/tenants/shop/progressive/next-shop/web/web.yaml');
    expect(canary.metadata.namespace).toBe('prod-next-shop');
  });
});
