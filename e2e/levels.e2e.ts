import { at, textAt } from './harness/kube-object';
import type { FileMap } from './harness/tar';
import { waitFor } from './harness/wait';
import { closed, GATE_URL, levelsFleet, open } from './model/levels';
import { FleetWorld, filesOfTree } from './model/world';

const WAITING = [
  'dev-flux-system/infrastructure-late',
  'dev-flux-system/dev-shop.till',
  'dev-bank/desk',
  'store-1/dev-infrastructure-late',
  'store-1/dev-shop.till',
  'store-1/dev-bank.desk',
];

describe('what waits for a component of the cluster', () => {
  let world: FleetWorld;
  let repository: FileMap = closed;
  const files = filesOfTree(levelsFleet().synthesize().tree);

  beforeAll(async () => {
    world = await FleetWorld.start({
      ...{ files, managers: ['eu-1'], remotes: { 'store-1': 'eu-1' } },
      content: (source) => (textAt(source, 'spec', 'url') === GATE_URL ? repository : files),
    });
  });

  afterAll(() => world?.stop());

  const kustomization = (name: string) => {
    const [namespace = '', own = ''] = name.split('/');
    return { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace, name: own };
  };

  /** The reason why a Kustomization is not Ready; `Ready` if it is, undefined if it is not there yet. */
  const stateOf = async (name: string): Promise<string | undefined> => {
    const found = await world.client('eu-1').find(kustomization(name));
    const conditions = (found && (at(found, 'status', 'conditions') as Array<Record<string, string>>)) ?? [];
    const ready = conditions.find(({ type }) => type === 'Ready');
    return ready?.status === 'True' ? 'Ready' : ready?.reason;
  };

  const settings = (cluster: string, namespace: string, name = 'settings') =>
    world.client(cluster).find({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });

  it('is not applied while that fails, on either kind of cluster', async () => {
    await world.ready('eu-1', ['flux-system/infrastructure-beside.folder', 'store-1/infrastructure-beside.folder']);
    for (const name of WAITING) {
      await waitFor(`${name} to wait`, async (observe) => {
        const state = await stateOf(name);
        observe(String(state));
        return state === 'DependencyNotReady';
      });
    }
    for (const cluster of ['eu-1', 'store-1']) {
      expect(await settings(cluster, 'dev-late')).toBeUndefined();
      expect(await settings(cluster, 'dev-shop')).toBeUndefined();
      expect(await settings(cluster, 'dev-bank', 'desk')).toBeUndefined();
    }
  });

  it('reads one source for the folders of one repository', async () => {
    const sources = await world.client('eu-1').list('source.toolkit.fluxcd.io/v1', 'GitRepository');
    const names = sources
      .filter((source) => textAt(source, 'spec', 'url') === GATE_URL)
      .map(({ metadata }) => metadata.namespace)
      .sort();
    expect(names).toEqual(['dev-bank', 'flux-system', 'store-1', 'store-1']);
  });

  it('is applied once that is Ready', async () => {
    repository = open;
    await world.commit('eu-1', 'the gate');
    await world.ready('eu-1', ['flux-system/infrastructure-gate', 'store-1/infrastructure-gate', ...WAITING]);
    for (const cluster of ['eu-1', 'store-1']) {
      expect(await settings(cluster, 'dev-late')).toBeDefined();
      expect(await settings(cluster, 'dev-shop')).toBeDefined();
      expect(await settings(cluster, 'dev-bank', 'desk')).toBeDefined();
    }
    console.log(`API servers 2, Kustomizations that waited ${WAITING.length}`);
  });
});
