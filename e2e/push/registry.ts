import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesOf } from '../harness/artifacts';
import { Registry } from '../harness/registry';
import { RegistryProxy } from '../harness/registry-proxy';
import { startTokenServer } from '../harness/token-server';
import { FleetRepository } from './fleet-repository';

const NAME = 'acme/fleet';
const USER = 'flux:secret';
/** The same user for Apache's htpasswd, by bcrypt. */
const HTPASSWD = 'flux:$2a$05$bA/hpWr7SLo94GRG89so2eDk04Ur4KKfI8MgYGHRzsMHLlFrRY29e\n';

/** How often a push is killed. */
const KILLS = 20;

/** What a push leaves in a real registry: again, killed, pulled, moved back, cleaned up, and logged in. */
export function registryTests(): void {
  let registry: Registry;
  let proxy: RegistryProxy;
  let fleet: FleetRepository;

  beforeAll(async () => {
    registry = await Registry.start();
    proxy = await RegistryProxy.start(registry.host);
    fleet = new FleetRepository(`oci://${proxy.host}/${NAME}`);
  });

  afterAll(async () => {
    fleet.remove();
    await proxy.stop();
    await registry.stop();
  });

  const api = (host: string, path: string) => `http://${host}/v2/${NAME}/${path}`;

  /** The digest that a tag is at. */
  async function digestAt(tag: string): Promise<string | undefined> {
    const accept = 'application/vnd.oci.image.manifest.v1+json';
    const response = await fetch(api(registry.host, `manifests/${tag}`), { method: 'HEAD', headers: { accept } });
    return response.headers.get('docker-content-digest') ?? undefined;
  }

  interface Manifest {
    readonly config: { readonly digest: string };
    readonly layers: ReadonlyArray<{ readonly digest: string }>;
  }

  /** A manifest with its blobs, each of which must be what its digest says. */
  async function pulled(reference: string): Promise<{ readonly manifest: Manifest; readonly layer: Buffer }> {
    const accept = 'application/vnd.oci.image.manifest.v1+json';
    const answer = await fetch(api(registry.host, `manifests/${reference}`), { headers: { accept } });
    expect(answer.status).toBe(200);
    const manifest = (await answer.json()) as Manifest;
    const blobs = [];
    for (const { digest } of [manifest.config, ...manifest.layers]) {
      const bytes = Buffer.from(await (await fetch(api(registry.host, `blobs/${digest}`))).arrayBuffer());
      expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
      blobs.push(bytes);
    }
    return { manifest, layer: blobs[1]! };
  }

  /** The files of what a reference leads to, as tar takes them apart. */
  async function filesAt(reference: string): Promise<Record<string, string>> {
    const folder = mkdtempSync(join(tmpdir(), 'flux-fleet-pull-'));
    try {
      const { layer } = await pulled(reference);
      execFileSync('tar', ['-xzf', '-', '-C', folder], { input: layer });
      const files = await filesOf(folder);
      return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, content.toString()]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** The committed files of the output directory. */
  function committed(commit: string): Record<string, string> {
    const names = fleet.git('ls-tree', '-r', '--name-only', commit, '--', 'dist').trim().split('\n');
    return Object.fromEntries(names.map((name) => [name, fleet.git('show', `${commit}:${name}`)]));
  }

  test('the second push of a commit uploads no blob and writes nothing', async () => {
    await fleet.commitFleet('one');
    const first = await fleet.push();
    expect(first).toMatchObject({ change: 'new', uploadedBlobs: 2 });
    expect(proxy.uploads).toBe(2);
    proxy.seen.length = 0;
    const second = await fleet.push();
    expect(second).toEqual({ ...first, change: 'unchanged', uploadedBlobs: 0, uploadedBytes: 0 });
    expect(proxy.writes).toEqual([]);
  });

  test('what is pulled by the tag, by the digest and by the commit is what was committed', async () => {
    const commit = await fleet.commitFleet('two');
    const { digest, revision } = await fleet.push();
    expect(revision).toBe(`main@sha1:${commit}`);
    const expected = committed(commit);
    expect(Object.keys(expected).length).toBeGreaterThan(5);
    for (const reference of ['latest', digest, commit]) expect(await filesAt(reference)).toEqual(expected);
  });

  test('equal files have an equal digest in another clone, under another umask', async () => {
    const { digest } = await fleet.push();
    const folder = mkdtempSync(join(tmpdir(), 'flux-fleet-clone-'));
    try {
      execFileSync('sh', ['-c', `umask 077; git clone --quiet '${fleet.directory}' '${folder}/clone'`]);
      chmodSync(join(folder, 'clone', 'fleet.js'), 0o700);
      const other = await Registry.start();
      const host = `oci://${other.host}`;
      const script = `umask 077; cd '${folder}/clone' && git remote remove origin && exec "$@"`;
      const [node, ...args] = fleet.commandLine('push', '--json', '--registry', host);
      const out = execFileSync('sh', ['-c', script, 'sh', node!, ...args]).toString();
      await other.stop();
      expect((JSON.parse(out) as { artifacts: Array<{ digest: string }> }).artifacts[0]!.digest).toBe(digest);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test(`a push that is killed at a random request, ${KILLS} times, leaves a whole artifact, and the next one goes on`, async () => {
    let killed = 0;
    for (let round = 0; round < KILLS; round++) {
      writeFileSync(fleet.path('dist/clusters/hub/notes.txt'), `killed ${round}`);
      fleet.commit();
      const before = await digestAt('latest');
      // A push of a change makes about a dozen requests.
      let left = 1 + Math.floor(Math.random() * 14);
      const { child, ended } = fleet.start('push');
      proxy.onRequest = () => void (--left === 0 && child.kill('SIGKILL'));
      const { code } = await ended;
      proxy.onRequest = () => undefined;
      if (code === null) killed++;
      const between = await digestAt('latest');
      await pulled('latest');
      const { digest: after } = await fleet.push();
      expect([before, after]).toContain(between);
      expect(after).not.toBe(before);
      expect(await digestAt('latest')).toBe(after);
    }
    // Otherwise nothing was tried.
    expect(killed).toBeGreaterThan(KILLS / 4);
    expect(await filesAt('latest')).toEqual(committed('HEAD'));
  });

  test('a tag that is moved back is a rollback, and the next push goes forward', async () => {
    const { digest: now } = await fleet.push();
    await fleet.must('rollback', 'HEAD~1');
    expect(await filesAt('latest')).toEqual(committed('HEAD~1'));
    proxy.seen.length = 0;
    expect(await fleet.push()).toMatchObject({ digest: now, uploadedBlobs: 0, change: 'changed' });
    expect(proxy.uploads).toBe(0);
  });

  test('old tags are said, then deleted; what Flux follows stays', async () => {
    const { digest } = await fleet.push();
    const { out } = await fleet.must('prune-tags', '--keep', '3', '--json');
    const { repositories } = JSON.parse(out) as { repositories: Array<{ deleted: string[]; kept: number }> };
    expect(repositories[0]!.deleted.length).toBeGreaterThan(10);
    const [oldest] = repositories[0]!.deleted.slice(-1);
    expect(await digestAt(oldest!)).toBeDefined();
    await fleet.must('prune-tags', '--keep', '3', '--delete');
    expect(await digestAt(oldest!)).toBeUndefined();
    expect(await digestAt('latest')).toBe(digest);
    await pulled('latest');
    const listed = (await (await fetch(api(registry.host, 'tags/list'))).json()) as { tags: string[] };
    expect(listed.tags).toHaveLength(1 + repositories[0]!.kept);
  });

  describe('logging in', () => {
    /** Credentials as docker login writes them. */
    function withLogin(host: string, user: string): FleetRepository {
      const folder = mkdtempSync(join(tmpdir(), 'flux-fleet-docker-'));
      mkdirSync(folder, { recursive: true });
      const auths = { [host]: { auth: Buffer.from(user).toString('base64') } };
      writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths }));
      return new FleetRepository(`oci://${host}/${NAME}`, { DOCKER_CONFIG: folder, HOME: folder });
    }

    async function pushesWith(host: string): Promise<void> {
      const right = withLogin(host, USER);
      const wrong = withLogin(host, 'flux:wrong');
      try {
        await wrong.commitFleet('x');
        const refused = await wrong.run('push');
        expect(refused.code).toBe(1);
        expect(refused.err).toMatch(/was answered with 401.*: log in with docker login, or set FLUX_FLEET_CREDS to/);
        await right.commitFleet('x');
        expect(await right.push()).toMatchObject({ change: 'new', uploadedBlobs: 2 });
        expect(await right.push()).toMatchObject({ change: 'unchanged' });
      } finally {
        right.remove();
        wrong.remove();
      }
    }

    test('by user and password', async () => {
      const auth = { htpasswd: { realm: 'registry', path: 'htpasswd' } };
      const locked = await Registry.start({ auth, files: { htpasswd: HTPASSWD } });
      await pushesWith(locked.host);
      await locked.stop();
    });

    test('by a token of another server', async () => {
      const tokens = await startTokenServer(USER);
      const locked = await Registry.start(tokens.registry);
      await pushesWith(locked.host);
      // One for each run of the command that the server let in.
      expect(tokens.scopes).toEqual([`repository:${NAME}:pull,push`, `repository:${NAME}:pull,push`]);
      await locked.stop();
      await tokens.stop();
    });
  });
}
