import { App, Cluster, Component, Environment, Fleet, HelmChart, Source, Tenant } from '../../../src';
import { Loose, newFleet, objectsIn, Parsed } from '../../support/fleets';

/** A fleet with a cluster, a remote one, an environment on both, and two tenants with a folder and a chart each. */
export interface Notified {
  readonly fleet: Fleet<Loose>;
  readonly eu: Cluster<Loose>;
  readonly far: Cluster<Loose>;
  readonly prod: Environment<Loose>;
  readonly web: Tenant<Loose>;
  readonly api: Tenant<Loose>;
  readonly shop: App<Loose>;
  readonly cache: App<Loose>;
}

export const chart = HelmChart.oci({ url: 'oci://charts.example.com/valkey', version: '3.0.0' });

export function notifiedFleet(props: Parameters<typeof newFleet>[0] = {}): Notified {
  const fleet = newFleet(props);
  const eu = new Cluster(fleet, 'eu-1');
  const far = new Cluster(fleet, 'far', { managedBy: eu });
  const prod = new Environment(fleet, 'prod', { clusters: [eu, far] });
  new Component(prod, 'redis', { chart });
  const tenant = (name: string) =>
    new Tenant(fleet, name, { source: Source.git({ url: `https://git.example.com/${name}`, branch: 'main' }) });
  const [web, api] = [tenant('web'), tenant('api')];
  for (const one of [api]) {
    new App(one, 'shop', { path: './shop' });
    new App(one, 'cache', { chart });
  }
  const shop = new App(web, 'shop', { path: './shop' });
  const cache = new App(web, 'cache', { chart });
  return { fleet, eu, far, prod, web, api, shop, cache };
}

/** An Alert with what decides who gets which events. */
export interface FoundAlert {
  readonly file: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly severity: string;
  readonly sources: ReadonlyArray<{ readonly kind: string; readonly name: string; readonly matchLabels?: object }>;
  readonly spec: Parsed;
  readonly provider: Parsed;
  readonly apiVersion: string;
}

/** The Alerts of a fleet with their Providers, by file. */
export function alertsOf(fleet: Fleet<Loose>, { tree } = fleet.synthesize()): FoundAlert[] {
  const files = tree.paths.filter((path) => path.includes('/notifications/') && !path.endsWith('/kustomization.yaml'));
  return files.flatMap((file) => {
    const objects = objectsIn(tree, file);
    return objects
      .filter(({ kind }) => kind === 'Alert')
      .map((alert): FoundAlert => {
        const { name, namespace } = alert.metadata;
        const provider = objects.find(
          (one) => one.kind === 'Provider' && one.metadata.name === name && one.metadata.namespace === namespace,
        );
        return {
          ...{ file, cluster: file.split('/')[1]!, name, namespace, provider, apiVersion: alert.apiVersion },
          metadata: alert.spec.eventMetadata,
          severity: alert.spec.eventSeverity,
          sources: alert.spec.eventSources,
          spec: alert.spec,
        };
      });
  });
}

/** Alerts in short: `namespace/name`. */
export function names(alerts: readonly FoundAlert[]): string[] {
  return alerts.map(({ namespace, name }) => `${namespace}/${name}`).sort();
}

/** The sources of an alert in short: `Kind/name`. */
export function watched(alert: FoundAlert | undefined): string[] {
  return (alert?.sources ?? []).map(({ kind, name }) => `${kind}/${name}`);
}
