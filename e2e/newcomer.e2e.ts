import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ControlPlane } from './harness/control-plane';
import { ensureEngine } from './harness/engines';
import { installFluxCrds, installPlatform } from './harness/flux';
import { FluxController } from './harness/flux-controller';
import { GitServer } from './harness/git-server';
import { KustomizeController } from './harness/kustomize-controller';
import { listKustomizations, notReady, waitFor } from './harness/wait';

/*
 * A new user: the packed package in an empty directory, by the commands that `init` prints, until everything is Ready on a
 * real API server with the real source-, kustomize- and helm-controller. Git is served on loopback. And the package by itself,
 * on each version of Node.js that it supports.
 */

const PROJECT = join(__dirname, '..');

/** The versions of Node.js that are tried by themselves; one of them runs everything else. */
const VERSIONS = process.env.E2E_FULL ? ['20.19', '22', '24'] : ['24'];

/** The steps with the seconds that each took. */
const took: Array<readonly [step: string, seconds: number]> = [];

describe('a newcomer', () => {
  let scratch: string;
  let work: string;
  let git: GitServer;
  let plane: ControlPlane;
  let repository: string;
  let shop: string;
  let tarball: string;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fleet-e2e-newcomer-'));
    work = join(scratch, 'acme');
    await mkdir(work);
    await mkdir(join(scratch, 'bin'));
    await symlink(await ensureEngine('kubectl'), join(scratch, 'bin/kubectl'));
    git = await GitServer.start();
    repository = git.create('fleet');
    shop = git.create('shop');
    plane = await ControlPlane.start({ name: 'dev-1' });
    await installFluxCrds(plane);
    await installPlatform(plane);
    await writeFile(join(scratch, 'kubeconfig'), plane.kubeconfig(), { mode: 0o600 });
    await FluxController.start(plane, 'source-controller');
    await FluxController.start(plane, 'helm-controller');
    await KustomizeController.start(plane);
    await run('npm pack', `npm pack --silent --pack-destination ${scratch}`, PROJECT);
    tarball = join(
      scratch,
      (await readdir(scratch)).find((name) => name.endsWith('.tgz'))!,
    );
  });

  afterAll(async () => {
    await plane?.stop();
    await git?.stop();
    await rm(scratch, { recursive: true, force: true });
    console.log(took.map(([step, seconds]) => `${seconds.toFixed(1).padStart(6)} s  ${step}`).join('\n'));
  });

  /** Runs a line of a shell, and returns what it prints. `bin` is a folder with programs that go before all others. */
  async function run(step: string, line: string, cwd = work, exitCode = 0, ...bin: readonly string[]): Promise<string> {
    const start = performance.now();
    const who = { GIT_AUTHOR_NAME: 'New', GIT_AUTHOR_EMAIL: 'new@example.com' };
    const { JEST_WORKER_ID: _, ...around } = process.env;
    const child = spawn('sh', ['-c', line], {
      cwd,
      env: {
        ...{ ...around, ...who, GIT_COMMITTER_NAME: 'New', GIT_COMMITTER_EMAIL: 'new@example.com' },
        ...{
          PATH: [...bin, join(scratch, 'bin'), process.env['PATH']].join(delimiter),
          KUBECONFIG: join(scratch, 'kubeconfig'),
        },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    took.push([step, (performance.now() - start) / 1000]);
    expect([step, code, code === exitCode ? '' : texts.out + texts.err]).toEqual([step, exitCode, '']);
    return texts.out;
  }

  it('has a first dist after three commands, and all Ready after three more', async () => {
    // The repository of a team.
    const apps = join(scratch, 'apps');
    await mkdir(join(apps, 'web'), { recursive: true });
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { hello: 'world' } };
    await writeFile(join(apps, 'web/config.yaml'), JSON.stringify(map));
    await writeFile(join(apps, 'web/kustomization.yaml'), 'resources: [config.yaml]\n');
    await run(
      'push the app',
      `git init --quiet --initial-branch=main && git add . && git commit --quiet -m web && git push --quiet ${shop} main`,
      apps,
    );

    const flags = `--name acme --repository ${repository} --flux external --library file:${tarball} --ci github --yes`;
    await run('1 init', `npm exec --yes --package=file:${tarball} -- flux-fleet init ${flags}`);
    await run('2 npm install', 'npm install --no-audit --no-fund');
    await run('3 synth', 'npx flux-fleet synth --first');
    expect(await readdir(join(work, 'dist/clusters'))).toEqual(['dev-1']);

    for (const line of [
      'cluster dev-2 --environment dev',
      'cluster dev-3',
      `tenant shop --repository ${shop} --owner shop-leads`,
      'app shop/web --path ./web',
    ]) {
      await run(`add ${line.split(' ', 2).join(' ')}`, `npx flux-fleet add ${line}`);
    }
    await run('synth again', 'npx flux-fleet synth --first');
    await run('types and tests', 'npx tsc && npm test');

    await run(
      '4 commit',
      `git init --quiet --initial-branch=main && git add --all && git commit --quiet -m 'The fleet'`,
    );
    await run('5 push', `git remote add origin ${repository} && git push --quiet --set-upstream origin HEAD:main`);
    await run('6 bootstrap', 'npx flux-fleet bootstrap dev-1 --apply');

    const start = performance.now();
    const client = plane.client();
    await waitFor('every Kustomization to be Ready', async (observe) => {
      const all = await listKustomizations(client);
      const waiting = all.flatMap((one) => {
        const problem = notReady(one);
        return problem === undefined ? [] : [`\n  ${one.metadata.namespace}/${one.metadata.name}: ${problem}`];
      });
      observe(`${waiting.length} of ${all.length} not Ready:${waiting.join('')}`);
      return all.some(({ metadata }) => /web/.test(metadata.name)) && waiting.length === 0;
    });
    took.push(['all Ready', (performance.now() - start) / 1000]);
    const web = await client.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'dev-shop', name: 'web' });
    expect(web['data']).toEqual({ hello: 'world' });

    // A change, as a pull request sees it.
    const file = join(work, 'src/tenants/shop.ts');
    await writeFile(
      file,
      (await readFile(file, 'utf8')).replace("path: './web'", "path: './web', substitutions: { a: 'b' }"),
    );
    expect(await run('plan', 'npx flux-fleet plan --base origin/main')).toMatch(/2 of 3 clusters change/);
    await run('check fails', 'npx flux-fleet check', work, 1);
    await run('synth after the change', 'npx flux-fleet synth');
    await run('check', 'npx flux-fleet check');
    expect(await run('doctor', 'npx flux-fleet doctor')).not.toMatch(/^bad/m);
  });

  it('has types that compilers resolve alike', async () => {
    await run('arethetypeswrong', `npm exec --yes --package=@arethetypeswrong/cli@0.18.5 -- attw ${tarball}`, scratch);
  });

  it('is not larger than it has to be', async () => {
    const files = await run('unpack', `tar -tzvf ${tarball} | awk '{ print $3 }'`, scratch);
    const sizes = files.trim().split('\n').map(Number);
    expect(sizes.length).toBeGreaterThan(100);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(3_000_000);
  });

  it.each(VERSIONS)('works on Node.js %s', async (version) => {
    const nodes = join(scratch, `node-${version}`);
    const folder = join(scratch, `fleet-${version}`);
    for (const path of [nodes, folder]) await mkdir(path);
    await run(`node ${version}`, `npm install --no-audit --no-fund --no-save --prefix ${nodes} node@${version}`, nodes);
    const on = (step: string, line: string, exitCode = 0) =>
      run(`${version}: ${step}`, line, folder, exitCode, join(nodes, 'node_modules/node/bin'));
    expect(await on('version', 'node --version')).toMatch(new RegExp(`^v${version}\\.`));
    const flags = `--name acme --repository https://github.com/acme/fleet --library file:${tarball} --ci github --yes`;
    await on('init', `npm exec --yes --package=file:${tarball} -- flux-fleet init ${flags}`);
    // As a user has it who runs the program by cdk8s.
    await on('npm install', 'npm install --no-audit --no-fund --save-dev cdk8s-cli@2.207.60');
    await on('synth', 'npx flux-fleet synth --first');
    await on('types and tests', 'npx tsc && npm test');
    await on('commit', 'git init --quiet --initial-branch=main && git add --all && git commit --quiet -m "The fleet"');
    await on('cdk8s synth', 'npx cdk8s synth --check-upgrade=false');
    expect(await on('status', 'git status --porcelain')).toBe('');
    await on('add', 'npx flux-fleet add cluster dev-2 --environment dev');
    expect(await on('plan', 'npx flux-fleet plan --base HEAD')).toMatch(/1 of 2 clusters change/);
  });
});
