import { ApiObject, Chart } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, HelmChart, Placement, Tenant } from '../../src';
import { git, Loose, newFleet } from '../support/fleets';

/** A Deployment in code. */
export function deployment(chart: Chart, name: string, spec: object, group = 'apps/v1'): void {
  const labels = { app: name };
  new ApiObject(chart, name, {
    apiVersion: group,
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: `ghcr.io/acme/${name}:1.0` }] } },
      ...spec,
    },
  });
}

/** A fleet with two clusters, a remote one, two environments, components, and a tenant with two apps. */
export function shopFleet(
  change: (fleet: Fleet<Loose>) => unknown = () => {},
  { replicas = 3 }: { readonly replicas?: number } = {},
): Fleet<Loose> {
  const fleet = newFleet();
  const eu = new Cluster(fleet, 'eu-1');
  const us = new Cluster(fleet, 'us-1');
  const edge = new Cluster(fleet, 'edge', { managedBy: eu });
  new Environment(fleet, 'staging', { clusters: [eu] });
  new Environment(fleet, 'prod', { clusters: [eu, us, edge] });
  new Component(fleet, 'nginx', {
    chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' }),
  });
  const shop = new Tenant(fleet, 'shop', {
    source: git,
    hosts: ({ environment }) => [`${environment.name}.shop.example.com`],
  });
  new App(shop, 'web', {
    manifests: (chart, { environment }) =>
      deployment(chart, 'web', { replicas: environment.name === 'prod' ? replicas : 1 }),
  });
  new App(shop, 'till', { path: './till', placement: Placement.environment('prod') });
  change(fleet);
  return fleet;
}
