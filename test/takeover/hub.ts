import { ApiObject } from 'cdk8s';
import { Cluster, Component } from 'cdk8s-flux-fleet';
import {
  chart,
  deployment,
  file,
  helmRelease,
  helmRepository,
  kustomization,
  namespace,
  newFleet,
  root,
  Style,
} from './objects';

const SPOKES = ['live', 'stage'];
const KUBECONFIG = { kubeConfig: { secretRef: { name: 'cluster-kubeconfig' } } };
const SOURCE = { sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' } };

/** The Kustomizations of one cluster: what the hub applies to it, and releases that the hub installs on it. */
const spoke = (name: string) =>
  file(
    namespace(name),
    kustomization('agents', './spokes/agents', {
      metadata: { namespace: name },
      spec: { ...SOURCE, ...KUBECONFIG, wait: true },
    }),
    kustomization('apps', `./spokes/apps/${name}`, {
      metadata: { namespace: name },
      spec: { ...SOURCE, dependsOn: [{ name: 'agents' }], wait: true },
    }),
  );

/** The release of a spoke; one of them has the name already that the fleet gives it. */
const release = (spoke: string, values: object) =>
  file(
    helmRepository('stable', spoke),
    helmRelease(spoke === 'live' ? 'podinfo' : 'web', spoke, {
      ...{ ...KUBECONFIG, releaseName: 'podinfo', targetNamespace: 'podinfo', storageNamespace: 'podinfo', values },
      install: { createNamespace: true },
    }),
  );

/** One cluster whose Flux deploys to the others through kubeconfigs. */
export const hub: Style = {
  name: 'a hub that deploys to spokes',
  cluster: 'hub',
  folder: 'clusters/hub',
  old: {
    'clusters/hub/flux-system/gotk-sync.yaml': root('clusters/hub'),
    'clusters/hub/live.yaml': spoke('live'),
    'clusters/hub/stage.yaml': spoke('stage'),
    'spokes/agents/agent.yaml': file(namespace('agent'), deployment('agent', 'agent')),
    ...Object.fromEntries(
      SPOKES.map((name, replicas) => [`spokes/apps/${name}/podinfo.yaml`, release(name, { replicas: replicas + 1 })]),
    ),
  },
  others: {},
  remotes: { live: 'live/cluster-kubeconfig', stage: 'stage/cluster-kubeconfig' },
  fleet: () => {
    const fleet = newFleet();
    const manager = new Cluster(fleet, 'hub');
    const { metadata: _, ...agent } = deployment('agent', 'agent');
    SPOKES.forEach((name, replicas) => {
      // One keeps the Secret that it has, the other gets the one that the fleet reads unless told otherwise.
      const kept = name === 'live' ? { kubeConfig: { name: 'cluster-kubeconfig' } } : {};
      const cluster = new Cluster(fleet, name, { managedBy: manager, ...kept });
      new Component(cluster, 'agent', {
        namespace: 'agent',
        manifests: (into) => void new ApiObject(into, 'agent', { ...agent, metadata: { name: 'agent' } }),
      });
      new Component(cluster, 'podinfo', { namespace: 'podinfo', chart: chart(), values: { replicas: replicas + 1 } });
    });
    return fleet;
  },
  kustomizations: ['flux-system/flux-system', 'live/agents', 'live/apps', 'stage/agents', 'stage/apps'],
  helmReleases: 2,
  releases: ['podinfo/podinfo on stage'],
};
