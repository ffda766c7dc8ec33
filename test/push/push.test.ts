import { createPublicKey, verify } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { FleetArtifact } from '../../src/artifacts/artifact';
import {
  commitOf,
  historyOf,
  ofBranch,
  pruneTags,
  push,
  rollback,
  Session,
  SigningKey,
  targetsOf,
} from '../../src/push';
import { digestOf } from '../../src/push/registry-client';
import { RETRY } from '../../src/push/retry';
import { signatureTag } from '../../src/push/signature';
import { MemoryRegistry } from '../support/memory-registry';
import { Repository } from '../support/repository';

const KEYS = path.join(__dirname, 'keys');

const artifact = (cluster: string, more: Partial<FleetArtifact> = {}): FleetArtifact => ({
  ...{ cluster, url: `oci://registry.test/acme/fleet/${cluster}`, tag: 'latest' },
  ...{ folder: `clusters/${cluster}`, within: `dist/clusters/${cluster}` },
  ...more,
});

const EU = artifact('eu-1');
const US = artifact('us-1');

let key: SigningKey;

beforeAll(() => {
  key = SigningKey.read(path.join(KEYS, 'cosign.key'), { COSIGN_PASSWORD: 'letmein' });
});

let repository: Repository;
let registry: MemoryRegistry;

beforeEach(() => {
  repository = new Repository();
  registry = new MemoryRegistry();
});

afterEach(() => repository.remove());

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(repository.path(file)), { recursive: true });
    fs.writeFileSync(repository.path(file), content);
  }
}

/** Commits files, and returns the commit's id. */
function commit(files: Readonly<Record<string, string>>): string {
  write(files);
  repository.commit();
  return repository.git('rev-parse', 'HEAD').trim();
}

const session = () =>
  new Session({
    fetch: registry.fetch,
    credentials: () => Promise.resolve(undefined),
    retry: { ...RETRY, wait: () => Promise.resolve() },
  });

interface Options {
  readonly signs?: boolean;
  readonly isDryRun?: boolean;
  readonly commit?: string;
}

async function pushed(
  artifacts: readonly FleetArtifact[],
  { signs = false, isDryRun = false, commit: at }: Options = {},
) {
  const outdir = repository.path('dist');
  return await push(session(), {
    targets: targetsOf(artifacts),
    commit: commitOf({ outdir, ...(at !== undefined && { commit: at }) }),
    isDryRun,
    ...(signs && { key }),
  });
}

const both = { 'dist/clusters/eu-1/a.yaml': 'a: 1\n', 'dist/clusters/us-1/a.yaml': 'a: 1\n' };
const repositoryOf = ({ url }: FleetArtifact) => registry.repository(url.replace('oci://registry.test/', ''));
const tagsOf = (one: FleetArtifact) => [...repositoryOf(one).tags.keys()].filter((tag) => !tag.endsWith('.sig')).sort();

describe('what is pushed', () => {
  test('has the layout of flux push artifact, and the commit', async () => {
    repository.git('remote', 'add', 'origin', 'https://user:token@git.test/acme/fleet');
    const id = commit(both);
    const [result] = await pushed([EU]);
    const { blobs } = repositoryOf(EU);
    const manifest = registry.manifest('acme/fleet/eu-1', 'latest') as {
      config: { digest: string };
      layers: Array<{ digest: string; size: number }>;
    };
    const created = repository.git('show', '-s', '--format=%cI', id).trim();
    const [layer] = manifest.layers;
    expect(manifest).toEqual({
      ...{ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json' },
      config: {
        mediaType: 'application/vnd.cncf.flux.config.v1+json',
        ...{ digest: expect.any(String), size: blobs.get(manifest.config.digest)!.length },
      },
      layers: [
        {
          mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip',
          ...{ digest: expect.any(String), size: blobs.get(layer!.digest)!.length },
          annotations: { 'containerd.io/uncompressed': expect.stringMatching(/^sha256:\w{64}$/) },
        },
      ],
      annotations: {
        'org.opencontainers.image.created': new Date(created).toISOString().replace('.000', ''),
        'org.opencontainers.image.revision': `main@sha1:${id}`,
        'org.opencontainers.image.source': 'https://git.test/acme/fleet',
      },
    });
    const archive = gunzipSync(blobs.get(layer!.digest)!).toString('latin1');
    expect(archive).toMatch(/^dist\/clusters\/eu-1\/a\.yaml\0/);
    expect(archive).toContain('a: 1\n');
    expect(result).toEqual({
      ...{ cluster: 'eu-1', url: EU.url, tag: 'latest', commitTag: id, change: 'new', signed: false },
      ...{ digest: repositoryOf(EU).tags.get('latest'), revision: `main@sha1:${id}` },
      ...{ uploadedBlobs: 2, uploadedBytes: expect.any(Number) },
    });
  });

  test('is what is committed, and not what lies in the directory', async () => {
    const id = commit(both);
    write({ 'dist/clusters/eu-1/a.yaml': 'a: 2\n', 'dist/clusters/eu-1/new.yaml': 'new: 1\n' });
    expect(() => commitOf({ outdir: repository.path('dist') })).toThrow(
      /\] "dist\/clusters\/eu-1\/a\.yaml", "dist\/clusters\/eu-1\/new\.yaml" are not committed as they lie here: commit, or push what is committed with --commit HEAD$/,
    );
    // The way that the message names.
    const [result] = await pushed([EU], { commit: 'HEAD' });
    expect(result?.commitTag).toBe(id);
    const layer = [...repositoryOf(EU).blobs.values()].map((bytes) => bytes.toString('latin1'));
    expect(layer.some((bytes) => bytes.includes('new.yaml'))).toBe(false);
  });

  test('says how many files are not committed', () => {
    commit(both);
    write(Object.fromEntries(['b', 'c', 'd', 'e'].map((name) => [`dist/${name}.yaml`, ''])));
    expect(() => commitOf({ outdir: repository.path('dist') })).toThrow(/"dist\/d\.yaml" and 1 more are not committed/);
    fs.rmSync(repository.path('dist/b.yaml'));
    for (const name of ['c', 'd', 'e']) fs.rmSync(repository.path(`dist/${name}.yaml`));
    write({ 'dist/clusters/eu-1/a.yaml': 'a: 2\n' });
    expect(() => commitOf({ outdir: repository.path('dist') })).toThrow(/a\.yaml" is not committed as it lies here/);
  });

  test('names the branch or tag that is given, else that of the commit, else none', () => {
    const id = commit(both);
    const outdir = repository.path('dist');
    repository.git('tag', 'v1');
    expect(commitOf({ outdir }).origin).toEqual({ created: expect.any(String), revision: `main@sha1:${id}` });
    expect(commitOf({ outdir, branch: 'release' }).origin.revision).toBe(`release@sha1:${id}`);
    expect(commitOf({ outdir, commit: 'v1' }).origin.revision).toBe(`v1@sha1:${id}`);
    repository.git('remote', 'add', 'fork', 'ssh://git@git.test/acme/fleet');
    repository.git('checkout', '--quiet', '--detach');
    expect(commitOf({ outdir }).origin).toMatchObject({
      ...{ revision: `sha1:${id}`, source: 'ssh://git@git.test/acme/fleet' },
    });
  });

  test('a whole folder that is at the top of its repository', async () => {
    commit({ 'clusters/eu-1/a.yaml': 'a: 1\n' });
    const whole = artifact('acme', { folder: '', within: '' });
    await push(session(), { targets: targetsOf([whole]), commit: commitOf({ outdir: repository.directory }) });
    const [layer] = [...repositoryOf(whole).blobs.values()].filter((bytes) => bytes[0] === 0x1f);
    expect(gunzipSync(layer!).toString('latin1')).toMatch(/^clusters\/eu-1\/a\.yaml\0/);
  });

  test('links and empty folders are refused, all at once', async () => {
    const id = commit(both);
    fs.symlinkSync('a.yaml', repository.path('dist/clusters/eu-1/link.yaml'));
    const linked = commit({});
    await expect(pushed([EU, artifact('ap-1')])).rejects.toThrow(
      [
        '2 problems, no tag was moved:',
        `  [ap-1] commit ${linked.slice(0, 12)} has no file in "dist/clusters/ap-1": run flux-fleet synth, and commit what it writes`,
        '  [eu-1] "dist/clusters/eu-1/link.yaml" is a link, and Flux leaves links out of artifacts: commit the file itself in its place',
      ].join('\n'),
    );
    expect(registry.seen).toEqual([]);
    expect(await pushed([EU], { commit: id })).toHaveLength(1);
  });

  test('large and incompressible files, a piece at a time', async () => {
    const noise = Array.from({ length: 40_000 }, (_, index) => digestOf(String(index))).join('\n');
    commit({ 'dist/clusters/eu-1/a.yaml': noise, 'dist/clusters/eu-1/b.yaml': 'b: 1\n' });
    await pushed([EU]);
    const [layer] = [...repositoryOf(EU).blobs.values()].filter((bytes) => bytes[0] === 0x1f);
    // Of no operating system, wherever it was made.
    expect(layer![9]).toBe(255);
    const archive = gunzipSync(layer!);
    expect(archive.subarray(512, 512 + noise.length).toString()).toBe(noise);
    expect((await pushed([EU]))[0]).toMatchObject({ change: 'unchanged' });
  });

  test('nothing outside of a repository', () => {
    expect(() => commitOf({ outdir: path.join(fs.realpathSync('/tmp'), 'no-repository-here') })).toThrow(
      /the folder is in no Git repository, and only what is committed is pushed: run git init, and commit it$/,
    );
  });
});

describe('a second push', () => {
  test('of the same commit writes nothing', async () => {
    commit(both);
    await pushed([EU, US], { signs: true });
    registry.seen.length = 0;
    const again = await pushed([EU, US], { signs: true });
    expect(registry.seen.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
    expect(again.map(({ change, uploadedBlobs, signed }) => [change, uploadedBlobs, signed])).toEqual([
      ['unchanged', 0, false],
      ['unchanged', 0, false],
    ]);
  });

  test('changes the digest of what has other files, and no other', async () => {
    const first = commit(both);
    const before = await pushed([EU, US]);
    registry.seen.length = 0;
    const second = commit({ 'dist/clusters/us-1/a.yaml': 'a: 2\n' });
    const [eu, us] = await pushed([EU, US]);
    expect(eu).toEqual({ ...before[0], commitTag: second, change: 'unchanged', uploadedBlobs: 0, uploadedBytes: 0 });
    expect(us).toMatchObject({ change: 'changed', uploadedBlobs: 2, revision: `main@sha1:${second}` });
    expect(registry.uploads).toBe(2);
    // The new commit's tag leads to what the first one brought.
    expect(repositoryOf(EU).tags.get(second)).toBe(repositoryOf(EU).tags.get(first));
  });

  test('from another machine, whose gzip packs otherwise, changes nothing', async () => {
    commit(both);
    await pushed([EU]);
    const { tags, manifests, blobs } = repositoryOf(EU);
    const text = manifests.get(tags.get('latest')!)!.bytes.toString();
    const layer = (JSON.parse(text) as { layers: [{ digest: string }] }).layers[0].digest;
    const packed = Buffer.from('packed otherwise');
    blobs.set(digestOf(packed), packed);
    const bytes = Buffer.from(text.replaceAll(layer, digestOf(packed)));
    manifests.set(digestOf(bytes), { type: 'application/vnd.oci.image.manifest.v1+json', bytes });
    for (const tag of tags.keys()) tags.set(tag, digestOf(bytes));
    const [again] = await pushed([EU]);
    expect(again).toMatchObject({ change: 'unchanged', uploadedBlobs: 0, digest: digestOf(bytes) });
  });

  test('replaces what another tool has pushed there', async () => {
    commit(both);
    await pushed([EU]);
    const { tags, manifests } = repositoryOf(EU);
    manifests.set('sha256:foreign', { type: 'text/plain', bytes: Buffer.from('no JSON') });
    tags.set('latest', 'sha256:foreign');
    const [again] = await pushed([EU]);
    expect(again).toMatchObject({ change: 'changed', uploadedBlobs: 0 });
  });
});

test('a dry run uploads nothing, and says what would be', async () => {
  commit(both);
  const said = await pushed([EU], { isDryRun: true, signs: true });
  expect(said[0]).toMatchObject({ change: 'new', uploadedBlobs: 2, signed: true });
  expect(registry.seen.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
  const [done] = await pushed([EU], { signs: true });
  expect(done).toEqual(said[0]);
});

test('no tag moves that Flux follows before all is there', async () => {
  commit(both);
  await pushed([EU, US]);
  commit({ 'dist/clusters/eu-1/a.yaml': 'a: 2\n', 'dist/clusters/us-1/a.yaml': 'a: 2\n' });
  const before = [EU, US].map((one) => repositoryOf(one).tags.get('latest'));
  registry.options = {
    fault: ({ method, url }) =>
      method === 'PUT' && url.includes('us-1/blobs') ? new Response(null, { status: 403 }) : undefined,
  };
  await expect(pushed([EU, US])).rejects.toThrow(
    /^1 problem, no tag was moved:\n {2}\[us-1\] PUT https:\/\/registry\.test\/v2\/acme\/fleet\/us-1\/blobs\/uploads was answered with 403: give/,
  );
  expect([EU, US].map((one) => repositoryOf(one).tags.get('latest'))).toEqual(before);
  registry.options = {};
  expect((await pushed([EU, US])).map(({ change }) => change)).toEqual(['changed', 'changed']);
});

test('a push that is ended at any request is finished by the next one', async () => {
  commit(both);
  await pushed([EU, US], { signs: true });
  commit({ 'dist/clusters/eu-1/a.yaml': 'a: 2\n', 'dist/clusters/us-1/b.yaml': 'b: 1\n' });
  const whole = new MemoryRegistry();
  await push(new Session({ fetch: whole.fetch, credentials: () => Promise.resolve(undefined) }), {
    ...{ targets: targetsOf([EU, US]), commit: commitOf({ outdir: repository.path('dist') }), key },
  });
  const expected = ['acme/fleet/eu-1', 'acme/fleet/us-1'].map((name) => whole.repository(name).tags.get('latest'));
  const start = [EU, US].map((one) => repositoryOf(one).tags.get('latest'));
  for (let end = 1; ; end++) {
    [EU, US].forEach((one, index) => repositoryOf(one).tags.set('latest', start[index]!));
    let count = 0;
    const fault = () => (++count > end ? new Response(null, { status: 403 }) : undefined);
    registry.options = { fault };
    const isDone = await pushed([EU, US], { signs: true }).then(
      () => true,
      () => false,
    );
    const now = [EU, US].map((one) => repositoryOf(one).tags.get('latest'));
    now.forEach((digest, index) => expect([start[index], expected[index]]).toContain(digest));
    // What Flux may see is whole, and signed.
    for (const one of [EU, US]) {
      const { tags, manifests } = repositoryOf(one);
      expect(manifests.has(tags.get('latest')!)).toBe(true);
      expect(tags.has(signatureTag(tags.get('latest')!))).toBe(true);
    }
    registry.options = {};
    await pushed([EU, US], { signs: true });
    expect([EU, US].map((one) => repositoryOf(one).tags.get('latest'))).toEqual(expected);
    if (isDone) break;
  }
});

test('after some failures no further artifact is begun', async () => {
  const many = Array.from({ length: 30 }, (_, index) => artifact(`c-${index}`));
  commit(Object.fromEntries(many.map(({ folder }) => [`dist/${folder}/a.yaml`, 'a: 1\n'])));
  registry.options = { fault: () => new Response(null, { status: 403 }) };
  await expect(pushed(many)).rejects.toThrow(/^\d+ problems, no tag was moved:\n {2}\[c-0\] GET/);
  expect(registry.seen.length).toBeLessThan(15);
});

test('what is no answer of a registry ends the push as it is', async () => {
  commit(both);
  const broken = new Session({
    fetch: registry.fetch,
    credentials: () => Promise.reject(new RangeError('a defect')),
  });
  const input = { targets: targetsOf([EU, US]), commit: commitOf({ outdir: repository.path('dist') }) };
  await expect(push(broken, input)).rejects.toThrow(new RangeError('a defect'));
});

test('tags that could not be moved are said to be so', async () => {
  commit(both);
  registry.options = {
    fault: ({ method, url }) =>
      method === 'PUT' && url.endsWith('us-1/manifests/latest') ? new Response('{}', { status: 403 }) : undefined,
  };
  await expect(pushed([EU, US])).rejects.toThrow(
    /^1 problem, not all tags are where they belong, run it again:\n {2}\[us-1\] PUT \S+ was answered with 403: give/,
  );
});

test('progress is told by phase', async () => {
  commit(both);
  const told: string[] = [];
  const onProgress = (phase: string, done: number, of: number) => void told.push(`${phase} ${done}/${of}`);
  const credentials = () => Promise.resolve(undefined);
  await push(new Session({ fetch: registry.fetch, credentials, onProgress, concurrency: 1 }), {
    ...{ targets: targetsOf([EU, US]), commit: commitOf({ outdir: repository.path('dist') }) },
  });
  expect(told).toEqual(['upload 1/2', 'upload 2/2', 'move 1/2', 'move 2/2']);
});

test('an artifact holds none of the files that another one does', async () => {
  commit({ ...both, 'dist/clusters/eu-1/dev/b.yaml': 'b: 1\n', 'dist/clusters/eu-1/dev-2/c.yaml': 'c: 1\n' });
  const whole = artifact('eu-1', { without: ['clusters/eu-1/dev'] });
  const [before] = await pushed([whole]);
  commit({ 'dist/clusters/eu-1/dev/b.yaml': 'b: 2\n' });
  const [same] = await pushed([whole]);
  expect([same!.change, same!.digest]).toEqual(['unchanged', before!.digest]);
  commit({ 'dist/clusters/eu-1/dev-2/c.yaml': 'c: 2\n' });
  expect(await pushed([whole])).toMatchObject([{ change: 'changed' }]);
});

describe('of a branch', () => {
  const dev = artifact('eu-1', { environment: 'dev', branch: 'dev', tag: 'dev' });
  const names = (branch?: string) => ofBranch(targetsOf([EU, dev]), branch).map(({ at }) => at);

  test('its environments are pushed, and of any other what follows the branch of the fleet', () => {
    expect([names('dev'), names('main'), names('feature')]).toEqual([['dev/eu-1'], ['eu-1'], ['eu-1']]);
  });

  test('that nothing tells, nothing is pushed where environments have branches', () => {
    expect(() => names()).toThrow(
      'the commit is on no branch here, and environments follow "dev": name its branch with --branch',
    );
    expect(ofBranch(targetsOf([EU, US]), undefined)).toHaveLength(2);
  });

  test('a commit names the branch that it is on, or the one that is given', () => {
    commit(both);
    const outdir = repository.path('dist');
    expect(commitOf({ outdir }).branch).toBe('main');
    expect(commitOf({ outdir, branch: 'dev' }).branch).toBe('dev');
    repository.git('checkout', '--quiet', '--detach');
    expect(commitOf({ outdir }).branch).toBeUndefined();
  });
});

test('two artifacts in one place are refused; several tags of a repository each have tags of commits', async () => {
  expect(() => targetsOf([EU, artifact('us-1', { url: EU.url, environment: 'prod' })])).toThrow(
    '[eu-1] "oci://registry.test/acme/fleet/eu-1:latest" is also the place of prod/us-1: give each artifact a URL or tag of its own',
  );
  const id = commit(both);
  const dev = artifact('us-1', { url: EU.url, tag: 'dev', environment: 'dev' });
  const results = await pushed([EU, dev]);
  expect(results.map(({ commitTag, environment }) => [environment, commitTag])).toEqual([
    [undefined, `latest-${id}`],
    ['dev', `dev-${id}`],
  ]);
  const long = artifact('us-1', { url: EU.url, tag: 'x'.repeat(100) });
  await expect(pushed([EU, long])).rejects.toThrow(
    /leaves no room for the id of a commit after it: use at most 87 characters$/,
  );
});

describe('signatures', () => {
  test('are what cosign makes, and verify with its public key', async () => {
    commit(both);
    const [result] = await pushed([EU], { signs: true });
    const { blobs } = repositoryOf(EU);
    const signature = registry.manifest('acme/fleet/eu-1', signatureTag(result!.digest)) as {
      layers: [{ mediaType: string; digest: string; annotations: Record<string, string> }];
    };
    const [layer] = signature.layers;
    expect(layer.mediaType).toBe('application/vnd.dev.cosign.simplesigning.v1+json');
    const payload = blobs.get(layer.digest)!;
    expect(JSON.parse(payload.toString())).toEqual({
      critical: {
        identity: { 'docker-reference': 'registry.test/acme/fleet/eu-1' },
        image: { 'docker-manifest-digest': result!.digest },
        type: 'cosign container image signature',
      },
      optional: null,
    });
    const publicKey = createPublicKey(fs.readFileSync(path.join(KEYS, 'cosign.pub')));
    const bytes = Buffer.from(layer.annotations['dev.cosignproject.cosign/signature']!, 'base64');
    expect(verify('sha256', payload, publicKey, bytes)).toBe(true);
    expect(result?.signed).toBe(true);
  });

  test('are added to what was pushed without, beside those of others', async () => {
    commit(both);
    await pushed([EU]);
    const [first] = await pushed([EU], { signs: true });
    expect(first).toMatchObject({ change: 'unchanged', signed: true });
    const name = 'acme/fleet/eu-1';
    const { manifests, tags } = registry.repository(name);
    const tag = signatureTag(first!.digest);
    const stored = manifests.get(tags.get(tag)!)!;
    const foreign = stored.bytes.toString().replace(/(cosign\/signature":")[^"]*/, '$1bm9uZQ==');
    manifests.set(tags.get(tag)!, { ...stored, bytes: Buffer.from(foreign) });
    expect((await pushed([EU], { signs: true }))[0]).toMatchObject({ signed: true });
    expect((registry.manifest(name, tag) as { layers: unknown[] }).layers).toHaveLength(2);
    expect((await pushed([EU], { signs: true }))[0]).toMatchObject({ signed: false });
  });
});

describe('a rollback', () => {
  const back = (artifacts: readonly FleetArtifact[], id: string, isDryRun = false) =>
    rollback(session(), targetsOf(artifacts), id, isDryRun);

  test('moves the tags to what was pushed at a commit, and uploads nothing', async () => {
    const first = commit(both);
    const before = await pushed([EU, US]);
    commit({ 'dist/clusters/eu-1/a.yaml': 'a: 2\n' });
    const after = await pushed([EU, US]);
    registry.seen.length = 0;
    const said = await back([EU, US], first, true);
    expect(registry.seen.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
    const moved = await back([EU, US], first);
    expect(moved).toEqual(said);
    expect(moved).toEqual([
      { cluster: 'eu-1', url: EU.url, tag: 'latest', from: after[0]!.digest, to: before[0]!.digest },
      { cluster: 'us-1', url: US.url, tag: 'latest', from: before[1]!.digest, to: before[1]!.digest },
    ]);
    expect(registry.seen.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toHaveLength(1);
    expect(repositoryOf(EU).tags.get('latest')).toBe(before[0]!.digest);
    expect((await pushed([EU]))[0]).toMatchObject({ digest: after[0]!.digest, uploadedBlobs: 0 });
  });

  test('moves none unless all are there; the way that the message names does it', async () => {
    const first = commit(both);
    await pushed([EU]);
    const second = commit({ 'dist/clusters/eu-1/a.yaml': 'a: 2\n' });
    await pushed([EU, US]);
    await expect(back([EU, US], first)).rejects.toThrow(
      `[us-1] nothing was pushed to ${US.url} at commit ${first.slice(0, 12)}: choose a commit that was pushed, or push that one with flux-fleet push --commit ${first} --cluster us-1`,
    );
    expect(repositoryOf(EU).tags.get('latest')).toBe(repositoryOf(EU).tags.get(second));
    await pushed([US], { commit: first });
    await back([EU, US], first);
    expect(repositoryOf(EU).tags.get('latest')).toBe(repositoryOf(EU).tags.get(first));
  });

  test('to what has no signature is refused where Flux verifies; signing it as the message says is the way', async () => {
    const first = commit(both);
    await pushed([EU]);
    const signed = artifact('eu-1', { signed: true });
    await expect(back([signed], first)).rejects.toThrow(
      `[eu-1] what was pushed at commit ${first.slice(0, 12)} has no signature, and Flux verifies it: sign it with flux-fleet push --commit ${first} --cluster eu-1 --sign cosign.key`,
    );
    await pushed([signed], { commit: first, signs: true });
    expect(await back([signed], first)).toHaveLength(1);
  });

  test('makes a tag that is not there', async () => {
    const id = commit(both);
    await pushed([EU]);
    repositoryOf(EU).tags.delete('latest');
    const dev = artifact('eu-1', { environment: 'dev' });
    const [moved] = await back([dev], id);
    expect(moved).toEqual({ cluster: 'eu-1', environment: 'dev', url: EU.url, tag: 'latest', to: expect.any(String) });
  });
});

describe('pruning', () => {
  const prune = (keep: number, isDeletion: boolean, artifacts = [EU], history = historyOf(repository.path('dist'))) =>
    pruneTags(session(), { targets: targetsOf(artifacts), history, keep, isDeletion });

  /** Five commits, of which the third one changes nothing. */
  async function five(): Promise<string[]> {
    const ids = [];
    for (const value of [1, 2, 2, 3, 4]) {
      ids.push(commit({ 'dist/clusters/eu-1/a.yaml': `a: ${value}\n` }));
      await pushed([EU], { signs: true });
    }
    return ids;
  }

  test('says what would go, and deletes it only when told', async () => {
    const ids = await five();
    const before = tagsOf(EU);
    const said = await prune(2, false);
    expect(said).toEqual([{ url: EU.url, deleted: [ids[2], ids[1], ids[0]], kept: 2, unknown: [], refused: [] }]);
    expect(tagsOf(EU)).toEqual(before);
    expect(await prune(2, true)).toEqual(said);
    expect(tagsOf(EU)).toEqual([ids[3]!, ids[4]!, 'latest'].sort());
    // The signatures of what went are gone too.
    expect(repositoryOf(EU).manifests.size).toBe(4);
    expect(await prune(2, true)).toEqual([{ ...said[0]!, deleted: [] }]);
  });

  test('keeps what Flux follows, however old, and tags that others made, with what they are of', async () => {
    const ids = await five();
    await rollback(session(), targetsOf([EU]), ids[0]!);
    const { tags } = repositoryOf(EU);
    tags.set('stable', tags.get(ids[1]!)!);
    const [result] = await prune(1, true);
    expect(result).toEqual({ url: EU.url, deleted: [ids[3], ids[2], ids[1]], kept: 2, unknown: [], refused: [] });
    expect(tagsOf(EU)).toEqual([ids[0]!, ids[4]!, 'latest', 'stable'].sort());
    expect(repositoryOf(EU).manifests.has(tags.get('stable')!)).toBe(true);
  });

  test('keeps what this clone does not know', async () => {
    const ids = await five();
    const [result] = await prune(1, true, [EU], ids.slice(3).reverse());
    expect(result).toMatchObject({ deleted: [ids[3]], unknown: ids.slice(0, 3).sort() });
    expect(tagsOf(EU)).toHaveLength(5);
  });

  test('says what a registry does not delete', async () => {
    const ids = await five();
    registry.options = { keepsTags: true };
    const { tags } = repositoryOf(EU);
    tags.set('stable', tags.get(ids[0]!)!);
    const [result] = await prune(1, true);
    expect(result).toMatchObject({ refused: [ids[0]], deleted: [ids[3], ids[2], ids[1]] });
    expect(tagsOf(EU)).toEqual([ids[0]!, ids[4]!, 'latest', 'stable'].sort());
  });

  test('of a repository that is not there, or shared by tags', async () => {
    const id = commit(both);
    expect(await prune(1, true)).toEqual([{ url: EU.url, deleted: [], kept: 0, unknown: [], refused: [] }]);
    const dev = artifact('us-1', { url: EU.url, tag: 'dev' });
    await pushed([EU, dev]);
    const next = commit({ 'dist/clusters/eu-1/a.yaml': 'a: 2\n', 'dist/clusters/us-1/a.yaml': 'a: 3\n' });
    await pushed([EU, dev]);
    const [result] = await prune(1, true, [EU, dev]);
    expect(result).toMatchObject({ deleted: [`dev-${id}`, `latest-${id}`], kept: 2 });
    expect(tagsOf(EU)).toEqual(['dev', `dev-${next}`, 'latest', `latest-${next}`]);
  });
});

describe('keys that do not sign', () => {
  const read = (content: string, password?: string) => {
    fs.writeFileSync(repository.path('key'), content);
    return () => SigningKey.read(repository.path('key'), password === undefined ? {} : { COSIGN_PASSWORD: password });
  };
  const pem = (label: string, data: unknown) =>
    `-----BEGIN ${label}-----\n${Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)).toString('base64')}\n-----END ${label}-----\n`;
  const own = () => fs.readFileSync(path.join(KEYS, 'cosign.key'), 'utf8');

  test('a file that is not there, is public, or no key at all', () => {
    expect(() => SigningKey.read(repository.path('none'))).toThrow(
      /none\] the key cannot be read \(ENOENT\): give --sign the file that cosign generate-key-pair has written$/,
    );
    expect(read(fs.readFileSync(path.join(KEYS, 'cosign.pub'), 'utf8'))).toThrow(
      /the file has the public key, which Flux verifies with: give --sign the private one, cosign\.key$/,
    );
    expect(read('nothing')).toThrow(/the file is no private key: give --sign/);
  });

  test('a password that is missing or wrong', () => {
    expect(read(own())).toThrow(/the key has a password: set COSIGN_PASSWORD$/);
    expect(read(own(), 'wrong')).toThrow(/the password in COSIGN_PASSWORD is not that of the key: set the right one$/);
  });

  test('a damaged key, or one that is encrypted otherwise', () => {
    const label = 'ENCRYPTED COSIGN PRIVATE KEY';
    expect(read(pem(label, 'no JSON'))).toThrow(/the key is damaged: take it from where it is kept again$/);
    expect(read(pem(label, { kdf: { name: 'argon2' }, cipher: { name: 'aes' } }))).toThrow(
      /the key is encrypted with "argon2 and aes": make one with cosign generate-key-pair$/,
    );
    const kdf = { name: 'scrypt', params: { N: 1 << 24, r: 8, p: 1 }, salt: '' };
    expect(read(pem(label, { kdf, cipher: { name: 'nacl/secretbox', nonce: '' }, ciphertext: '' }))).toThrow(
      /the key takes 17179869184 bytes of memory to decrypt: make one/,
    );
  });

  test('a key of another type', () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { generateKeyPairSync } = require('node:crypto') as typeof import('node:crypto');
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(read(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow(
      /the key is of the type "ed25519": give one of ec, rsa, as cosign generate-key-pair makes it$/,
    );
  });
});
