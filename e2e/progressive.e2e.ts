import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { guard, ManifestTree, type GuardFinding } from 'cdk8s-flux-fleet/plan';
import { ArtifactLoop } from './harness/artifact-loop';
import { ArtifactServer } from './harness/artifacts';
import { ControlPlane } from './harness/control-plane';
import { ensureEngine } from './harness/engines';
import { Flagger } from './harness/flagger';
import { installFluxCrds, installPlatform } from './harness/flux';
import { parseObjects } from './harness/flux-manifests';
import type { KubeClient } from './harness/kube-client';
import { at, textAt, type KubeObject } from './harness/kube-object';
import { StandInKubelet } from './harness/kubelet';
import { KustomizeController } from './harness/kustomize-controller';
import { Poll } from './harness/poll';
import type { FileMap } from './harness/tar';
import { listKustomizations, waitFor, waitForReady } from './harness/wait';
import { filesOfTree } from './model/world';
import { APPS, type AppName, type AppState, fleetOf, IMAGE, NAMESPACE, type State } from './progressive/fleet';
import { StandInMetrics } from './progressive/metrics';
import { Watcher } from './progressive/watcher';

/*
 * The real Flagger and the real kustomize-controller on objects that the library writes. An app that runs gets progressive
 * delivery, a new version of it is promoted, one of another app is rolled back, and progressive delivery is taken out again
 * by the steps that the guard prints. Meanwhile Flux reconciles every second, and whoever looks finds no pod missing.
 */

const CONTROL = 'prod-flux-system';
const KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io/v1';
const REQUEST = 'reconcile.fluxcd.io/requestedAt';
const WANTED = 3;

const RUNNING: AppState = { tag: '1.0.0', replicas: WANTED, hasService: true, progressive: 'none' };
const NEW: AppState = { tag: '1.0.0', hasService: false, progressive: 'yes' };

describe('progressive delivery', () => {
  let plane: ControlPlane;
  let client: KubeClient;
  let metrics: StandInMetrics;
  let artifacts: ArtifactServer;
  let loop: ArtifactLoop;
  let flagger: Flagger;
  let watcher: Watcher;
  let state: State = { web: RUNNING, api: NEW };
  let folder: string;
  let commits = 0;

  /** How often Flux was asked to reconcile the Kustomization of a name. It is asked again once it has done so. */
  const asks = new Map<string, number>();
  /** How often the apps were reconciled, the one where it was less often. */
  const reconciled = () => Math.min(...APPS.map((app) => (asks.get(`${NAMESPACE}.${app}`) ?? 0) - 1));

  const filesOf = (of: State): FileMap => filesOfTree(fleetOf(of, metrics.url).synthesize().tree);
  const deployment = (name: string) => get('apps/v1', 'Deployment', name);
  const service = (name: string) => get('v1', 'Service', name);
  const canary = (name: string) => get('flagger.app/v1beta1', 'Canary', name);

  async function get(apiVersion: string, kind: string, name: string): Promise<KubeObject | undefined> {
    return client.find({ apiVersion, kind, name, namespace: NAMESPACE });
  }

  /** Commits a change of the program, and waits until Flux has applied it. */
  async function commit(change: Partial<State>): Promise<void> {
    state = { ...state, ...change };
    const files = filesOf(state);
    const revision = await loop.commit(`commit ${++commits}`, () => files);
    const kustomizations = APPS.flatMap((app) => [
      `${NAMESPACE}.${app}`,
      ...(state[app].progressive === 'none' ? [] : [`${NAMESPACE}.${app}-progressive`]),
    ]);
    await waitForReady(
      client,
      kustomizations.map((name) => ({ namespace: CONTROL, name })),
      { revision },
    );
  }

  const phase = (app: AppName, wanted: string) =>
    waitFor(`the Canary of ${app} to be ${wanted}`, async (observe) => {
      const status = (await canary(app))?.status;
      observe(`${JSON.stringify(status)}\n${flagger.log(3).join('\n')}`);
      return textAt(status, 'phase') === wanted;
    });

  /** Whatever a shell makes of a command that a message names. */
  async function shell(command: string): Promise<string> {
    const child = spawn('sh', ['-c', command], {
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${text}`);
    return text;
  }

  beforeAll(async () => {
    metrics = await StandInMetrics.start();
    artifacts = await ArtifactServer.start();
    plane = await ControlPlane.start({
      name: 'eu',
      controllers: ['deployment', 'replicaset', 'validatingadmissionpolicy-status'],
    });
    client = plane.client();
    folder = await mkdtemp(join(tmpdir(), 'progressive-'));
    await writeFile(join(folder, 'kubeconfig'), plane.kubeconfig(), { mode: 0o600 });
    const kubectl = await ensureEngine('kubectl');
    await writeFile(
      join(folder, 'kubectl'),
      `#!/bin/sh\nexec ${kubectl} --kubeconfig ${join(folder, 'kubeconfig')} "$@"\n`,
    );
    await chmod(join(folder, 'kubectl'), 0o755);
    await installFluxCrds(plane);
    await installPlatform(plane);
    StandInKubelet.start(plane);
    flagger = await Flagger.start(plane, metrics.url);
    await KustomizeController.start(plane, { flags: ['--requeue-dependency=1s'] });
    const files = filesOf(state);
    for (const object of parseObjects(files['dist/clusters/eu/flux-system/gotk-sync.yaml']!.toString()))
      await client.apply(object);
    loop = ArtifactLoop.start({ plane, server: artifacts, content: () => files });
    await commit({});
    watcher = Watcher.start(plane);
    // Far more often than any interval: what Flux would fight over, it fights over now. Those of the apps alone, because
    // an app is not reconciled as long as `shop-access`, which it depends on, is.
    const again = new Poll('the reconciliations', 1_000, async () => {
      for (const { metadata, status } of await listKustomizations(client)) {
        const { namespace, name } = metadata;
        if (namespace !== CONTROL || !name.startsWith(`${NAMESPACE}.`)) continue;
        const asked = metadata.annotations?.[REQUEST];
        if (asked !== undefined && textAt(status, 'lastHandledReconcileAt') !== asked) continue;
        const app = { apiVersion: KUSTOMIZATION, kind: 'Kustomization', namespace, name };
        if (!(await client.find(app))) continue;
        await client
          .patch(app, { metadata: { annotations: { [REQUEST]: String(Date.now()) } } })
          .catch(() => undefined);
        asks.set(name, (asks.get(name) ?? 0) + 1);
      }
    });
    plane.beforeStop(() => again.stop());
  });

  afterAll(async () => {
    await plane?.stop();
    await artifacts?.stop();
    await metrics?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('an app that runs gets it in two steps, and keeps its pods', async () => {
    watcher.wants('web');
    await commit({ web: { ...RUNNING, progressive: 'introduce' } });
    await Promise.all([phase('web', 'Initialized'), phase('api', 'Initialized')]);
    expect(at(await deployment('web-primary'), 'spec', 'replicas')).toBe(WANTED);
    const { replicas: _, ...rest } = RUNNING;
    await commit({ web: { ...rest, progressive: 'yes' } });
    // What the message about fixed replicas says last.
    await shell(`kubectl scale deployment web --replicas=0 --namespace ${NAMESPACE}`);
    expect(watcher.least('web')).toMatchObject({ count: WANTED });
    expect(at(await service('web'), 'spec', 'selector')).toEqual({ app: 'web-primary' });
  });

  it('promotes a new version, and rolls back a bad one, while Flux reconciles', async () => {
    metrics.errors.set('api', 50);
    const before = reconciled();
    await commit({ web: { ...state.web, tag: '1.1.0' }, api: { ...state.api, tag: '1.1.0' } });
    await Promise.all([phase('web', 'Succeeded'), phase('api', 'Failed')]);
    const image = async (name: string) =>
      textAt(await deployment(name), 'spec', 'template', 'spec', 'containers', 0, 'image');
    expect(await image('web-primary')).toBe(`${IMAGE}:1.1.0`);
    expect(await image('api-primary')).toBe(`${IMAGE}:1.0.0`);
    expect(at(await deployment('web-primary'), 'spec', 'replicas')).toBe(WANTED);
    for (const app of APPS) expect(at(await deployment(app), 'spec', 'replicas')).toBe(0);
    expect(reconciled() - before).toBeGreaterThan(5);
    expect(watcher.least('web')).toMatchObject({ count: WANTED });
    expect(watcher.least('api')).toMatchObject({ count: 1 });
  });

  it('then nobody writes anything any more: Flux leaves to Flagger what is its own', async () => {
    const kinds = [
      ['apps/v1', 'Deployment'],
      ['v1', 'Service'],
    ] as const;
    const look = async () => {
      const objects = (
        await Promise.all(kinds.map(([api, kind]) => client.list(api, kind, { namespace: NAMESPACE })))
      ).flat();
      return objects
        .map(({ kind, metadata: { name, resourceVersion } }) => `${kind} ${name} ${resourceVersion}`)
        .sort();
    };
    const reconciliations = (count: number) => {
      const before = reconciled();
      return waitFor(`${count} more reconciliations`, (observe) => {
        observe(String(reconciled()));
        return Promise.resolve(reconciled() >= before + count);
      });
    };
    // The last pods go, and Deployments say so.
    const seen = await waitFor('the end of the rollouts', async (observe) => {
      const first = await look();
      await reconciliations(3);
      const second = await look();
      observe(second.join());
      return first.join() === second.join() && second;
    });
    expect(seen).toHaveLength(4 + 6);
    await reconciliations(10);
    expect(await look()).toEqual(seen);
    // Flux owns neither the number of the targets nor anything of the primaries.
    for (const name of [...APPS, ...APPS.map((app) => `${app}-primary`)]) {
      const fields = ((await deployment(name))!.metadata.managedFields ?? []) as Array<{
        manager?: string;
        fieldsV1?: object;
      }>;
      const flux = fields.filter(({ manager }) => manager === 'kustomize-controller');
      expect(JSON.stringify(flux)).not.toContain('"f:replicas":');
      expect(flux).toHaveLength(name.endsWith('-primary') ? 0 : 1);
    }
  });

  it('a planted number in git is found: Flux sets it again and again', async () => {
    const replicas = async () => at(await deployment('api'), 'spec', 'replicas');
    const own = state.api;
    await commit({ api: { ...own, replicas: 2, progressive: 'introduce' } });
    for (let times = 0; times < 2; times++) {
      await waitFor('Flux to set the number', async () => (await replicas()) === 2);
      await shell(`kubectl scale deployment api --replicas=0 --namespace ${NAMESPACE}`);
    }
    await commit({ api: own });
    await shell(`kubectl scale deployment api --replicas=0 --namespace ${NAMESPACE}`);
  });

  /** The guard's finding about a change of the program. */
  function refusal(change: Partial<State>): GuardFinding[] {
    const tree = (of: State) =>
      ManifestTree.of(
        Object.entries(filesOf(of)).map(([path, text]) => [path.replace('dist/', ''), text.toString()] as const),
      );
    const next = { ...state, ...change };
    return [...guard({ base: tree(state), next: tree(next), prefix: 'dist', today: '2026-11-30' }).findings].filter(
      ({ severity }) => severity === 'error',
    );
  }

  it('it is not taken out in one commit, and by the printed steps no pod is missing and no mark is left', async () => {
    const gone = (app: AppName): AppState => ({
      tag: state[app].tag,
      replicas: app === 'web' ? WANTED : 1,
      hasService: true,
      progressive: 'none',
    });
    const refused = refusal({ web: gone('web'), api: { ...gone('api'), tag: '1.0.0' } });
    expect(refused.map(({ id, object }) => `${id} ${object?.name}`)).toEqual([
      'canary-removed api',
      'canary-removed web',
    ]);

    // The bad version goes out of git with the first step.
    metrics.errors.set('api', 0);
    const leaving = {
      web: { ...gone('web'), progressive: 'takeOut' as const },
      api: { ...gone('api'), tag: '1.0.0', progressive: 'takeOut' as const },
    };
    expect(refusal(leaving)).toEqual([]);
    await commit(leaving);
    for (const { steps = [] } of refused) {
      for (const step of steps.slice(1)) {
        const command = /kubectl [^]*/.exec(step)![0];
        if (step.startsWith('when the pods')) {
          const [, wait, patch] = /\((kubectl .*?)\), .*?: (kubectl .*)$/.exec(step)!;
          await shell(wait!);
          await shell(patch!);
        } else if (step.startsWith('when the Service')) {
          const [, selector, app] = /\((kubectl .*? service (\w+) .*?)\),/.exec(step)!;
          await waitFor(`Service ${app} to lead to its app`, async (observe) => {
            const found = await shell(selector!);
            observe(found);
            return found === JSON.stringify({ app });
          });
        } else await shell(command);
      }
    }
    expect(refusal({ web: gone('web'), api: { ...gone('api'), tag: '1.0.0' } })).toEqual([]);
    await commit({ web: gone('web'), api: { ...gone('api'), tag: '1.0.0' } });
    await waitFor("Flagger's own objects to go", async (observe) => {
      const left = [
        ...(await client.list('flagger.app/v1beta1', 'Canary', { namespace: NAMESPACE })),
        ...(await client.list('apps/v1', 'Deployment', { namespace: NAMESPACE })),
        ...(await client.list('v1', 'Service', { namespace: NAMESPACE })),
      ].map(({ kind, metadata: { name } }) => `${kind} ${name}`);
      observe(left.join());
      return left.sort().join() === 'Deployment api,Deployment web,Service api,Service web';
    });
    for (const app of APPS) {
      const { annotations = {}, ownerReferences } = (await service(app))!.metadata;
      expect(Object.keys(annotations).filter((key) => key.includes('toolkit.fluxcd.io'))).toEqual([]);
      expect(ownerReferences).toBeUndefined();
      const left = at(await deployment(app), 'status', 'readyReplicas');
      expect(left).toBe(app === 'web' ? WANTED : 1);
      expect(watcher.least(app)).toMatchObject({ count: app === 'web' ? WANTED : 1 });
    }
    // Flux has the Service again.
    await client.patch(
      { apiVersion: 'v1', kind: 'Service', name: 'web', namespace: NAMESPACE },
      { spec: { selector: { app: 'nobody' } } },
    );
    await waitFor('Flux to mend the Service', async (observe) => {
      const selector = JSON.stringify(at(await service('web'), 'spec', 'selector'));
      observe(selector);
      return selector === JSON.stringify({ app: 'web' });
    });
  });
});
