import * as fs from 'node:fs';
import * as path from 'node:path';
import { ProgressLine } from '../../src/cli/artifacts';
import { main } from '../../src/cli/main';
import { MemoryRegistry } from '../support/memory-registry';
import { ProgramsHere } from '../support/programs-here';
import { Repository } from '../support/repository';

const KEYS = path.join(__dirname, '..', 'push', 'keys');

const program = (source: string) => `
  import { Cluster, Fleet, Source } from 'cdk8s-flux-fleet';
  const fleet = new Fleet({ name: 'acme', source: ${source} });
  new Cluster(fleet, 'hub');
  fleet.synth();
`;

const OCI = `Source.oci({ url: 'oci://registry.test/acme/fleet', tag: 'latest' })`;
const APP = ['--app', `${process.execPath} fleet.js`];

let repository: Repository;
let registry: MemoryRegistry;
let out: string;
let err: string;
const home = process.cwd();
const environment = { ...process.env };

const programs = new ProgramsHere();

beforeEach(() => {
  programs.install();
  repository = new Repository();
  registry = new MemoryRegistry();
  out = '';
  err = '';
  process.chdir(repository.directory);
  process.env.DOCKER_CONFIG = repository.path('none');
  process.env.COSIGN_PASSWORD = 'letmein';
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation((url, init) => registry.fetch(url instanceof Request ? url.url : url.toString(), init));
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});

afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(home);
  process.env = { ...environment };
  repository.remove();
});

function commit(source: string, content: string): string {
  fs.writeFileSync('fleet.js', program(source));
  fs.mkdirSync('dist/clusters/hub', { recursive: true });
  fs.writeFileSync('dist/clusters/hub/a.yaml', content);
  repository.commit();
  return repository.git('rev-parse', 'HEAD').trim();
}

async function run(...args: string[]): Promise<number> {
  out = '';
  err = '';
  return await main([...args, ...APP]);
}

test('push, again, roll back and clean up', async () => {
  const first = commit(OCI, 'a: 1\n');
  expect(await run('push', '--dry-run')).toBe(0);
  expect(out).toMatch(/^acme {2}oci:\/\/registry\.test\/acme\/fleet:latest {2}new, sha256:\w{64}\nmain@sha1:/);
  expect(out).toMatch(/: 1 of 1 artifacts would change, 2 blobs with \d+ bytes to upload\n$/);
  expect(await run('push', '--sign', path.join(KEYS, 'cosign.key'))).toBe(0);
  expect(out).toMatch(/: 1 of 1 artifacts changed, 2 blobs with \d+ bytes uploaded, 1 signed\n$/);
  expect(await run('push')).toBe(0);
  expect(out).toBe(`main@sha1:${first}: 0 of 1 artifacts changed, 0 blobs with 0 bytes uploaded\n`);

  const second = commit(OCI, 'a: 2\n');
  expect(await run('push', '--json')).toBe(0);
  const data = JSON.parse(out) as { artifacts: Array<{ digest: string }> };
  expect(data).toEqual({
    ...{ version: 1, commit: second, revision: `main@sha1:${second}`, dryRun: false },
    artifacts: [expect.objectContaining({ cluster: 'acme', change: 'changed', commitTag: second })],
  });

  expect(await run('rollback', 'HEAD~1', '--dry-run')).toBe(0);
  expect(out).toMatch(/\n1 of 1 tags would move\n$/);
  expect(await run('rollback', 'HEAD~1')).toBe(0);
  const { tags } = registry.repository('acme/fleet');
  expect(out).toBe(
    `acme  oci://registry.test/acme/fleet:latest  ${data.artifacts[0]!.digest} to ${tags.get(first)}\n1 of 1 tags moved\n`,
  );
  expect(tags.get('latest')).toBe(tags.get(first));
  expect(await run('rollback', 'HEAD~1')).toBe(0);
  expect(out).toBe('0 of 1 tags moved\n');

  expect(await run('push')).toBe(0);
  expect(await run('prune-tags', '--keep', '1')).toBe(0);
  expect(out).toBe(`oci://registry.test/acme/fleet  would delete ${first}; 1 kept\n`);
  expect(await run('prune-tags', '--keep', '1', '--delete')).toBe(0);
  expect(out).toBe(`oci://registry.test/acme/fleet  deleted ${first}; 1 kept\n`);
  expect(await run('prune-tags', '--json')).toBe(0);
  expect(JSON.parse(out)).toEqual({
    ...{ version: 1, keep: 50, deletion: false },
    repositories: [{ url: 'oci://registry.test/acme/fleet', deleted: [], kept: 1, unknown: [], refused: [] }],
  });
});

test('another registry, and what it refuses', async () => {
  commit(OCI, 'a: 1\n');
  expect(await run('push', '--registry', 'oci://mirror.test/copies', '--cluster', 'acme')).toBe(0);
  expect(registry.repository('copies/acme/fleet').tags.has('latest')).toBe(true);
  registry.options = { auth: 'basic' };
  expect(await run('push')).toBe(1);
  expect(err).toMatch(
    /^1 problem, no tag was moved:\n {2}\[acme\] GET https:\/\/registry\.test\/.*401: log in with docker login/,
  );
  fs.writeFileSync('dist/clusters/hub/a.yaml', 'a: 2\n');
  expect(await run('push')).toBe(1);
  expect(err).toMatch(/\[dist\] "dist\/clusters\/hub\/a\.yaml" is not committed as it lies here: commit, or push/);
});

test('a commit that Git does not know', async () => {
  commit(OCI, 'a: 1\n');
  expect(await run('rollback', 'nowhere')).toBe(2);
  expect(err).toBe('[git] "nowhere" cannot be read: give a commit, branch or tag that this repository has\n');
  expect(await run('push', '--commit', 'nowhere')).toBe(2);
});

test('a rollback to a commit that is not there, or of a tag that is not', async () => {
  const first = commit(OCI, 'a: 1\n');
  expect(await run('rollback', 'HEAD')).toBe(1);
  expect(err).toContain(
    `[acme] nothing was pushed to oci://registry.test/acme/fleet at commit ${first.slice(0, 12)}: choose`,
  );
  expect(await run('push')).toBe(0);
  const { tags } = registry.repository('acme/fleet');
  tags.delete('latest');
  expect(await run('rollback', 'HEAD', '--json')).toBe(0);
  const digest = tags.get(first);
  expect(JSON.parse(out)).toEqual({
    ...{ version: 1, commit: first, dryRun: false },
    artifacts: [{ cluster: 'acme', url: 'oci://registry.test/acme/fleet', tag: 'latest', to: digest }],
  });
  tags.delete('latest');
  expect(await run('rollback', 'HEAD')).toBe(0);
  expect(out).toBe(`acme  oci://registry.test/acme/fleet:latest  no tag to ${digest}\n1 of 1 tags moved\n`);
});

test('tags that the registry keeps, and commits that the clone lacks, are named', async () => {
  const first = commit(OCI, 'a: 1\n');
  expect(await run('push')).toBe(0);
  commit(OCI, 'a: 2\n');
  expect(await run('push')).toBe(0);
  const { tags } = registry.repository('acme/fleet');
  tags.set('stable', tags.get(first)!);
  tags.set('0'.repeat(40), tags.get(first)!);
  registry.options = { keepsTags: true };
  expect(await run('prune-tags', '--keep', '1', '--delete')).toBe(1);
  expect(out).toBe(
    `oci://registry.test/acme/fleet  deleted nothing; 1 kept; 1 of commits that this clone lacks: fetch all history to have them judged; the registry does not delete ${first}: use its own tools\n`,
  );
});

test.each([
  [
    'the source is Git',
    `Source.git({ url: 'https://git.test/acme/fleet', branch: 'main' })`,
    ['push'],
    /Flux reads https:\/\/git\.test\/acme\/fleet itself, and there is nothing to push: Source\.oci makes artifacts/,
  ],
  [
    'a range is followed',
    `Source.oci({ url: 'oci://registry.test/fleet', semver: '1.x' })`,
    ['push'],
    /Flux follows semver 1\.x of oci:\/\/registry\.test\/fleet, which cannot be moved: give Source\.oci a tag/,
  ],
  ['another cluster', OCI, ['push', '--cluster', 'ap'], /no artifact is of the cluster "ap": use one of acme/],
  [
    'no registry',
    OCI,
    ['push', '--registry', 'ghcr.io'],
    /--registry "ghcr\.io" is no registry: give oci:\/\/host, with a path if need be/,
  ],
  [
    'no number',
    OCI,
    ['push', '--concurrency', '0'],
    /--concurrency "0" is no number of at least 1: give one, such as 8/,
  ],
  [
    'no signature',
    `Source.oci({ url: 'oci://registry.test/fleet', tag: 'latest', signed: true })`,
    ['push'],
    /Flux verifies the artifact of acme, or will, and nothing signs it: give --sign the private key, such as cosign\.key/,
  ],
])('wrong use: %s', async (_, source, args, expected) => {
  commit(source, 'a: 1\n');
  expect(await run(...args)).toBe(2);
  expect(err).toMatch(expected);
});

test('a program that fails ends each of the commands', async () => {
  fs.writeFileSync('fleet.js', 'process.exit(7)');
  for (const args of [['push'], ['rollback', 'HEAD'], ['prune-tags']]) expect(await run(...args)).toBe(7);
});

test('progress is one line on a terminal, and nothing elsewhere', () => {
  const shown: string[] = [];
  const write = (text: unknown) => shown.push(String(text)) > 0;
  const line = new ProgressLine({ isTTY: true, write });
  line.show('upload', 1, 3);
  line.show('move', 3, 3);
  line.clear();
  line.clear();
  expect(shown).toEqual([
    '\r\u001b[Kuploading artifacts: 1 of 3',
    '\r\u001b[Kmoving tags of artifacts: 3 of 3',
    '\r\u001b[K',
  ]);
  shown.length = 0;
  new ProgressLine({ isTTY: false, write }).show('look', 1, 3);
  expect(shown).toEqual([]);
});
