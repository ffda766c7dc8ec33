import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Repository } from '../test/support/repository';
import { ArtifactLoop } from './harness/artifact-loop';
import { ArtifactServer, filesOf } from './harness/artifacts';
import { ControlPlane } from './harness/control-plane';
import { ensureEngine } from './harness/engines';
import { gotkComponents } from './harness/flux';
import { readGoModule } from './harness/go-module';
import { KubeError } from './harness/kube-http';
import { at, conditionOf, referenceTo } from './harness/kube-object';
import { KustomizeController } from './harness/kustomize-controller';
import { Poll } from './harness/poll';

// A cluster is brought up, emptied, and made anew by the printed runbook alone. The CRDs are Velero's own; what needs its
// controllers, volumes or the Flux CLI is stood in for, and nothing else: see `StandIns`.

const PROJECT = join(__dirname, '..');
const TSX = join(PROJECT, 'node_modules/tsx/dist/cli.mjs');
const CLI = join(PROJECT, 'src/cli/main.ts');

const VELERO = {
  path: 'github.com/vmware-tanzu/velero',
  version: 'v1.18.3',
  sum: 'h1:9uwN5yxTWQl9PsF5ljX4xiG+7VIq3I9mxOQ0DyyZ31A=',
};
const CRDS = ['backupstoragelocations', 'schedules', 'volumesnapshotlocations'];

const PROGRAM = `
  import { readFileSync } from 'node:fs';
  import { ApiObject, Yaml } from ${JSON.stringify(join(PROJECT, 'node_modules/cdk8s'))};
  import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from ${JSON.stringify(join(PROJECT, 'src/index'))};
  const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main', secretName: 'login' });
  const fleet = new Fleet({ name: 'acme', source, bootstrap: 'gotk' });
  const prod = new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'eu-1')] });
  fleet.addSchema(readFileSync('velero.yaml', 'utf8'));
  const velero = new Component(fleet, 'velero', {
    manifests: (chart) => Yaml.load('velero.yaml').forEach((crd, at) => void new ApiObject(chart, 'crd-' + at, crd)),
  });
  const settings = (chart) => void new ApiObject(chart, 'a', { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } });
  const base = new Component(prod, 'base', { manifests: settings });
  const next = new Component(prod, 'next', { manifests: settings, dependsOn: [base] });
  const shop = new Tenant(fleet, 'shop', { source: Source.git({ url: 'https://git.example.com/shop', branch: 'main' }), dependsOn: [next] });
  const claim = (name) => (chart) => void new ApiObject(chart, name, {
    apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  new App(shop, 'db', { manifests: claim('data') });
  const lab = new Tenant(fleet, 'lab', { source: Source.git({ url: 'https://git.example.com/lab', branch: 'main' }) });
  new App(lab, 'scratch', { manifests: claim('scratch') });
  const backups = fleet.backups({
    locations: { main: { provider: 'aws', bucket: 'acme', config: { region: 'eu-west-1' }, secretName: 'cloud' } },
    snapshotLocations: { disks: { provider: 'aws', config: { region: 'eu-west-1' } } },
    dependsOn: [velero],
  });
  backups.schedule('nightly', { cron: '0 2 * * *', tenants: [shop] });
  fleet.synth();
`;

/**
 * Stands in for velero: lists one backup, and brings the claim back with what the backup says of it. Not as kubectl's field
 * manager, whose fields Flux takes over.
 */
const VELERO_CLI = `#!/bin/sh
echo "velero $*" >> "$CALLS"
case "$1 $2" in
  'backup get') echo 'nightly-20270101020000 Completed' ;;
  'restore create')
    kubectl --context=eu-1 create --field-manager=velero-server --filename=- <<'EOF'
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: prod-shop, annotations: { restored: 'yes' } }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
EOF
  ;;
  *) exit 1 ;;
esac
`;

/** A command of the runbook, as its JSON has it. */
interface Command {
  readonly command: string;
  readonly unless?: string;
}

interface Runbook {
  readonly steps: ReadonlyArray<{ readonly title: string; readonly commands: readonly Command[] }>;
  readonly data: ReadonlyArray<{ readonly name: string; readonly schedules: readonly string[] }>;
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' } as const;
const LOCATION = { apiVersion: 'velero.io/v1', kind: 'BackupStorageLocation' } as const;

/** Stands in for the volumes' controllers, and for Velero's own, as far as Flux and kubectl see them. */
async function standIn(plane: ControlPlane): Promise<void> {
  const client = plane.client();
  const quietly = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      // Deleted or changed between the list and now.
      if (!(error instanceof KubeError && [404, 409].includes(error.status))) throw error;
    }
  };
  for (const claim of await client.list(CLAIM.apiVersion, CLAIM.kind)) {
    if (claim.metadata.deletionTimestamp !== undefined)
      await quietly(client.patch(referenceTo(claim), { metadata: { finalizers: null } }));
    else if (at(claim, 'status', 'phase') !== 'Bound')
      await quietly(client.patchStatus(referenceTo(claim), { phase: 'Bound' }));
  }
  if (!(await client.serves(LOCATION.apiVersion, LOCATION.kind))) return;
  for (const location of await client.list(LOCATION.apiVersion, LOCATION.kind)) {
    if (at(location, 'status', 'phase') !== 'Available')
      await quietly(client.patch(referenceTo(location), { status: { phase: 'Available' } }));
  }
}

describe('flux-fleet recover, followed on a cluster that was emptied', () => {
  let plane: ControlPlane | undefined;
  let repository: Repository;
  let scratch: string;
  let artifacts: ArtifactServer;

  function run(command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const env = {
      ...process.env,
      PATH: `${join(scratch, 'bin')}${delimiter}${process.env['PATH']}`,
      ...{ KUBECONFIG: join(scratch, 'eu-1.kubeconfig'), HOME: scratch, CALLS: join(scratch, 'calls') },
      ...more,
    };
    return new Promise((resolve) => {
      execFile(command, args, { cwd: repository.directory, env, maxBuffer: 1 << 26 }, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
      });
    });
  }

  const fluxFleet = (...args: readonly string[]) => run(process.execPath, [TSX, CLI, ...args]);

  /** An empty cluster. */
  async function empty(): Promise<ControlPlane> {
    await plane?.stop();
    plane = await ControlPlane.start({ name: 'eu-1' });
    await writeFile(join(scratch, 'eu-1.kubeconfig'), plane.kubeconfig(), { mode: 0o600 });
    const poll = new Poll('the stand-ins for volumes and Velero', 300, () => standIn(plane!));
    plane.beforeStop(() => poll.stop());
    return plane;
  }

  /** Follows a runbook as a person does: what is there already is left alone. */
  async function follow({ steps }: Runbook, on: ControlPlane): Promise<void> {
    const files = await filesOf(repository.path('dist'), 'dist/');
    for (const { title, commands } of steps) {
      for (const { command, unless } of commands) {
        if (unless !== undefined && (await run('sh', ['-c', unless])).code === 0) continue;
        if (command.startsWith('flux ')) {
          // The Flux CLI is not there: a Secret as it makes one.
          const [, name = '', space = ''] = /create secret git (\S+) --namespace=(\S+)/.exec(command) ?? [];
          await on.client().apply({
            ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: space } },
            stringData: { username: 'git', password: 'of-no-server' },
          });
          continue;
        }
        const ended = await run('sh', ['-c', command], { BACKUP: 'nightly-20270101020000' });
        expect([title, command, ended.code, ended.code === 0 ? '' : ended.err]).toEqual([title, command, 0, '']);
      }
      // Pods of controllers run nowhere: what they would do is done from here.
      if (title.startsWith('Let Flux follow')) {
        await KustomizeController.start(on);
        ArtifactLoop.start({ plane: on, server: artifacts, content: () => files });
      }
    }
  }

  /** What is on the cluster, without what differs between two clusters of the same content. */
  async function content(on: ControlPlane): Promise<string[]> {
    const kinds: ReadonlyArray<readonly [string, string]> = [
      ...(['Namespace', 'ConfigMap', 'ServiceAccount', 'ResourceQuota', 'PersistentVolumeClaim'] as const).map(
        (kind) => ['v1', kind] as const,
      ),
      ...(['Role', 'RoleBinding', 'ClusterRoleBinding'] as const).map(
        (kind) => ['rbac.authorization.k8s.io/v1', kind] as const,
      ),
      ...(['Schedule', 'BackupStorageLocation', 'VolumeSnapshotLocation'] as const).map(
        (kind) => ['velero.io/v1', kind] as const,
      ),
      ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization'],
      ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
    ];
    const found = await Promise.all(kinds.map(([apiVersion, kind]) => on.client().list(apiVersion, kind)));
    return found
      .flat()
      .map(({ kind, metadata, spec }) => {
        const { volumeName: _, ...rest } = spec ?? {};
        return `${kind} ${metadata.namespace ?? ''}/${metadata.name} ${JSON.stringify(rest)}`;
      })
      .sort();
  }

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fleet-e2e-recover-'));
    await mkdir(join(scratch, 'bin'));
    await symlink(await ensureEngine('kubectl'), join(scratch, 'bin/kubectl'));
    await writeFile(join(scratch, 'bin/velero'), VELERO_CLI);
    await chmod(join(scratch, 'bin/velero'), 0o755);
    artifacts = await ArtifactServer.start();
    repository = new Repository();
    await writeFile(repository.path('fleet.ts'), PROGRAM);
    await writeFile(repository.path('cdk8s.yaml'), `app: ${process.execPath} ${TSX} fleet.ts\n`);
    const module = await readGoModule(VELERO);
    const crds = CRDS.map((name) => module.get(`config/crd/v1/bases/velero.io_${name}.yaml`)?.toString());
    await writeFile(repository.path('velero.yaml'), crds.join('---\n'));
    const made = await fluxFleet('synth', '--first');
    expect([made.code, made.code === 0 ? '' : made.err]).toEqual([0, '']);
    // A claim that no schedule covers is found, and the one that a schedule covers is not.
    expect(made.err).toMatch(/PersistentVolumeClaim prod-lab\/scratch is in no schedule of backups: /);
    expect(made.err).not.toContain('prod-shop/data');
    const components = (await gotkComponents()).map((object) => JSON.stringify(object)).join('\n---\n');
    await writeFile(repository.path('dist/clusters/eu-1/flux-system/gotk-components.yaml'), components);
    repository.commit();
    repository.git('init', '--quiet', '--bare', join(scratch, 'fleet.git'));
    repository.git('remote', 'add', 'origin', join(scratch, 'fleet.git'));
    repository.git('push', '--quiet', 'origin', 'main');
  });

  afterAll(async () => {
    await plane?.stop();
    await artifacts?.stop();
    repository?.remove();
    await rm(scratch, { recursive: true, force: true });
  });

  it('gets Ready as it was, with its data, by the printed commands alone', async () => {
    const printed = await fluxFleet('recover', 'eu-1', '--format', 'json');
    expect([printed.code, printed.code === 0 ? '' : printed.err]).toEqual([0, '']);
    const runbook = JSON.parse(printed.out) as Runbook;
    expect(runbook.data).toEqual([
      expect.objectContaining({ name: 'PersistentVolumeClaim prod-lab/scratch', schedules: [] }),
      expect.objectContaining({ name: 'PersistentVolumeClaim prod-shop/data', schedules: ['Schedule velero/nightly'] }),
    ]);

    const first = await empty();
    await follow(runbook, first);
    const before = await content(first);
    expect(before.filter((line) => line.startsWith('Kustomization ')).length).toBeGreaterThan(8);
    expect(before.filter((line) => line.startsWith('Schedule ')).length).toBe(1);

    const second = await empty();
    expect(second).not.toBe(first);
    await follow(runbook, second);
    expect(await content(second)).toEqual(before);

    const client = second.client();
    const unready = (await client.list('kustomize.toolkit.fluxcd.io/v1', 'Kustomization')).filter(
      (one) => conditionOf(one, 'Ready')?.status !== 'True' || at(one, 'spec', 'suspend') === true,
    );
    expect(unready.map(({ metadata }) => metadata.name)).toEqual([]);
    const data = await client.get({ ...CLAIM, namespace: 'prod-shop', name: 'data' });
    expect(data.metadata.annotations?.['restored']).toBe('yes');
    const other = await client.get({ ...CLAIM, namespace: 'prod-lab', name: 'scratch' });
    expect(other.metadata.annotations?.['restored']).toBeUndefined();
  });

  it('does not wait for ever for what is not there', async () => {
    // The negative control: without the last Kustomization, the waiting of the runbook fails.
    const { steps } = JSON.parse((await fluxFleet('recover', 'eu-1', '--format', 'json')).out) as Runbook;
    const waits = steps
      .flatMap(({ commands }) => commands)
      .filter(({ command }) => command.includes('condition=Ready'));
    const wrong = waits
      .at(-1)!
      .command.replace(/kustomizations\S+/, '$&-gone')
      .replace('15m', '1s');
    expect((await run('sh', ['-c', wrong])).code).not.toBe(0);
  });
});
