import { Shape } from './checks/rule';
import { OBJECT } from './tables/meta';

type Table = Readonly<Record<string, () => Shape>>;

// Each is loaded with the first object of one of its kinds: most programs have few of them.
/* eslint-disable @typescript-eslint/no-require-imports */
const workloads = (): Table => (require('./tables/workloads') as typeof import('./tables/workloads')).WORKLOADS;
const services = (): Table => (require('./tables/service') as typeof import('./tables/service')).SERVICES;
const storage = (): Table => (require('./tables/storage') as typeof import('./tables/storage')).STORAGE_KINDS;
const batch = (): Table => (require('./tables/batch') as typeof import('./tables/batch')).BATCH_KINDS;
const scaling = (): Table => (require('./tables/autoscaling') as typeof import('./tables/autoscaling')).SCALING;
const networking = (): Table => (require('./tables/networking') as typeof import('./tables/networking')).NETWORKING;
const rbac = (): Table => (require('./tables/rbac') as typeof import('./tables/rbac')).RBAC_KINDS;
const admission = (): Table => (require('./tables/admission') as typeof import('./tables/admission')).ADMISSION_KINDS;
const nodes = (): Table => (require('./tables/nodes') as typeof import('./tables/nodes')).NODE_KINDS;
const apiServer = (): Table =>
  (require('./tables/api-server') as typeof import('./tables/api-server')).API_SERVER_KINDS;
const devices = (): Table => (require('./tables/devices') as typeof import('./tables/devices')).DEVICE_KINDS;
const definitions = (): Table =>
  (require('./tables/definitions') as typeof import('./tables/definitions')).DEFINITION_KINDS;
const namespaces = (): Table => (require('./tables/core') as typeof import('./tables/core')).NAMESPACE_KINDS;
/* eslint-enable @typescript-eslint/no-require-imports */

/** The table of each group. */
const GROUPS: Readonly<Record<string, () => Table>> = {
  'admissionregistration.k8s.io': admission,
  'apiextensions.k8s.io': definitions,
  'apiregistration.k8s.io': apiServer,
  apps: workloads,
  autoscaling: scaling,
  batch,
  'certificates.k8s.io': apiServer,
  'coordination.k8s.io': nodes,
  'discovery.k8s.io': services,
  'events.k8s.io': apiServer,
  'flowcontrol.apiserver.k8s.io': apiServer,
  'networking.k8s.io': networking,
  'node.k8s.io': nodes,
  policy: scaling,
  'rbac.authorization.k8s.io': rbac,
  'resource.k8s.io': devices,
  'scheduling.k8s.io': nodes,
  'storage.k8s.io': storage,
};

/** The tables of the core group's kinds; the others are in that of namespaces. */
const CORE: Readonly<Record<string, () => Table>> = {
  Endpoints: services,
  Event: apiServer,
  Node: nodes,
  PersistentVolume: storage,
  PersistentVolumeClaim: storage,
  Pod: workloads,
  PodTemplate: workloads,
  ReplicationController: workloads,
  Service: services,
};

const known = new Map<string, (() => Shape) | undefined>();

/**
 * The rules of a kind; undefined if there are none. Metadata is the same for all.
 *
 * @param kind group and kind, such as `apps/Deployment`; `/Service` for the core group
 */
export function shapeOf(kind: string): (() => Shape) | undefined {
  if (!known.has(kind)) known.set(kind, find(kind));
  return known.get(kind);
}

function find(kind: string): (() => Shape) | undefined {
  const [group = '', name = ''] = kind.split('/');
  const table = group === '' ? (CORE[name] ?? namespaces) : GROUPS[group];
  const shape = table?.()[kind];
  return shape && (() => OBJECT(shape(), group, kind));
}
