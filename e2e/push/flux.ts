import { execFile, execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ControlPlane } from '../harness/control-plane';
import { ensureEngine } from '../harness/engines';
import { installFluxCrds, installPlatform } from '../harness/flux';
import { FluxController } from '../harness/flux-controller';
import { parseObjects } from '../harness/flux-manifests';
import { GitServer } from '../harness/git-server';
import type { KubeClient } from '../harness/kube-client';
import { at, conditionOf, type KubeObject } from '../harness/kube-object';
import { Registry } from '../harness/registry';
import { waitFor } from '../harness/wait';
import { FleetRepository, type SourceOptions } from './fleet-repository';

const KEYS = join(__dirname, '..', '..', 'test', 'push', 'keys');
const KEY = ['--sign', join(KEYS, 'cosign.key')] as const;
const VERIFY = { verify: { secretName: 'cosign' } } as const;
const NAME = 'acme/fleet';

const API = { apiVersion: 'source.toolkit.fluxcd.io/v1' } as const;
const NAMESPACE = { namespace: 'flux-system' } as const;

/** What Flux's real source-controller makes of what is pushed, and of signatures. */
export function fluxTests(): void {
  let plane: ControlPlane;
  let client: KubeClient;
  let registry: Registry;
  let fleet: FleetRepository;
  let scratch: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'flux-fleet-keys-'));
    registry = await Registry.start();
    fleet = new FleetRepository(`oci://${registry.host}/${NAME}`, { COSIGN_PASSWORD: 'letmein' });
    plane = await ControlPlane.start({ name: 'hub', controllers: [] });
    await installFluxCrds(plane);
    await installPlatform(plane);
    await FluxController.start(plane, 'source-controller');
    client = plane.client();
  });

  afterAll(async () => {
    await plane.stop();
    await registry.stop();
    fleet.remove();
    rmSync(scratch, { recursive: true });
  });

  const reference = (kind: string, name: string) => ({ ...API, ...NAMESPACE, kind, name });

  async function look(kind: string, name: string): Promise<void> {
    const metadata = { annotations: { 'reconcile.fluxcd.io/requestedAt': String(Date.now()) } };
    await client.patch(reference(kind, name), { metadata });
  }

  /** The state of a source once it is Ready, or is not, at what the cluster has now. */
  async function settled(kind: string, name: string, ready: 'False' | 'True', revision = ''): Promise<KubeObject> {
    await look(kind, name);
    return await waitFor(`${kind} ${name} to have Ready ${ready}`, async (observe) => {
      const object = await client.get(reference(kind, name));
      const condition = conditionOf(object, 'Ready');
      const { status = '', reason = '', message = '' } = condition ?? {};
      const now = String(at(object, 'status', 'artifact', 'revision'));
      observe(`${status} ${reason} ${message} ${now}`);
      // The status as a whole keeps the generation that was Ready last.
      const isSeen = condition?.observedGeneration === object.metadata.generation;
      return isSeen && status === ready && now.includes(revision) ? object : undefined;
    });
  }

  /** Why a source is not verified. */
  const verification = (object: KubeObject) => {
    const { status, message } = conditionOf(object, 'SourceVerified') ?? {};
    return { status, message };
  };

  /** The fleet's own source, as the committed folder has it. */
  async function follow(): Promise<void> {
    const sync = readFileSync(fleet.path('dist/clusters/hub/flux-system/gotk-sync.yaml'), 'utf8');
    for (const object of parseObjects(sync)) if (object.kind === 'OCIRepository') await client.apply(object);
  }

  /** A source of some other name that follows a tag. */
  async function another(name: string, tag: string, secret?: string): Promise<void> {
    const verify = secret === undefined ? {} : { verify: { provider: 'cosign', secretRef: { name: secret } } };
    const spec = { url: `oci://${registry.host}/${NAME}`, ref: { tag }, insecure: true, interval: '1h', ...verify };
    await client.apply({ ...API, kind: 'OCIRepository', metadata: { name, ...NAMESPACE }, spec });
  }

  async function secret(name: string, data: Readonly<Record<string, string>>): Promise<void> {
    await client.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: 'flux-system' },
      stringData: data,
    });
  }

  const commit = async (text: string, options: SourceOptions = {}) => await fleet.commitFleet(text, options);

  test('it is fetched, with the commit in its metadata; a tag moved back is a rollback', async () => {
    const first = await commit('one');
    const one = await fleet.push();
    await follow();
    const object = await settled('OCIRepository', 'flux-system', 'True', one.digest);
    expect(at(object, 'status', 'artifact', 'revision')).toBe(`latest@${one.digest}`);
    expect(at(object, 'status', 'artifact', 'metadata')).toMatchObject({
      'org.opencontainers.image.revision': `main@sha1:${first}`,
    });
    await commit('two');
    const two = await fleet.push();
    await settled('OCIRepository', 'flux-system', 'True', two.digest);
    await fleet.must('rollback', first);
    await settled('OCIRepository', 'flux-system', 'True', one.digest);
    await fleet.push();
    await settled('OCIRepository', 'flux-system', 'True', two.digest);
  });

  test('signing first and verifying after goes without a break, by the commands of bootstrap', async () => {
    // In one commit it is refused, with these steps.
    await expect(commit('three', VERIFY)).rejects.toThrow(
      /source-unsigned|give the source signed: true in place of verify/,
    );
    await commit('three', { signed: true });
    expect((await fleet.run('push')).err).toMatch(/nothing signs it: give --sign the private key/);
    const three = await fleet.push(...KEY);
    await follow();
    await settled('OCIRepository', 'flux-system', 'True', three.digest);

    await commit('three', VERIFY);
    const verified = await fleet.push(...KEY);
    const { out } = await fleet.must('bootstrap', 'hub', '--json', '--context', 'hub');
    const plan = JSON.parse(out) as { steps: Array<{ title: string; commands: Array<{ command: string }> }> };
    const step = plan.steps.find(({ title }) => title.startsWith('Secret flux-system/cosign'))!;
    expect(step.title).toBe('Secret flux-system/cosign: the public keys that sign the source');
    writeFileSync(join(scratch, 'cosign.pub'), readFileSync(join(KEYS, 'cosign.pub')));
    writeFileSync(join(scratch, 'kubeconfig'), plane.kubeconfig());
    symlinkSync(await ensureEngine('kubectl'), join(scratch, 'kubectl'));
    execFileSync('sh', ['-c', step.commands.at(-1)!.command], {
      cwd: scratch,
      env: { ...process.env, PATH: `${scratch}:${process.env['PATH']}`, KUBECONFIG: join(scratch, 'kubeconfig') },
    });
    await follow();
    const object = await settled('OCIRepository', 'flux-system', 'True', verified.digest);
    expect(verification(object)).toEqual({
      ...{ status: 'True', message: `verified signature of revision latest@${verified.digest}` },
    });
  });

  test('what is not signed, or by another key, is refused, and what was there stays', async () => {
    const { digest } = await fleet.push(...KEY);
    await settled('OCIRepository', 'flux-system', 'True', digest);
    // Another clone of the program, without signatures.
    const id = await commit('unsigned', VERIFY);
    const plain = new FleetRepository(`oci://${registry.host}/${NAME}`);
    await plain.commitFleet('unsigned');
    const unsigned = await plain.push();
    const refused = await settled('OCIRepository', 'flux-system', 'False', digest);
    expect(verification(refused)).toEqual({
      status: 'False',
      message: `failed to verify the signature using provider 'cosign': no matching signatures were found for '${registry.host}/${NAME}@${unsigned.digest}'`,
    });
    plain.remove();

    const wrong = await fleet.push('--sign', untrustedKey(scratch));
    await another('other', id, 'cosign');
    const other = await settled('OCIRepository', 'other', 'False');
    expect(verification(other).message).toContain(
      `no matching signatures were found for '${registry.host}/${NAME}@${wrong.digest}'`,
    );

    // Signed by the right key beside the wrong one, it is taken.
    expect(await fleet.push(...KEY)).toMatchObject({ digest: wrong.digest, signed: true, change: 'unchanged' });
    await settled('OCIRepository', 'other', 'True', wrong.digest);
    await settled('OCIRepository', 'flux-system', 'True', wrong.digest);
  });

  test('commits signed by GPG or SSH keys are taken, others are refused', async () => {
    const git = await GitServer.start();
    try {
      const url = git.create('signed');
      const home = join(scratch, 'gnupg');
      execFileSync('mkdir', ['-m', '700', home]);
      const env = { ...process.env, GNUPGHOME: home };
      const who = ['--batch', '--pinentry-mode', 'loopback', '--passphrase', ''];
      execFileSync('gpg', [...who, '--quick-generate-key', 'e2e@example.com', 'ed25519', 'sign'], {
        env,
        stdio: 'pipe',
      });
      const asc = execFileSync('gpg', ['--armor', '--export', 'e2e@example.com'], { env }).toString();
      const sshKey = join(scratch, 'ssh');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'e2e', '-f', sshKey]);
      await secret('keys', { 'author.asc': asc, 'author.sshpub': readFileSync(`${sshKey}.pub`, 'utf8') });
      await secret('others', { 'author.asc': asc });

      const clone = join(scratch, 'clone');
      // Not in one go: this process serves the repository.
      const inClone = async (...args: readonly string[]): Promise<string> => {
        const who = ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com'];
        const { stdout } = await promisify(execFile)('git', ['-C', clone, ...who, ...args], { env });
        return stdout.trim();
      };
      execFileSync('git', ['init', '--quiet', '--initial-branch=main', clone]);
      const push = async (...how: readonly string[]): Promise<string> => {
        const sign = how.length > 0 ? ['-S'] : [];
        await inClone(...how, 'commit', '--quiet', '--allow-empty', '--message', 'a change', ...sign);
        await inClone('push', '--quiet', '--force', url, 'main');
        return await inClone('rev-parse', 'HEAD');
      };
      const source = async (name: string, keys: string) => {
        const verify = { mode: 'HEAD', secretRef: { name: keys } };
        const spec = { url, ref: { branch: 'main' }, interval: '1h', verify };
        await client.apply({ ...API, kind: 'GitRepository', metadata: { name, ...NAMESPACE }, spec });
      };

      const gpg = await push('-c', 'user.signingkey=e2e@example.com');
      await source('both', 'keys');
      await source('gpg', 'others');
      const taken = await settled('GitRepository', 'both', 'True', gpg);
      expect(verification(taken).message).toContain(`verified signature of\n\t- commit '${gpg}'`);
      await settled('GitRepository', 'gpg', 'True', gpg);

      const ssh = await push('-c', 'gpg.format=ssh', '-c', `user.signingkey=${sshKey}`);
      await settled('GitRepository', 'both', 'True', ssh);
      const without = await settled('GitRepository', 'gpg', 'False', gpg);
      expect(verification(without).message).toContain('no SSH public keys found in secret (keys with .sshpub suffix)');

      await push();
      const refused = await settled('GitRepository', 'both', 'False', ssh);
      expect(verification(refused)).toMatchObject({ status: 'False' });
    } finally {
      execFileSync('gpgconf', ['--kill', 'all'], { env: { ...process.env, GNUPGHOME: join(scratch, 'gnupg') } });
      await git.stop();
    }
  });
}

/** The file of a key that nobody trusts. */
function untrustedKey(folder: string): string {
  const file = join(folder, 'wrong.key');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return file;
}
