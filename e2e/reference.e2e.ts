import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactLoop, branchOf } from './harness/artifact-loop';
import { ArtifactServer, filesOf } from './harness/artifacts';
import { ControlPlane } from './harness/control-plane';
import { follow, type Expectation } from './harness/expected';
import { installFluxCrds, installPlatform, namespace } from './harness/flux';
import { parseObjects } from './harness/flux-manifests';
import { StandInHelmController } from './harness/helm-controller';
import { at, describeObject, referenceTo, textAt, type KubeObject } from './harness/kube-object';
import { StandInKubelet } from './harness/kubelet';
import { KustomizeController } from './harness/kustomize-controller';
import type { FileMap } from './harness/tar';
import { listKustomizations, notReady, waitFor, waitForReady } from './harness/wait';

const EXAMPLE = join(__dirname, '../examples/multicluster');
const FLEET_URL = 'https://github.com/kaizentm/multicluster-gitops';
const MANAGERS = ['k3d-america', 'pacific-aks'] as const;
const REMOTE = 'k3s-america-south';
const SYNC = 'flux-system/gotk-sync.yaml';

// What the tenants' repositories hold: on each path one app, which says which branch and path it came from.
const APP_PATHS = [
  ...['azure-vote', 'katana-vote'].flatMap((app) => [...MANAGERS, REMOTE].map((cluster) => `${app}/${cluster}`)),
  'azure-vote/manifest',
  'azure-vote-manifests/manifest',
];

function tenantRepository(source: KubeObject): FileMap {
  const files: Record<string, string> = {};
  for (const path of APP_PATHS) {
    const name = path.split('/')[0]!.replace('-manifests', '');
    const labels = { app: name };
    const app = [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { branch: branchOf(source), path } },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name, image: 'example.com/vote:1' }] } },
        },
      },
      { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: labels, ports: [{ port: 80 }] } },
    ];
    files[`${path}/kustomization.yaml`] = JSON.stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['app.yaml'],
    });
    files[`${path}/app.yaml`] = app.map((object) => JSON.stringify(object)).join('\n---\n');
  }
  return files;
}

/** The fleet's repository with one file changed. */
function edited(files: FileMap, path: string, change: (text: string) => string): FileMap {
  const before = files[path]?.toString();
  if (before === undefined) throw new Error(`no file ${path}`);
  const after = change(before);
  if (after === before) throw new Error(`the change of ${path} changed nothing`);
  return { ...files, [path]: after };
}

function identity({ cluster, object }: Expectation): string {
  const { apiVersion, kind, metadata } = object;
  return `${cluster}: ${apiVersion.replace(/\/?[^/]*$/, '')}/${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

describe('the reference fleet', () => {
  const planes = new Map<string, ControlPlane>();
  const loops = new Map<string, ArtifactLoop>();
  const helm = new Map<string, StandInHelmController>();
  let artifacts: ArtifactServer;
  let scratch: string;
  let fleet: FileMap;
  let expected: Expectation[];
  const handedOver = new Set<string>();

  const plane = (name: string) => planes.get(name)!;
  const contentFrom = (files: FileMap) => (source: KubeObject) =>
    textAt(source, 'spec', 'url') === FLEET_URL ? files : tenantRepository(source);

  /** Commits to the repository, and waits until every Kustomization of a manager has applied that commit. */
  const commitEverywhere = async (name: string, files: FileMap) => {
    for (const manager of MANAGERS) {
      const revision = await loops.get(manager)!.commit(name, contentFrom(files));
      await waitForReady(plane(manager).client(), kustomizationsOf(manager), { revision });
    }
  };

  const kustomizationsOf = (manager: string) =>
    follow({ cluster: manager, root: `dist/clusters/${manager}`, files: fleet, contentOf: contentFrom(fleet) })
      .filter(({ object }) => object.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/'))
      .map(({ object }) => ({ namespace: object.metadata.namespace!, name: object.metadata.name }));

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fleet-e2e-'));
    fleet = await filesOf(join(EXAMPLE, 'dist'), 'dist/');
    expected = MANAGERS.flatMap((cluster) =>
      follow({ cluster, root: `dist/clusters/${cluster}`, files: fleet, contentOf: contentFrom(fleet) }),
    );

    // The remote cluster's audit log tells as whom each request was made.
    const policy = join(scratch, 'audit-policy.yaml');
    await writeFile(
      policy,
      JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{ level: 'Metadata' }] }),
    );
    const audit = [`--audit-policy-file=${policy}`, `--audit-log-path=${join(scratch, 'audit.log')}`];
    await Promise.all(
      [...MANAGERS, REMOTE].map(async (name) => {
        const controllers = ['deployment', 'replicaset'] as const;
        const started = await ControlPlane.start({
          name,
          controllers,
          ...(name === REMOTE ? { apiServerFlags: audit } : {}),
        });
        planes.set(name, started);
        StandInKubelet.start(started);
      }),
    );
    artifacts = await ArtifactServer.start();

    // What hands over a remote cluster: its access applied once, and its kubeconfig given to the manager.
    const access = fleet[`dist/clusters/k3d-america/remotes/${REMOTE}/access/access.yaml`]!.toString();
    for (const object of parseObjects(access)) {
      await plane(REMOTE).client().apply(object);
      handedOver.add(identity({ cluster: REMOTE, kustomization: '', object }));
    }
    const manager = plane('k3d-america').client();
    await manager.apply(namespace(REMOTE));
    await manager.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `${REMOTE}-kubeconfig`, namespace: REMOTE },
      stringData: { value: plane(REMOTE).kubeconfig() },
    });

    for (const name of MANAGERS) {
      await installFluxCrds(plane(name));
      await installPlatform(plane(name));
      await KustomizeController.start(plane(name));
      const charts = (release: KubeObject) =>
        textAt(release, 'spec', 'releaseName') === 'nginx-ingress-controller'
          ? join(__dirname, 'charts/nginx-ingress-controller')
          : undefined;
      helm.set(name, StandInHelmController.start(plane(name), charts));
      const sync = fleet[`dist/clusters/${name}/${SYNC}`]!.toString();
      for (const object of parseObjects(sync)) await plane(name).client().apply(object);
      loops.set(name, ArtifactLoop.start({ plane: plane(name), server: artifacts, content: contentFrom(fleet) }));
    }
  });

  afterAll(async () => {
    await Promise.all([...planes.values()].map((one) => one.stop()));
    await artifacts?.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  it('becomes Ready on both managers, every Kustomization of it', async () => {
    let ready = 0;
    for (const manager of MANAGERS) {
      const names = kustomizationsOf(manager);
      await waitForReady(plane(manager).client(), names);
      ready += names.length;
      const all = await listKustomizations(plane(manager).client());
      expect(all.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort()).toEqual(
        names.map((one) => `${one.namespace}/${one.name}`).sort(),
      );
    }
    console.log(`API servers ${planes.size}, Kustomizations Ready ${ready}`);
  });

  it('puts every object on the cluster that it belongs to, and no other object anywhere', async () => {
    const actual: string[] = [];
    for (const [cluster, { client }] of [...planes].map(([name, one]) => [name, { client: one.client() }] as const)) {
      const applied = await client.listAll({ labelSelector: 'kustomize.toolkit.fluxcd.io/name' });
      for (const object of applied) actual.push(identity({ cluster, kustomization: '', object }));
    }
    expect(actual.sort()).toEqual(expected.map(identity).sort());
    expect(new Set(actual).size).toBe(actual.length);
    console.log(`objects verified ${actual.length}`);
  });

  it('applies each object as the file has it', async () => {
    for (const { cluster, object } of expected) {
      const client = plane(cluster).client();
      const where = `${cluster}: ${describeObject(referenceTo(object))}`;
      const { metadata: _, ...live } = await client.get(referenceTo(object));
      // What applying the file once more would make of the object: the server fills in defaults on both sides.
      const { metadata: __, ...again } = await client.apply(object, { dryRun: true });
      expect({ where, ...live }).toEqual({ where, ...again });
    }
  });

  it('keeps Flux and its objects off the remote cluster', async () => {
    expect(await plane(REMOTE).client().serves('kustomize.toolkit.fluxcd.io/v1', 'Kustomization')).toBe(false);
    expect(
      await plane(REMOTE).client().find({ apiVersion: 'v1', kind: 'Namespace', name: 'flux-system' }),
    ).toBeUndefined();
    const kubeconfigs = (await plane('k3d-america').client().list('v1', 'Secret')).filter(({ metadata }) =>
      metadata.name.endsWith('-kubeconfig'),
    );
    expect(kubeconfigs.map(({ metadata }) => metadata.namespace)).toEqual([REMOTE]);
  });

  it('carries the differences between the clusters', async () => {
    const cpu = async (cluster: string) =>
      at(
        await plane(cluster)
          .client()
          .get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'dev-redis', name: 'redis-master' }),
        ...['spec', 'template', 'spec', 'containers', 0, 'resources', 'requests', 'cpu'],
      );
    expect(await Promise.all([...MANAGERS, REMOTE].map(cpu))).toEqual(['200m', '100m', '100m']);

    const vote = async (cluster: string, space: string) =>
      at(
        await plane(cluster)
          .client()
          .get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: space, name: 'azure-vote' }),
        'data',
      );
    expect(await vote('k3d-america', 'dev-kaizentm')).toEqual({ branch: 'dev', path: 'azure-vote/k3d-america' });
    expect(await vote('pacific-aks', 'dev-kaizentm')).toEqual({ branch: 'dev', path: 'azure-vote-manifests/manifest' });
    expect(await vote(REMOTE, 'dev-kaizentm')).toEqual({ branch: 'dev', path: `azure-vote/${REMOTE}` });
    expect(await vote(REMOTE, 'dev-1-0-x-kaizentm')).toEqual({
      branch: 'release/1-0-x/dev',
      path: 'azure-vote/manifest',
    });
  });

  it('gives each chart the values of its cluster, as helm itself renders them', async () => {
    const port = async (manager: string, release: string) => {
      const text = await waitFor(`release ${release}`, () => Promise.resolve(helm.get(manager)!.rendered.get(release)));
      const [service] = parseObjects(text);
      expect(service).toMatchObject({
        metadata: { name: 'nginx-ingress-controller', namespace: 'nginx' },
        spec: { type: 'ClusterIP' },
      });
      return at(service, 'spec', 'ports', 0, 'port');
    };
    expect(await port('k3d-america', 'flux-system/nginx')).toBe(8080);
    expect(await port('pacific-aks', 'flux-system/nginx')).toBe(80);
    expect(await port('k3d-america', `${REMOTE}/nginx`)).toBe(80);
  });

  it("reaches the remote through the kubeconfig as the tenants' own accounts", async () => {
    interface Entry {
      readonly stage: string;
      readonly verb: string;
      readonly user: { readonly username: string };
      readonly impersonatedUser?: { readonly username: string };
      readonly objectRef?: { readonly resource: string; readonly namespace?: string; readonly name?: string };
      readonly requestURI: string;
    }
    const log = (await readFile(join(scratch, 'audit.log'), 'utf8')).trim().split('\n');
    const applied = log
      .map((line) => JSON.parse(line) as Entry)
      .filter(({ stage }) => stage === 'ResponseComplete')
      .filter(({ verb, requestURI }) => verb === 'patch' && requestURI.includes('fieldManager=kustomize-controller'))
      .filter(({ objectRef }) => objectRef?.resource === 'configmaps');
    const who = new Set(
      applied.map(({ objectRef, impersonatedUser }) => `${objectRef?.namespace} ${impersonatedUser?.username}`),
    );
    expect([...who].sort()).toEqual(
      ['dev-1-0-x-kaizentm', 'dev-kaizentm', 'dev-yakuza'].map(
        (space) => `${space} system:serviceaccount:${REMOTE}:${space}`,
      ),
    );
  });

  it('changes nothing on a commit that changes nothing', async () => {
    // Flux writes the status of its own objects, the deployment controller that of Deployments, and what was handed
    // over by hand has its record of managers tidied: of these the content counts, of all others every write.
    const byContent = (expectation: Expectation) =>
      expectation.object.apiVersion.includes('fluxcd.io/') ||
      expectation.object.kind === 'Deployment' ||
      handedOver.has(identity(expectation));
    const state = async () => {
      const versions: Record<string, unknown> = {};
      for (const expectation of expected) {
        const live = await plane(expectation.cluster).client().get(referenceTo(expectation.object));
        const { managedFields: _, resourceVersion, ...metadata } = live.metadata;
        versions[identity(expectation)] = byContent(expectation)
          ? { ...live, status: undefined, metadata }
          : resourceVersion;
      }
      return versions;
    };
    const before = await state();
    await commitEverywhere('second', fleet);
    expect(await state()).toEqual(before);
  });

  it('turns red when a role lacks a right, and only where it lacks it', async () => {
    const access = 'dist/clusters/k3d-america/dev/tenants/kaizentm/access/access.yaml';
    const broken = edited(fleet, access, (text) => text.replaceAll('  - deployments\n', ''));
    const client = plane('k3d-america').client();
    const loop = loops.get('k3d-america')!;
    // The apps do not wait for access at every commit: the one after that which took the right meets its lack.
    const taken = await loop.commit('a right is taken', contentFrom(broken));
    const accessUnit = { namespace: 'dev-flux-system', name: 'kaizentm-access' };
    await waitForReady(client, [accessUnit], { revision: taken });
    const revision = await loop.commit('the next commit');

    const red = await waitFor('the apps to fail', async (observe) => {
      const all = await listKustomizations(client);
      const failing = all.filter((one) => /cannot patch resource/.test(notReady(one) ?? ''));
      observe(failing.map((one) => `${one.metadata.namespace}/${one.metadata.name}: ${notReady(one)}`).join('\n'));
      return failing.length >= 2 && failing;
    });
    const failing = ['dev-1-0-x-kaizentm/azure-vote', 'dev-kaizentm/azure-vote'];
    expect(red.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort()).toEqual(failing);
    for (const one of red) {
      const account = `system:serviceaccount:${one.metadata.namespace}:kaizentm`;
      expect(notReady(one)).toContain(`User "${account}" cannot patch resource "deployments"`);
    }
    const others = kustomizationsOf('k3d-america').filter((one) => !failing.includes(`${one.namespace}/${one.name}`));
    await waitForReady(client, others, { revision });

    const mended = await loop.commit('the right is back', contentFrom(fleet));
    await waitForReady(client, [accessUnit], { revision: mended });
    await commitEverywhere('all is well again', fleet);
  });
});
