import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from '../../src';
import { Repository } from '../support/repository';

/*
 * Folders of the fleet's own repository that components and apps deliver. Each test edits the repository and leaves the
 * program as it is: no generated file changes.
 */

const OWN = Source.git({ url: 'https://example.com/fleet', branch: 'main' });
const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: db}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}
`;
const SETTINGS = `apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: db}
data: {a: b}
`;

let repository: Repository;

function fleet(outdir = 'dist', db = './infrastructure/db'): Fleet {
  const made = new Fleet({
    name: 'acme',
    source: OWN,
    outdir: repository.path(outdir),
    ...(outdir === 'dist' ? {} : { path: `./${outdir}` }),
  });
  const clusters = ['eu', 'us'].map((name) => new Cluster(made, name));
  const dev = new Environment(made, 'dev', { clusters });
  new Component(clusters[0]!, 'db', { path: db });
  const tenant = new Tenant(made, 'shop', { owners: ['leads'], source: OWN });
  new App(tenant, 'web', { path: './apps/web' });
  void dev;
  return made;
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(repository.path(file)), { recursive: true });
  fs.writeFileSync(repository.path(file), text);
}

const remove = (file: string) => fs.rmSync(repository.path(file), { recursive: true });

function problemsOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
}

/** The errors of a plan. */
function refused(made: () => Fleet = fleet, base = 'HEAD'): string[] {
  const { findings } = made().plan({ base });
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.map(({ id, at, message }) => `${id} [${at}] ${message}`);
}

/** A committed repository, which every test gets a copy of. */
let made: Repository;

beforeAll(() => {
  made = repository = new Repository();
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  write('infrastructure/db/settings.yaml', SETTINGS);
  write('infrastructure/db/claim.yaml', CLAIM);
  write('apps/web/kustomization.yaml', 'resources: [../base, web.yaml]\n');
  write('apps/web/web.yaml', SETTINGS.replace('settings, namespace: db', 'web'));
  write('apps/base/base.yaml', CLAIM.replace('data, namespace: db', 'cache'));
  write('apps/base/kustomization.yaml', 'resources: [base.yaml]\n');
  write('README.md', 'a fleet\n');
  fleet().synth({ cache: false });
  repository.commit();
});
beforeEach(() => {
  repository = new Repository();
  fs.rmSync(repository.directory, { recursive: true });
  fs.cpSync(made.directory, repository.directory, { recursive: true });
});
afterEach(() => repository.remove());
afterAll(() => {
  made.remove();
  jest.restoreAllMocks();
});

test('an object that leaves one is refused at its component', () => {
  remove('infrastructure/db/claim.yaml');
  // A synthesis refuses it too, although it would change no file.
  expect(problemsOf(() => fleet().synth({ cache: false }))).toMatch(/\[eu\/db\] PersistentVolumeClaim db\/data goes/);
  expect(refused()).toEqual([
    expect.stringMatching(
      /^protected-removed \[eu\/db\] PersistentVolumeClaim db\/data goes out of infrastructure\/db\/claim\.yaml and Flux deletes it.*: declare it with Removal\.object\(\{ kind: 'PersistentVolumeClaim', namespace: 'db', name: 'data' \}, \{ reason: '…', on: \{ clusters: \['eu'\] \} \}\), or keep it$/,
    ),
  ]);
});

test('an object that leaves the folder of an app, or a base beside it, is refused at the app', () => {
  remove('apps/base');
  write('apps/base/kustomization.yaml', 'resources: [other.yaml]\n');
  write('apps/base/other.yaml', SETTINGS.replace('settings, namespace: db', 'other'));
  expect(refused()).toEqual([
    expect.stringMatching(
      /^protected-removed \[dev\/eu\/shop\/web\] PersistentVolumeClaim dev-shop\/cache goes out of apps\/base\/base\.yaml .* \(on 2 clusters: eu, us\)/,
    ),
  ]);
});

test('a folder that goes leaves a Kustomization that Flux cannot build', () => {
  remove('infrastructure');
  expect(refused()).toEqual([
    expect.stringMatching(
      /^missing-path \[eu\/db\] Kustomization flux-system\/infrastructure-db\.folder: path infrastructure\/db is missing: make the folder, or remove the Kustomization and declare that/,
    ),
    expect.stringMatching(
      /^protected-removed \[eu\/db\] PersistentVolumeClaim db\/data goes .*, and Flux does nothing about it yet, path/,
    ),
  ]);
});

test('a second list, and a file that cannot be read, are refused', () => {
  write('apps/web/kustomization.yml', 'resources: []\n');
  write('infrastructure/db/settings.yaml', '<<<<<<< HEAD\n');
  expect(refused()).toEqual([
    expect.stringMatching(/^broken-build \[dev\/eu\/shop\/web\] .*kustomization\.yml is a second list beside/),
    expect.stringMatching(/^broken-build \[eu\/db\] .*settings\.yaml/),
  ]);
});

test('files that nothing refers to, and files beside generated ones, change nothing', () => {
  write('README.md', 'changed\n');
  write('other/claim.yaml', CLAIM);
  expect([refused(), fleet().plan({ base: 'HEAD' }).report.entries]).toEqual([[], []]);
});

test('a change that is not refused is in the plan', () => {
  write('infrastructure/db/settings.yaml', SETTINGS.replace('a: b', 'a: c'));
  repository.commit();
  const { report } = fleet().plan({ base: 'HEAD^' });
  expect(report.entries).toMatchObject([
    { object: { kind: 'ConfigMap', name: 'settings' }, component: 'db', clusters: ['eu'], effect: 'patched' },
  ]);
  expect(report.entries[0]!.fields).toEqual([{ path: 'data.a', change: 'changed', from: 'b', to: 'c' }]);
});

test('a component that turns to another folder deletes what is not there', () => {
  write('infrastructure/db2/settings.yaml', SETTINGS);
  repository.commit();
  expect(refused(() => fleet('dist', './infrastructure/db2'))).toEqual([
    expect.stringMatching(/^protected-removed \[eu\/db\] PersistentVolumeClaim db\/data goes/),
  ]);
});

test('an output directory deeper in the repository is compared in the same way', () => {
  remove('dist');
  fleet('clusters/platform/dist').synth({ cache: false, first: true });
  repository.commit();
  remove('infrastructure/db/claim.yaml');
  expect(refused(() => fleet('clusters/platform/dist'))).toEqual([
    expect.stringMatching(/^protected-removed \[eu\/db\] PersistentVolumeClaim db\/data goes out of infrastructure/),
  ]);
});

test('a fleet whose generated files go to another repository says nothing of folders here', () => {
  repository.git('remote', 'add', 'origin', 'https://example.com/another');
  remove('infrastructure/db/claim.yaml');
  expect(refused()).toEqual([]);
});
