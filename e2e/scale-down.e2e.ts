import { ApiObject } from 'cdk8s';
import { App, Cluster, Environment, Fleet, Placement, Source, Tenant } from 'cdk8s-flux-fleet';
import { projects } from 'cdk8s-flux-fleet-schemas';
import { ArtifactLoop } from './harness/artifact-loop';
import { ArtifactServer } from './harness/artifacts';
import { ControlPlane } from './harness/control-plane';
import { installCrds, installFluxCrds, installPlatform } from './harness/flux';
import { parseObjects } from './harness/flux-manifests';
import { at, type KubeObject } from './harness/kube-object';
import { StandInKubelet } from './harness/kubelet';
import { KustomizeController } from './harness/kustomize-controller';
import type { FileMap } from './harness/tar';
import { waitFor, waitForReady } from './harness/wait';
import { filesOfTree } from './model/world';

/*
 * Environments in office hours, with the real kustomize-controller under the tenant's account: KEDA's real definition takes
 * what the library writes, and Flux leaves the number of pods to whoever scales. The test plays KEDA, whose operator is not
 * an engine here: it sets the numbers that the ScaledObject says.
 */

const CONTROL = 'dev-flux-system';
const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'dev-shop', name: 'api' };
const SCALED = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', namespace: 'dev-shop', name: 'api' };

interface State {
  readonly tag: string;
  readonly sleeps: boolean;
}

describe('an environment that runs in office hours', () => {
  let plane: ControlPlane;
  let artifacts: ArtifactServer;
  let loop: ArtifactLoop;

  function repository({ tag, sleeps }: State): FileMap {
    const source = Source.git({ url: 'https://example.com/fleet', branch: 'main' });
    const fleet = new Fleet({ name: 'acme', source, policies: 'none' });
    const dev = new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
    const shop = new Tenant(fleet, 'shop', { owners: ['shop-leads'] });
    const labels = { app: 'api' };
    const security = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true };
    const seccompProfile = { type: 'RuntimeDefault' };
    const amounts = { cpu: '100m', memory: '64Mi' };
    const resources = { requests: amounts, limits: amounts };
    const container = { name: 'api', image: `registry.example.com/api:${tag}`, securityContext: security, resources };
    new App(shop, 'api', {
      manifests: (chart) =>
        void new ApiObject(chart, 'api', {
          ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' } },
          spec: {
            replicas: 3,
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { securityContext: { seccompProfile }, containers: [container] } },
          },
        }),
    });
    const uptime = [{ start: '0 7 * * 1-5', end: '0 19 * * 1-5', timezone: 'Europe/Berlin' }];
    if (sleeps) fleet.scaleDown({ placement: Placement.environment(dev), uptime });
    return filesOfTree(fleet.synthesize().tree);
  }

  /** Commits a state, and waits until Flux has applied all of it. */
  async function commit(name: string, state: State): Promise<void> {
    const files = repository(state);
    const revision = await loop.commit(name, () => files);
    await waitForReady(plane.client(), kustomizationsIn(files), { revision });
    const container = at(await plane.client().get(DEPLOYMENT), 'spec', 'template', 'spec', 'containers', '0', 'image');
    expect(container).toBe(`registry.example.com/api:${state.tag}`);
  }

  const replicas = async () => at(await plane.client().get(DEPLOYMENT), 'spec', 'replicas');

  /** Sets the number of pods as a scaler does. */
  const scale = (count: number) => plane.client().patch(DEPLOYMENT, { spec: { replicas: count } });

  beforeAll(async () => {
    plane = await ControlPlane.start({ name: 'scale-down', controllers: ['deployment', 'replicaset'] });
    await installFluxCrds(plane);
    await installPlatform(plane);
    const definition = projects.keda.crd('keda.sh/ScaledObject') as unknown as KubeObject;
    await installCrds(plane.client(), [definition]);
    StandInKubelet.start(plane);
    artifacts = await ArtifactServer.start();
    await KustomizeController.start(plane, { flags: ['--requeue-dependency=1s'] });
    const files = repository({ tag: '1', sleeps: false });
    for (const object of parseObjects(String(files['dist/clusters/eu-1/flux-system/gotk-sync.yaml'])))
      await plane.client().apply(object);
    loop = ArtifactLoop.start({ plane, server: artifacts, content: () => files });
    await commit('begin', { tag: '1', sleeps: false });
  });

  afterAll(async () => {
    await plane?.stop();
    await artifacts?.stop();
  });

  it('without it, Flux sets the number of git again: the fault that this prevents', async () => {
    expect(await replicas()).toBe(3);
    await scale(0);
    await commit('another image', { tag: '2', sleeps: false });
    expect(await replicas()).toBe(3);
  });

  it('the definition of KEDA takes the ScaledObject, and the account of the tenant may write it', async () => {
    await commit('sleep', { tag: '2', sleeps: true });
    const scaled = await plane.client().get(SCALED);
    expect(at(scaled, 'spec', 'scaleTargetRef', 'name')).toBe('api');
    expect(at(scaled, 'spec', 'triggers', '0', 'metadata')).toEqual({
      ...{ start: '0 7 * * 1-5', end: '0 19 * * 1-5', timezone: 'Europe/Berlin', desiredReplicas: '3' },
    });
  });

  it('Flux leaves the number to the scaler, at night and by day', async () => {
    for (const [index, count] of [
      0,
      Number(at(await plane.client().get(SCALED), 'spec', 'maxReplicaCount')),
    ].entries()) {
      await scale(count);
      await commit(`while it has ${count}`, { tag: `3.${index}`, sleeps: true });
      expect(await replicas()).toBe(count);
    }
  });

  it('taken out, the ScaledObject goes, and the number of git counts again', async () => {
    await scale(0);
    await commit('awake', { tag: '4', sleeps: false });
    expect(await replicas()).toBe(3);
    await waitFor('the ScaledObject to go', async () => (await plane.client().find(SCALED)) === undefined);
  });
});

/** The Kustomizations in files, by namespace and name. */
function kustomizationsIn(files: FileMap): Array<{ readonly namespace: string; readonly name: string }> {
  return Object.values(files)
    .flatMap((text) => parseObjects(String(text)))
    .filter(({ apiVersion }) => apiVersion.startsWith('kustomize.toolkit.fluxcd.io/'))
    .map(({ metadata: { namespace = CONTROL, name } }) => ({ namespace, name }));
}
