import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Repository } from '../test/support/repository';
import { runTool } from './harness/tool';

/*
 * Policies of users on plans: the Rego of docs/tasks/policies-on-plans.md, run by the real conftest on what `flux-fleet plan
 * --format json` prints, and the same policy in CEL. A change passes, one is refused, and one is acknowledged with a reason. conftest takes
 * minutes to build: with E2E_FULL alone.
 */

const FULL = Boolean(process.env.E2E_FULL);

const PROJECT = join(__dirname, '..');
const PAGE = readFileSync(join(PROJECT, 'docs/tasks/policies-on-plans.md'), 'utf8');

/** The policy of the page, and the file that it writes it to. */
const [, FILE = '', REGO = ''] = /cat > (\S+\.rego) <<'EOF'\n(.*?)^EOF$/ms.exec(PAGE) ?? [];

const PROGRAM = `
  import { ApiObject } from ${JSON.stringify(join(PROJECT, 'node_modules/cdk8s'))};
  import { App, Cluster, Environment, Fleet, Source, Tenant } from ${JSON.stringify(join(PROJECT, 'src/index'))};
  const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' }) });
  const prod = new Environment(fleet, 'prod', { clusters: [new Cluster(fleet, 'eu-1')] });
  const shop = new Tenant(fleet, 'shop', { owners: ['shop-leads'] });
  new App(shop, 'web', {
    manifests: (chart) => {
      for (const name of process.env.MAPS.split(' '))
        new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } });
    },
  });
  fleet.addPlanPolicy({
    id: 'acme/prod-removals',
    expression: "!has(change.environment) || change.environment != 'prod' || change.action != 'removed'",
    message: 'something of prod goes',
    todo: 'let the platform team merge it',
  });
  const reason = process.env.REASON;
  if (reason) fleet.acknowledgePlanPolicy('acme/prod-removals', { object: 'ConfigMap prod-shop/flags', reason });
  fleet.synth();
`;

describe('policies of users on plans', () => {
  const repository = new Repository();

  /** Runs the command with the program's ConfigMaps, and the reason why one may go. */
  function fluxFleet(args: readonly string[], maps: string, reason = '') {
    const tsx = join(PROJECT, 'node_modules/tsx/dist/cli.mjs');
    const done = spawnSync(process.execPath, [tsx, join(PROJECT, 'src/cli/main.ts'), ...args], {
      ...{ cwd: repository.directory, encoding: 'utf8' },
      env: { ...process.env, MAPS: maps, REASON: reason },
    });
    return { code: done.status, out: done.stdout, err: done.stderr };
  }

  /** What conftest says of the plan that leaves these ConfigMaps. */
  async function conftest(maps: string) {
    const plan = fluxFleet(['plan', '--format', 'json'], maps);
    await writeFile(repository.path('plan.json'), plan.out);
    const args = ['test', '--output=json', '--policy=policy', 'plan.json'];
    const { exitCode, stdout } = await runTool('conftest', args, { cwd: repository.directory });
    const [result] = JSON.parse(stdout) as Array<Record<'failures' | 'warnings', Array<{ msg: string }> | undefined>>;
    const texts = (list: ReadonlyArray<{ msg: string }> = []) => list.map(({ msg }) => msg);
    return { exitCode, refused: texts(result?.failures), warned: texts(result?.warnings) };
  }

  beforeAll(async () => {
    await writeFile(repository.path('fleet.ts'), PROGRAM);
    const tsx = join(PROJECT, 'node_modules/tsx/dist/cli.mjs');
    await writeFile(repository.path('cdk8s.yaml'), `app: ${process.execPath} ${tsx} fleet.ts\n`);
    await mkdir(repository.path('policy'));
    await writeFile(repository.path(FILE), REGO);
    expect(fluxFleet(['synth', '--first'], 'flags settings')).toMatchObject({ code: 0 });
    repository.commit();
  });

  afterAll(() => repository.remove());

  it('pass', async () => {
    if (FULL) expect(await conftest('flags settings texts')).toEqual({ exitCode: 0, refused: [], warned: [] });
    expect(fluxFleet(['plan'], 'flags settings texts').out).not.toContain('policy acme/prod-removals');
  });

  it('refuse', async () => {
    const message = 'ConfigMap prod-shop/settings of prod goes: let the platform team merge it';
    if (FULL) expect(await conftest('flags')).toEqual({ exitCode: 1, refused: [message], warned: [] });
    const { code, out, err } = fluxFleet(['plan'], 'flags');
    expect(code).toBe(1);
    expect(out + err).toMatch(
      /policy acme\/prod-removals, something of prod goes \(ConfigMap prod-shop\/settings removed, on eu-1\)/,
    );
  });

  it('are acknowledged with a reason', async () => {
    const message = 'ConfigMap prod-shop/flags of prod goes: acknowledged, nobody reads it';
    if (FULL) expect(await conftest('settings')).toEqual({ exitCode: 0, refused: [], warned: [message] });
    expect(fluxFleet(['plan'], 'settings').code).toBe(1);
    const { code, out, err } = fluxFleet(['plan'], 'settings', 'nobody reads it');
    expect(code).toBe(0);
    expect(out + err).toContain('(ConfigMap prod-shop/flags removed, on eu-1): acknowledged, nobody reads it');
  });
});
