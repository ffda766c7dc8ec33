import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Repository } from '../test/support/repository';
import { ArtifactLoop } from './harness/artifact-loop';
import { ArtifactServer, filesOf } from './harness/artifacts';
import { installClusterApiCrds, StandInClusterApi } from './harness/cluster-api';
import { ControlPlane } from './harness/control-plane';
import { ensureEngine } from './harness/engines';
import { gotkComponents, installFluxOperatorCrds, namespace } from './harness/flux';
import { at, conditionOf, type KubeObject } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import { waitFor, waitForReady } from './harness/wait';

const PROJECT = join(__dirname, '..');
const TSX = join(PROJECT, 'node_modules/tsx/dist/cli.mjs');
const CLI = join(PROJECT, 'src/cli/main.ts');

const PROGRAM = `
  import { ApiObject } from ${JSON.stringify(join(PROJECT, 'node_modules/cdk8s'))};
  import { Cluster, Component, Environment, Fleet, Source } from ${JSON.stringify(join(PROJECT, 'src/index'))};
  const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main', secretName: 'login' });
  const fleet = new Fleet({ name: 'acme', source });
  const america = new Cluster(fleet, 'america', { bootstrap: 'gotk' });
  const south = new Cluster(fleet, 'south', { managedBy: america });
  const cloud = new Cluster(fleet, 'cloud', {
    managedBy: america,
    kubeConfig: {
      provider: 'aws',
      cluster: 'arn:aws:eks:eu-central-1:111122223333:cluster/cloud',
      roleArn: 'arn:aws:iam::111122223333:role/flux',
    },
  });
  const pacific = new Cluster(fleet, 'pacific', { bootstrap: 'operator' });
  const shop = new Cluster(fleet, 'shop', { bootstrap: 'gotk' });
  shop.provision({ managementCluster: america, provider: 'docker', version: 'v1.34.2' });
  const dev = new Environment(fleet, 'dev', { clusters: [america, south], branch: 'dev' });
  const settings = (chart) => void new ApiObject(chart, 'a', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } });
  new Component(fleet, 'settings', { manifests: settings });
  new Component(dev, 'redis', { manifests: settings });
  fleet.synth();
`;

/** What a run of the command leaves. */
interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('flux-fleet bootstrap --apply, with the real kubectl', () => {
  const planes = new Map<string, ControlPlane>();
  let repository: Repository;
  let scratch: string;
  let artifacts: ArtifactServer;

  const plane = (name: string) => planes.get(name)!;

  function fluxFleet(...args: readonly string[]): Promise<Ended> {
    const kubeconfigs = ['america', 'south', 'pacific']
      .map((name) => join(scratch, `${name}.kubeconfig`))
      .join(delimiter);
    const path = `${join(scratch, 'bin')}${delimiter}${process.env['PATH']}`;
    const child = spawn(process.execPath, [TSX, CLI, ...args], {
      cwd: repository.directory,
      env: { ...process.env, PATH: path, KUBECONFIG: kubeconfigs, HOME: scratch },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, ...texts }));
    });
  }

  const secret = (name: string, space: string, data: Readonly<Record<string, string>>): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: space },
    stringData: data,
  });

  /** Results of the commands, in the order in which they are shown. */
  const results = ({ out }: Ended) => out.match(/(?<=^ {3})(?:already there|done|failed|for you|missing)$/gm);

  /** The state of all that the command may have touched. */
  async function versions(name: string): Promise<Record<string, unknown>> {
    const client = plane(name).client();
    const kinds: ReadonlyArray<readonly [apiVersion: string, kind: string]> = [
      ['v1', 'Namespace'],
      ['v1', 'Secret'],
      ['v1', 'ServiceAccount'],
      ['apps/v1', 'Deployment'],
      ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
      ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
    ];
    const found = await Promise.all(kinds.map(([apiVersion, kind]) => client.list(apiVersion, kind)));
    return Object.fromEntries(
      found
        .flat()
        .map(({ kind, metadata }) => [
          `${kind} ${metadata.namespace}/${metadata.name}`,
          [metadata.uid, metadata.resourceVersion],
        ]),
    );
  }

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fleet-e2e-bootstrap-'));
    await mkdir(join(scratch, 'bin'));
    await symlink(await ensureEngine('kubectl'), join(scratch, 'bin/kubectl'));
    for (const name of ['america', 'south', 'pacific', 'shop']) {
      planes.set(name, await ControlPlane.start({ name }));
      // Nobody has a context for a cluster before it is made.
      if (name === 'shop') continue;
      await writeFile(join(scratch, `${name}.kubeconfig`), plane(name).kubeconfig(), { mode: 0o600 });
    }
    artifacts = await ArtifactServer.start();

    repository = new Repository();
    await writeFile(repository.path('fleet.ts'), PROGRAM);
    await writeFile(repository.path('cdk8s.yaml'), `app: ${process.execPath} ${TSX} fleet.ts\n`);
    const made = await fluxFleet('synth', '--first');
    expect(made).toMatchObject({ code: 0 });
    const components = (await gotkComponents()).map((object) => JSON.stringify(object)).join('\n---\n');
    for (const name of ['america', 'shop'])
      await writeFile(repository.path(`dist/clusters/${name}/flux-system/gotk-components.yaml`), components);
    repository.commit();
    repository.git('init', '--quiet', '--bare', join(scratch, 'fleet.git'));
    repository.git('remote', 'add', 'origin', join(scratch, 'fleet.git'));
    repository.git('push', '--quiet', 'origin', 'main', 'main:dev');
  });

  afterAll(async () => {
    await Promise.all([...planes.values()].map((one) => one.stop()));
    await artifacts?.stop();
    repository?.remove();
    await rm(scratch, { recursive: true, force: true });
  });

  it('brings a cluster up from gotk-components.yaml, locked down, and changes nothing when it is repeated', async () => {
    const first = await fluxFleet('bootstrap', 'america', '--apply');
    expect([first.code, results(first)]).toEqual([1, ['done', 'done', 'missing']]);
    expect(first.err).toMatch(/^\[america\] step 2, "Secret flux-system\/login: a token .*" *, is for you: run flux /m);

    const client = plane('america').client();
    const login = { username: 'git', password: 'of-no-server' };
    await client.apply(secret('login', 'flux-system', login));
    const second = await fluxFleet('bootstrap', 'america', '--apply');
    expect(results(second)).toEqual([...['done', 'done', 'already there', 'done', 'missing']]);
    await client.apply(secret('login', 'dev-flux-system', login));
    const third = await fluxFleet('bootstrap', 'america', '--apply');
    expect([third.code, third.err, results(third)]).toEqual([
      0,
      '',
      ['done', 'done', 'already there', 'already there', 'already there', 'done', 'done', 'for you'],
    ]);
    const controller = await client.get({
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'flux-system', name: 'kustomize-controller' },
    });
    expect(at(controller, 'spec', 'template', 'spec', 'containers', '0', 'args')).toEqual(
      expect.arrayContaining(['--no-cross-namespace-refs=true', '--no-remote-bases=true']),
    );

    const before = await versions('america');
    const again = await fluxFleet('bootstrap', 'america', '--apply');
    expect([again.code, results(again)]).toEqual([
      0,
      ['already there', 'done', 'already there', 'already there', 'already there', 'already there', 'done', 'for you'],
    ]);
    expect(await versions('america')).toEqual(before);
  });

  it('hands a remote cluster to its manager, whose Flux does the rest', async () => {
    const manager = plane('america').client();
    const first = await fluxFleet('bootstrap', 'south', '--apply');
    // The folder of the manager has brought the namespace.
    expect([first.code, results(first)]).toEqual([1, ['done', 'already there', 'missing']]);
    await manager.apply(secret('south-kubeconfig', 'south', { value: plane('south').kubeconfig() }));
    await manager.apply(secret('login', 'south', { username: 'git', password: 'of-no-server' }));
    const second = await fluxFleet('bootstrap', 'south', '--apply');
    expect([second.code, second.err, results(second)]).toEqual([
      ...[0, '', ['done', 'already there', 'already there', 'already there', 'done', 'for you']],
    ]);
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'south', name: 'kustomize-controller' };
    expect(await plane('south').client().find(account)).toBeDefined();

    const files = await filesOf(repository.path('dist'), 'dist/');
    await KustomizeController.start(plane('america'));
    ArtifactLoop.start({ plane: plane('america'), server: artifacts, content: () => files });
    await waitForReady(manager, [
      { namespace: 'flux-system', name: 'flux-system' },
      { namespace: 'flux-system', name: 'infrastructure-settings' },
      { namespace: 'dev-flux-system', name: 'infrastructure-redis' },
      { namespace: 'south', name: 'access' },
      { namespace: 'south', name: 'infrastructure-settings' },
      { namespace: 'south', name: 'dev-infrastructure-redis' },
    ]);
    const found = await plane('south').client().list('v1', 'ConfigMap', { namespace: 'dev-redis' });
    expect(found.map(({ data }) => data)).toContainEqual({ a: 'b' });

    // The way without a kubeconfig: the feature is off here, so that it ends before a cloud is asked, which cannot be
    // reached.
    const cloud = {
      ...{ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
      ...{ namespace: 'cloud', name: 'access' },
    };
    expect(at(await manager.get(cloud), 'spec', 'kubeConfig')).toEqual({ configMapRef: { name: 'cloud-kubeconfig' } });
    const message = await waitFor('the controller to try the cloud', async () => {
      const ready = conditionOf(await manager.get(cloud), 'Ready');
      return ready?.status === 'False' && ready.message;
    });
    expect(message).toMatch(/ObjectLevelWorkloadIdentity/);

    const before = [await versions('america'), await versions('south')];
    const again = await fluxFleet('bootstrap', 'south', '--apply');
    expect([again.code, results(again)]).toEqual([
      0,
      ['done', 'already there', 'already there', 'already there', 'already there', 'for you'],
    ]);
    expect([await versions('america'), await versions('south')]).toEqual(before);
  });

  it('gives a cluster that Cluster API makes a Flux of its own', async () => {
    const hub = plane('america');
    await installClusterApiCrds(hub);
    const clusterApi = StandInClusterApi.start(hub, { shop: plane('shop') });
    const request = { 'reconcile.fluxcd.io/requestedAt': String(Date.now()) };
    const machines = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', name: 'provisioned-shop' };
    // It failed before the kinds were there.
    await hub.client().patch({ ...machines, namespace: 'flux-system' }, { metadata: { annotations: request } });
    clusterApi.make('shop');

    const first = await fluxFleet('bootstrap', 'shop', '--apply');
    expect([first.code, results(first)]).toEqual([1, ['done', 'done', 'done', 'done', 'missing']]);
    const login = { username: 'git', password: 'of-no-server' };
    await plane('shop')
      .client()
      .apply(secret('login', 'flux-system', login));
    const second = await fluxFleet('bootstrap', 'shop', '--apply');
    expect([second.code, second.err, results(second)]).toEqual([
      ...[0, '', ['done', 'done', 'done', 'done', 'already there', 'done', 'done', 'for you']],
    ]);

    const files = await filesOf(repository.path('dist'), 'dist/');
    await KustomizeController.start(plane('shop'));
    ArtifactLoop.start({ plane: plane('shop'), server: artifacts, content: () => files });
    await waitForReady(plane('shop').client(), [
      { namespace: 'flux-system', name: 'flux-system' },
      { namespace: 'flux-system', name: 'infrastructure-settings' },
    ]);
    await waitForReady(hub.client(), [{ namespace: 'flux-system', name: 'provisioned-shop' }]);
    // The hub has no account on it.
    const space = { apiVersion: 'v1', kind: 'Namespace', name: 'shop' };
    expect(await plane('shop').client().find(space)).toBeUndefined();
    clusterApi.assertHealthy();

    const before = await versions('shop');
    const again = await fluxFleet('bootstrap', 'shop', '--apply');
    expect([again.code, results(again)]).toEqual([
      ...[0, ['done', 'done', 'already there', 'done', 'already there', 'already there', 'done', 'for you']],
    ]);
    expect(await versions('shop')).toEqual(before);
  });

  it('gives Flux Operator its FluxInstance, once', async () => {
    const client = plane('pacific').client();
    // Its chart is on no server that can be reached from here: its CRDs alone are installed.
    await installFluxOperatorCrds(plane('pacific'));
    await client.apply(namespace('flux-system'));
    await client.apply(secret('login', 'flux-system', { username: 'git', password: 'of-no-server' }));
    const first = await fluxFleet('bootstrap', 'pacific', '--apply');
    expect([first.code, first.err, results(first)]).toEqual([
      ...[0, '', ['already there', 'done', 'already there', 'done', 'done', 'for you']],
    ]);
    const reference = {
      apiVersion: 'fluxcd.controlplane.io/v1',
      kind: 'FluxInstance',
      namespace: 'flux-system',
      name: 'flux',
    };
    const instance = await client.get(reference);
    expect(at(instance, 'spec', 'sync')).toMatchObject({
      ...{ kind: 'GitRepository', path: './dist/clusters/pacific', ref: 'refs/heads/main' },
      pullSecret: 'login',
    });

    const again = await fluxFleet('bootstrap', 'pacific', '--apply');
    expect([again.code, results(again)]).toEqual([
      0,
      ['already there', 'done', 'already there', 'already there', 'done', 'for you'],
    ]);
    expect((await client.get(reference)).metadata.resourceVersion).toBe(instance.metadata.resourceVersion);
  });
});
