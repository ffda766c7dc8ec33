import { defined } from '../../core/defined';
import { KubernetesObject } from '../../kubernetes/objects';
import { UnitFile } from '../../units/unit';
import { PROVIDERS } from './providers';
import type { ResolvedProgressive } from './resolved';
import type { CanarySteps } from './types';

const API = 'flagger.app/v1beta1';

/** The files of an app's progressive delivery: the Canary with its templates and channels. */
export function progressiveFiles(data: ResolvedProgressive): UnitFile[] {
  const { app, namespace, templates = {}, alerts = {} } = data;
  const objects: KubernetesObject[] = [
    { apiVersion: API, kind: 'Canary', metadata: { name: app, namespace }, spec: canarySpec(data) },
    ...Object.entries(templates).map(([name, { query, type = 'prometheus', address, secret, region }]) => ({
      apiVersion: API,
      kind: 'MetricTemplate',
      metadata: { name: `${app}-${name}`, namespace },
      spec: { provider: { type, ...defined({ address, secretRef: secretRef(secret), region }) }, query },
    })),
    ...Object.entries(alerts).map(([name, { type, secret, channel, username }]) => ({
      apiVersion: API,
      kind: 'AlertProvider',
      metadata: { name: `${app}-${name}`, namespace },
      spec: { type, ...defined({ channel, username }), secretRef: { name: secret } },
    })),
  ];
  return [{ path: `${app}.yaml`, objects }];
}

const secretRef = (name: string | undefined) => (name === undefined ? undefined : { name });

function canarySpec(data: ResolvedProgressive): object {
  const { provider, target, autoscaler, service, ingress, route, stage } = data;
  const { gatewayRefs, hosts, gateways, name, port, portName, targetPort } = service;
  const leaves = stage === 'takeOut' || undefined;
  return {
    provider: PROVIDERS[provider].name,
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
    ...defined({
      autoscalerRef: autoscaler && { apiVersion: autoscaler.apiVersion, kind: autoscaler.kind, name: autoscaler.name },
      ingressRef: ingress && { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: ingress },
      routeRef: route && { apiVersion: 'apisix.apache.org/v2', kind: 'ApisixRoute', name: route },
      metricsServer: data.metricsServer,
      progressDeadlineSeconds: data.progressDeadline,
      skipAnalysis: data.skipAnalysis || undefined,
      suspend: leaves ?? (data.suspend || undefined),
      revertOnDeletion: leaves,
    }),
    service: { port, ...defined({ name, portName, targetPort, gatewayRefs, hosts, gateways }) },
    analysis: analysis(data),
  };
}

function analysis(data: ResolvedProgressive): object {
  const { app, interval, threshold = 5, blueGreen, abTesting, canary, metrics, webhooks, alerts } = data;
  const iterations = (blueGreen ?? abTesting)?.iterations;
  return {
    interval,
    threshold,
    ...(canary ? weights(canary) : {}),
    ...defined({
      iterations,
      mirror: (canary?.mirror ?? blueGreen?.mirror) || undefined,
      match: abTesting?.match,
      metrics: items(metrics, (name, { min, max, template, variables, interval: window = '1m' }) => ({
        name,
        interval: window,
        thresholdRange: defined({ min, max }),
        ...defined({
          templateRef: typeof template === 'string' ? { name: `${app}-${template}` } : template,
          templateVariables: variables,
        }),
      })),
      webhooks: items(webhooks, (name, { url, type = 'rollout', timeout, retries, metadata, muteAlert }) => ({
        name,
        type,
        url,
        ...defined({ timeout, retries, metadata, muteAlert }),
      })),
      // Flagger never tells of anything by an alert without a severity, although its API says that it is info.
      alerts: items(alerts, (name, { severity = 'info' }) => ({
        name,
        severity,
        providerRef: { name: `${app}-${name}` },
      })),
    }),
  };
}

function weights({
  steps,
  stepWeight,
  maxWeight = 100,
  promotionStepWeight: stepWeightPromotion,
}: CanarySteps): object {
  const own = steps ? { stepWeights: steps } : { stepWeight, maxWeight };
  return { ...own, ...defined({ stepWeightPromotion }) };
}

/** The items of a list by their names, sorted, so that their order in the program does not count; undefined for none. */
function items<V, T>(given: Readonly<Record<string, V>> | undefined, of: (name: string, value: V) => T) {
  const names = Object.keys(given ?? {}).sort();
  return names.length === 0 ? undefined : names.map((name) => of(name, given![name]!));
}
