import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ArtifactLoop } from './harness/artifact-loop';
import { ArtifactServer } from './harness/artifacts';
import { ControlPlane } from './harness/control-plane';
import { installFluxCrds, installPlatform, namespace } from './harness/flux';
import { parseObjects } from './harness/flux-manifests';
import { serviceAccountUser } from './harness/kube-client';
import { at, type KubeObject } from './harness/kube-object';
import { StandInKubelet } from './harness/kubelet';
import { KustomizeController } from './harness/kustomize-controller';
import { EngineError, runningEngines } from './harness/process';
import { notReady, waitFor, waitForReady } from './harness/wait';

// A port that looks after a lightship: `harbour` runs Flux, `lightship` is deployed to from there.
const ROOT = `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1m, url: 'https://example.com/port', ref: { branch: main }, sparseCheckout: [./harbour] }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec:
  { interval: 1h, path: ./harbour, prune: true, serviceAccountName: kustomize-controller,
    sourceRef: { kind: GitRepository, name: flux-system } }
`;

const LIGHTSHIP_SYNC = `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: crew, namespace: lightship }
spec: { interval: 1m, url: 'https://example.com/crew', ref: { branch: night } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: lamp, namespace: lightship }
spec:
  { interval: 1h, retryInterval: 5s, path: ./lamp, prune: true, wait: true, timeout: 1m, serviceAccountName: keeper,
    sourceRef: { kind: GitRepository, name: crew }, kubeConfig: { secretRef: { name: lightship-kubeconfig } } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: mutiny, namespace: lightship }
spec:
  { interval: 1h, retryInterval: 5s, path: ./mutiny, prune: true, timeout: 1m, serviceAccountName: keeper,
    sourceRef: { kind: GitRepository, name: crew }, kubeConfig: { secretRef: { name: lightship-kubeconfig } } }
`;

const LAMP = `
apiVersion: v1
kind: ConfigMap
metadata: { name: signal, namespace: deck }
data: { colour: COLOUR }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: lamp, namespace: deck }
spec:
  selector: { matchLabels: { app: lamp } }
  template:
    metadata: { labels: { app: lamp } }
    spec: { containers: [{ name: lamp, image: example.com/lamp:1 }] }
`;

const MUTINY = `
apiVersion: v1
kind: ConfigMap
metadata: { name: orders, namespace: bridge }
`;

// The account that the harbour acts as on the lightship, with rights in one namespace only.
const LIGHTSHIP_ACCESS = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: keeper, namespace: lightship }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: keeper, namespace: deck }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }
subjects: [{ kind: ServiceAccount, name: keeper, namespace: lightship }]
`;

const SIGNAL = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'deck', name: 'signal' };
const KEEPER = serviceAccountUser('lightship', 'keeper');

function listing(...files: string[]): string {
  return JSON.stringify({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: files });
}

function contentWith(colour: string): (source: KubeObject) => Record<string, string> {
  const port = {
    'harbour/kustomization.yaml': listing('lightship.yaml'),
    'harbour/lightship.yaml': LIGHTSHIP_SYNC,
    'elsewhere/kustomization.yaml': 'not even YAML: [',
  };
  const crew = {
    'lamp/kustomization.yaml': listing('lamp.yaml'),
    'lamp/lamp.yaml': LAMP.replace('COLOUR', colour),
    'mutiny/kustomization.yaml': listing('orders.yaml'),
    'mutiny/orders.yaml': MUTINY,
  };
  return ({ spec }) => (spec?.url === 'https://example.com/port' ? port : crew);
}

/** Ids of the processes that this one started, where the operating system tells. */
function childProcesses(): number[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        // The fields after the name, which may hold blanks and ends with the last bracket: state, parent, …
        const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        return Number(parent) === process.pid ? [Number(pid)] : [];
      } catch {
        return [];
      }
    });
}

describe('a harbour with a lightship behind it', () => {
  let childrenBefore: number[];
  let harbour: ControlPlane;
  let lightship: ControlPlane;
  let artifacts: ArtifactServer;
  let loop: ArtifactLoop;
  let controller: KustomizeController;

  beforeAll(async () => {
    childrenBefore = childProcesses();
    [harbour, lightship] = await Promise.all([
      ControlPlane.start({ name: 'harbour' }),
      ControlPlane.start({
        name: 'lightship',
        controllers: ['deployment', 'replicaset'],
        users: [{ name: 'visitor' }],
      }),
    ]);
    await installFluxCrds(harbour);
    await installPlatform(harbour);
    artifacts = await ArtifactServer.start();
    controller = await KustomizeController.start(harbour);
    StandInKubelet.start(lightship);

    for (const name of ['lightship', 'deck', 'bridge']) await lightship.client().apply(namespace(name));
    for (const object of parseObjects(LIGHTSHIP_ACCESS)) await lightship.client().apply(object);
    await harbour.client().apply(namespace('lightship'));
    await harbour.client().apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'lightship-kubeconfig', namespace: 'lightship' },
      stringData: { value: lightship.kubeconfig() },
    });
    for (const object of parseObjects(ROOT)) await harbour.client().apply(object);
    loop = ArtifactLoop.start({ plane: harbour, server: artifacts, content: contentWith('red') });
  });

  afterAll(async () => {
    await Promise.all([harbour?.stop(), lightship?.stop()]);
    await artifacts?.stop();
  });

  it('gets its sources, those that Flux creates too, and reconciles what they hold', async () => {
    await waitForReady(harbour.client(), [
      { namespace: 'flux-system', name: 'flux-system' },
      { namespace: 'lightship', name: 'lamp' },
    ]);
    expect(at(await lightship.client().get(SIGNAL), 'data')).toEqual({ colour: 'red' });
    const crew = { kind: 'GitRepository', namespace: 'lightship', name: 'crew' };
    const source = await harbour.client().get({ apiVersion: 'source.toolkit.fluxcd.io/v1', ...crew });
    expect(at(source, 'status', 'artifact', 'revision')).toBe(`night@${loop.revision}`);
  });

  it('deploys to the lightship and not to itself', async () => {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'deck', name: 'lamp' };
    expect(at(await lightship.client().get(deployment), 'status', 'availableReplicas')).toBe(1);
    expect(await harbour.client().find(SIGNAL)).toBeUndefined();
    await expect(harbour.client().get(SIGNAL)).rejects.toThrow(/404 NotFound: configmaps "signal" not found/);
  });

  it('acts on the lightship as the account that the Kustomization names', async () => {
    const mutiny = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', namespace: 'lightship' };
    const why = await waitFor('the mutiny to fail', async (observe) => {
      const problem = notReady(await harbour.client().find({ ...mutiny, name: 'mutiny' })) ?? 'Ready';
      observe(problem);
      return problem.startsWith('ReconciliationFailed: ') && problem;
    });
    expect(why).toMatch(/User "system:serviceaccount:lightship:keeper" cannot patch/);
    const orders = { verb: 'create', resource: 'configmaps', namespace: 'bridge' };
    expect(await lightship.client().canI(KEEPER, orders)).toBe(false);
    expect(await lightship.client().canI(KEEPER, { ...orders, namespace: 'deck' })).toBe(true);
    const asKeeper = lightship.client().as(KEEPER);
    await expect(asKeeper.list('v1', 'Secret', { namespace: 'bridge' })).rejects.toMatchObject({ status: 403 });
  });

  it('knows further users by their tokens', async () => {
    const visitor = lightship.client(lightship.userToken('visitor'));
    await expect(visitor.list('v1', 'ConfigMap')).rejects.toThrow(/403 Forbidden: .*User "visitor" cannot list/);
  });

  it('lists every object of every resource', async () => {
    const objects = await lightship.client().listAll();
    const kinds = new Set(objects.map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['ClusterRole', 'ConfigMap', 'Deployment', 'Pod', 'ReplicaSet']));
    expect(objects.filter(({ kind }) => kind === 'Pod')).toHaveLength(1);
  });

  it('lists kinds that nobody has asked for before', async () => {
    expect(await harbour.client().serves('image.toolkit.fluxcd.io/v1', 'ImagePolicy')).toBe(true);
    expect(await harbour.client().listAll({ labelSelector: 'no-object=has-this-label' })).toEqual([]);
  });

  it('refuses a field that a kind does not have', async () => {
    const misspelt = { ...namespace('typo'), spec: { finalisers: [] } };
    await expect(harbour.client().apply(misspelt, { dryRun: true })).rejects.toThrow(/spec\.finalisers/);
    expect(await harbour.client().find({ apiVersion: 'v1', kind: 'Namespace', name: 'typo' })).toBeUndefined();
  });

  it('follows a commit', async () => {
    const revision = await loop.commit('second', contentWith('green'));
    await waitForReady(harbour.client(), [{ namespace: 'lightship', name: 'lamp' }], { revision });
    expect(at(await lightship.client().get(SIGNAL), 'data')).toEqual({ colour: 'green' });
  });

  it('leaves no process behind', async () => {
    expect(
      runningEngines()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      'harbour/etcd',
      'harbour/kube-apiserver',
      'harbour/kube-controller-manager',
      'harbour/kustomize-controller',
      'lightship/etcd',
      'lightship/kube-apiserver',
      'lightship/kube-controller-manager',
    ]);
    controller.assertRunning();
    const pids = runningEngines().map(({ pid }) => pid as number);
    await Promise.all([harbour.stop(), lightship.stop()]);
    expect(runningEngines()).toEqual([]);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(childProcesses()).toEqual(childrenBefore);
  });
});

it('names an engine that does not start and shows its log', async () => {
  const start = ControlPlane.start({ name: 'wreck', apiServerFlags: ['--no-such-flag'] });
  const error = await start.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  expect((error as EngineError).message).toMatch(
    /^engine wreck\/kube-apiserver: ended with exit code 1; its last log lines:\n[^]*unknown flag: --no-such-flag/,
  );
  expect((error as EngineError).log.length).toBeLessThanOrEqual(30);
  expect(runningEngines()).toEqual([]);
});
