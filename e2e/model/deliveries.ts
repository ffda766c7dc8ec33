import { ApiObject, type Chart } from 'cdk8s';
import {
  App,
  Cluster,
  Component,
  ComponentGroup,
  Environment,
  Fleet,
  HelmChart,
  Placement,
  Source,
  Tenant,
} from 'cdk8s-flux-fleet';
import type { FileMap } from '../harness/tar';

export const FLEET_URL = 'https://git.example.com/acme/fleet';
export const OPS_URL = 'https://git.example.com/acme/ops';

/** A Deployment as each repository, chart and program here has it. */
export function deployment(name: string, image: string, replicas = 1) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image }] } },
    },
  };
}

const inCode = (name: string, image: string) => (chart: Chart) =>
  void new ApiObject(chart, name, deployment(name, image));

/** Something of everything that can be delivered, each waiting for another, on a manager and its remote cluster. */
export function deliveriesFleet(): Fleet {
  const fleet = new Fleet({ name: 'acme', source: Source.git({ url: FLEET_URL, branch: 'main' }), kubernetes: '1.34' });
  const manager = new Cluster(fleet, 'eu-1');
  const remote = new Cluster(fleet, 'store-1', { managedBy: manager });
  new Environment(fleet, 'dev', { clusters: [manager, remote] });

  const ops = new ComponentGroup(fleet, 'operations');
  const agent = new Component(ops, 'agent', {
    ...{ path: './agent', source: Source.git({ url: OPS_URL, tag: 'v1' }), namespace: 'operations' },
    substitutions: ({ cluster }) => ({ CLUSTER: cluster.name }),
    images: { 'example.com/agent': { name: 'mirror.example.com/agent', tag: '2' } },
    patches: [
      {
        patch: [
          { op: 'test', path: '/spec/template/spec/containers/0/name', value: 'agent' },
          { op: 'add', path: '/spec/template/spec/containers/0/args', value: ['--quiet'] },
        ],
        target: { kind: 'Deployment' },
      },
      { patch: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'agent' }, spec: { replicas: 2 } } },
    ],
    healthCheckExprs: [
      { apiVersion: 'apps/v1', kind: 'Deployment', current: 'status.readyReplicas == status.replicas' },
    ],
  });
  agent.override(Placement.cluster(remote), { images: { 'example.com/agent': { tag: '3' } } });
  new Component(fleet, 'board', { manifests: inCode('board', 'example.com/board:1'), dependsOn: [ops] });

  const shared = new Tenant(fleet, 'shared', { source: Source.git({ url: OPS_URL, tag: 'v1' }), isolation: 'relaxed' });
  const queue = new App(shared, 'queue', { path: './queue', offeredTo: 'all' });
  const web = new Tenant(fleet, 'web', { isolation: 'relaxed', namespaces: ['jobs'] });
  const store = new App(web, 'store', {
    chart: HelmChart.repository({ url: 'https://charts.example.com', chart: 'store', version: '1.2.3' }),
    values: ({ cluster }) => ({ cluster: cluster.name }),
  });
  const api = new App(web, 'api', {
    manifests: inCode('api', 'example.com/api:1'),
    dependsOn: [queue, store],
    configMaps: ({ cluster }) => ({ api: { CLUSTER: cluster.name, WORKERS: 2 } }),
  });
  new App(web, 'report', {
    ...{ path: './report', source: Source.git({ url: OPS_URL, tag: 'v1' }), namespace: 'jobs', dependsOn: [api] },
  });
  return fleet;
}

const list = (name: string) => JSON.stringify({ kind: 'Kustomization', resources: [name] });

/** The repository of what comes from elsewhere. */
export const opsRepository: FileMap = Object.fromEntries(
  [
    [
      'agent',
      {
        ...deployment('agent', 'example.com/agent:1'),
        metadata: { name: 'agent', annotations: { cluster: '${CLUSTER}' } },
      },
    ] as const,
    ['queue', deployment('queue', 'example.com/queue:1')] as const,
    ['report', deployment('report', 'example.com/report:1')] as const,
  ].flatMap(([folder, object]) => [
    [`${folder}/kustomization.yaml`, list('app.yaml')],
    [`${folder}/app.yaml`, JSON.stringify(object)],
  ]),
);
