import { ApiObject, type Chart } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';
import type { FileMap } from '../harness/tar';

export const GATE_URL = 'https://git.example.com/acme/gate';
const FLEET_URL = 'https://git.example.com/acme/fleet';

const settings = (chart: Chart) => void new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap' });

/**
 * A manager and a remote cluster whose environment waits for a component of the cluster: a component, a tenant, and an app
 * of another tenant. The repository of that component and of one more is one source.
 */
export function levelsFleet(): Fleet {
  const fleet = new Fleet({ name: 'acme', source: Source.git({ url: FLEET_URL, branch: 'main' }), kubernetes: '1.34' });
  const manager = new Cluster(fleet, 'eu-1');
  const remote = new Cluster(fleet, 'store-1', { managedBy: manager });
  const dev = new Environment(fleet, 'dev', { clusters: [manager, remote] });
  const source = Source.git({ url: GATE_URL, branch: 'main' });
  const gate = new Component(fleet, 'gate', { path: './gate', source });
  new Component(fleet, 'beside', { path: './beside', source });
  new Component(dev, 'late', { manifests: settings, dependsOn: [gate] });
  new App(new Tenant(fleet, 'shop', { isolation: 'relaxed', dependsOn: [gate] }), 'till', { manifests: settings });
  const bank = new Tenant(fleet, 'bank', { isolation: 'relaxed', source });
  new App(bank, 'desk', { path: './desk', dependsOn: [gate] });
  return fleet;
}

const configMap = (name: string, namespace?: string) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(namespace ? { namespace } : {}) } });

const folder = (name: string, text: string): FileMap => ({
  [`${name}/kustomization.yaml`]: JSON.stringify({ kind: 'Kustomization', resources: ['app.yaml'] }),
  [`${name}/app.yaml`]: text,
});

/** The repository before the gate is in it. */
export const closed: FileMap = {
  ...folder('beside', configMap('beside', 'default')),
  ...folder('desk', configMap('desk')),
};

/** The repository with the gate. */
export const open: FileMap = { ...closed, ...folder('gate', configMap('gate', 'default')) };
