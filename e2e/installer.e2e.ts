import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { Cluster, Component, Fleet, Removal, Source } from 'cdk8s-flux-fleet';
import { guard, ManifestTree } from 'cdk8s-flux-fleet/plan';
import { FLEET_CONVENTIONS } from '../src/pipeline/guard/conventions';
import { ArtifactLoop } from './harness/artifact-loop';
import { ArtifactServer } from './harness/artifacts';
import { ControlPlane } from './harness/control-plane';
import { gotkComponents, installCrds, installFluxOperatorCrds } from './harness/flux';
import { parseObjects } from './harness/flux-manifests';
import { describeObject, referenceTo, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import type { FileMap } from './harness/tar';
import { runTool } from './harness/tool';
import { waitFor, waitForReady } from './harness/wait';
import { filesOfTree } from './model/world';

/*
 * A cluster whose Flux gets another installer, by the steps that the guard prints, with the real kustomize-controller: from
 * gotk-components.yaml to Flux Operator and back, nothing of Flux and nothing that it applied is deleted or made anew. The
 * operator itself is not an engine here: its CRDs are there, and nobody acts on the FluxInstance.
 */

type Installer = 'gotk' | 'operator';

interface State {
  readonly bootstrap: Installer;
  readonly keepFlux?: boolean;
}

const ROOT = { namespace: 'flux-system', name: 'flux-system' };
const ADDON = { namespace: 'flux-system', name: 'infrastructure-addon' };
const INSTANCE = {
  apiVersion: 'fluxcd.controlplane.io/v1',
  kind: 'FluxInstance',
  namespace: 'flux-system',
  name: 'flux',
};
const SETTINGS = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'addon', name: 'settings' };
const KEPT = 'kustomize.toolkit.fluxcd.io/prune';

describe('a cluster whose Flux gets another installer', () => {
  let plane: ControlPlane;
  let artifacts: ArtifactServer;
  let loop: ArtifactLoop;
  let components: readonly KubeObject[];
  let now: State = { bootstrap: 'gotk' };
  let before: ReadonlyMap<string, string | undefined>;

  function repository({ bootstrap, keepFlux }: State): FileMap {
    const source = Source.git({ url: 'https://example.com/fleet', branch: 'main' });
    const fleet = new Fleet({ name: 'acme', source, policies: 'none' });
    const cluster = new Cluster(fleet, 'eu-1', { bootstrap, ...(keepFlux === undefined ? {} : { keepFlux }) });
    new Component(cluster, 'addon', {
      manifests: (chart) =>
        void new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } }),
    });
    const text = components.map((one) => JSON.stringify(one)).join('\n---\n');
    return {
      ...filesOfTree(fleet.synthesize().tree),
      ...(bootstrap === 'gotk' ? { 'dist/clusters/eu-1/flux-system/gotk-components.yaml': text } : {}),
    };
  }

  const treeOf = (state: State) => ManifestTree.of(Object.entries(repository(state)) as Array<[string, string]>);

  /** What the guard refuses of a change. */
  const refused = (next: State, ...declarations: Removal[]) =>
    guard({
      ...{ base: treeOf(now), next: treeOf(next), declarations },
      ...{ conventions: FLEET_CONVENTIONS, within: 'dist', today: '2026-12-01' },
    }).findings.filter(({ severity }) => severity === 'error');

  /** Commits a state, and waits until Flux has applied it. */
  async function commit(name: string, next: State): Promise<void> {
    now = next;
    const revision = await loop.commit(name, () => repository(next));
    await waitForReady(plane.client(), [ROOT, ADDON], { revision });
  }

  /** The uid of all that Flux's manifests bring, of the root, and of what Flux has applied. */
  async function uids(): Promise<ReadonlyMap<string, string | undefined>> {
    const sync = [
      { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', ...ROOT },
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', ...ROOT },
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', ...ADDON },
    ];
    const found = new Map<string, string | undefined>();
    for (const reference of [...components.map(referenceTo), ...sync, SETTINGS]) {
      const object = await plane.client().find(reference);
      const isGoing = object?.metadata.deletionTimestamp !== undefined;
      found.set(describeObject(reference), isGoing ? 'going' : object?.metadata.uid);
    }
    return found;
  }

  async function kubectl(command: string): Promise<void> {
    const kubeconfig = join(plane.directory, 'kubectl.kubeconfig');
    await writeFile(kubeconfig, plane.kubeconfig(), { mode: 0o600 });
    const done = await runTool('kubectl', command.split(' '), { env: { KUBECONFIG: kubeconfig } });
    expect(done).toMatchObject({ exitCode: 0 });
  }

  beforeAll(async () => {
    components = await gotkComponents();
    plane = await ControlPlane.start({ name: 'eu-1' });
    const client = plane.client();
    await installCrds(
      client,
      components.filter(({ kind }) => kind === 'CustomResourceDefinition'),
    );
    for (const object of components.filter(({ kind }) => kind !== 'CustomResourceDefinition'))
      await client.apply(object);
    // What `helm install flux-operator` brings, as far as it can be had.
    await installFluxOperatorCrds(plane);
    artifacts = await ArtifactServer.start();
    await KustomizeController.start(plane);
    const files = repository(now);
    for (const object of parseObjects(String(files['dist/clusters/eu-1/flux-system/gotk-sync.yaml'])))
      await client.apply(object);
    loop = ArtifactLoop.start({ plane, server: artifacts, content: () => repository(now) });
    await waitForReady(client, [ROOT, ADDON]);
    before = await uids();
    expect([...before.values()]).not.toContain(undefined);
  });

  afterAll(async () => {
    await plane?.stop();
    await artifacts?.stop();
  });

  it('goes over from gotk to the operator in steps, and loses nothing', async () => {
    const operator: State = { bootstrap: 'operator' };
    const [finding, ...others] = refused(operator);
    expect([finding?.id, others]).toEqual(['installer-changed', []]);
    expect(finding?.steps?.map((step) => /^[^:,]+/.exec(step)![0])).toEqual([
      'give cluster eu-1 keepFlux',
      'install the operator on eu-1',
      'give it bootstrap',
    ]);

    const kept: State = { bootstrap: 'gotk', keepFlux: true };
    expect(refused(kept)).toEqual([]);
    await commit('keep', kept);
    const crd = components.find(({ kind }) => kind === 'CustomResourceDefinition')!;
    expect((await plane.client().get(referenceTo(crd))).metadata.annotations).toMatchObject({ [KEPT]: 'disabled' });

    expect(refused(operator)).toEqual([]);
    await commit('operator', operator);
    expect(await plane.client().find(INSTANCE)).toBeDefined();
    expect(await uids()).toEqual(before);
  });

  it('goes back in steps, the command of one included, and loses nothing', async () => {
    const gotk: State = { bootstrap: 'gotk' };
    const [finding, ...others] = refused(gotk);
    expect([finding?.id, others]).toEqual(['installer-changed', []]);
    const [, command] = /kubectl (annotate fluxinstance .*)$/.exec(finding!.steps![0]!)!;
    await kubectl(command!);
    const declared = Removal.object(
      { group: 'fluxcd.controlplane.io', kind: 'FluxInstance', namespace: 'flux-system', name: 'flux' },
      { reason: 'back to gotk' },
    );
    expect(refused(gotk, declared)).toEqual([]);
    await commit('back', gotk);
    await waitFor('the FluxInstance to go', async () => (await plane.client().find(INSTANCE)) === undefined);
    expect(await uids()).toEqual(before);
  });

  it('deletes itself where that is done at once, which is why it is refused', async () => {
    const operator: State = { bootstrap: 'operator' };
    expect(refused(operator).map(({ id }) => id)).toEqual(['installer-changed']);
    await loop.commit('at once', () => repository(operator));
    // It ends halfway, as the account that it acts as goes with the rest.
    const root = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', ...ROOT };
    const account = components.find(
      ({ kind, metadata }) => kind === 'ServiceAccount' && /^kustom/.test(metadata.name),
    )!;
    await waitFor('Flux to delete itself', async (observe) => {
      const found = await uids();
      const lost = [...found].filter(([name, uid]) => uid !== before.get(name)).map(([name]) => name);
      observe(lost.join('\n'));
      return [root, referenceTo(account)].every((one) => lost.includes(describeObject(one)));
    });
  });
});
