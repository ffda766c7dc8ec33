import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { withEdits } from '../../src/cli/edit/text-edits';
import { typeProblems } from '../../src/cli/edit/types';
import { main } from '../../src/cli/main';
import { compiledLibrary } from '../support/compiled-library';
import { Folder } from '../support/folder';
import { ProgramsHere } from '../support/programs-here';
import { Repository } from '../support/repository';

/** Commands that change the program: what they write, and that the plan of each step passes. */

const root = path.join(__dirname, '../..');
const library = compiledLibrary();
const home = process.cwd();

/** A program with one statement for each kind of element, with comments and odd format that must stay. */
const PROGRAM = `// The fleet of acme.
import { ApiObject } from 'cdk8s';
import { App as Workload, Cluster, ClusterGroup, Component, Environment, Fleet, HelmChart, Source, Tenant } from 'cdk8s-flux-fleet';

const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' }) });

/* Regions. */
const edge = new ClusterGroup(fleet, 'edge'); // at points of sale

// The first one.
const america = new Cluster(fleet, 'america', {});
const south = new Cluster(fleet, 'south', {
  managedBy: america,
  groups: [edge], // of america
});
const pacific = new Cluster(fleet, 'pacific');

const dev = new Environment(fleet, 'dev', { clusters: [america, south, pacific] });
const prod = new Environment(fleet, 'prod', { clusters: [pacific] });

new Component(fleet, 'nginx', { chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.1.0' }) });
new Component(dev, 'notice', {
  manifests: (chart) => {
    new ApiObject(chart, 'text', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'text' } });
  },
});

const shop = new Tenant(fleet, 'shop', { source: Source.git({ url: 'https://git.example.com/shop', branch: 'main' }) });
const web = new Workload(shop, 'web', { path: './web' });
new Workload(shop, 'api', { path: './api', dependsOn: [web] });
new Workload(shop, 'cache', { chart: HelmChart.oci({ url: 'oci://charts.example.com/redis', version: '21.1.0' }) });

// Another company does it soon.
const ads = new Tenant(fleet, 'ads', { source: Source.git({ url: 'https://git.example.com/ads', branch: 'main' }) });
new Workload(ads, 'banner', { path: './banner' });

fleet.synth();
`;

let repository: Repository;
let printed: string[];
let messages: string[];

const programs = new ProgramsHere();

beforeEach(() => {
  programs.install();
  repository = new Repository();
  process.chdir(repository.directory);
  fs.mkdirSync('node_modules');
  fs.symlinkSync(library, 'node_modules/cdk8s-flux-fleet');
  for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs', 'typescript']) {
    fs.symlinkSync(path.join(root, 'node_modules', name), `node_modules/${name}`);
  }
  fs.writeFileSync('cdk8s.yaml', 'app: npx tsx fleet.mjs\n');
  fs.writeFileSync('.gitignore', 'node_modules\n');
  printed = [];
  messages = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
});

afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(home);
  repository.remove();
});

const read = (file: string) => fs.readFileSync(file, 'utf8');

async function run(...args: readonly string[]): Promise<string> {
  printed = [];
  messages = [];
  const code = await main(args);
  expect([args, code, messages.join(''), code === 0 ? '' : programs.stderr]).toEqual([args, 0, '', '']);
  return printed.join('');
}

/** Synthesizes and commits, as Flux would then apply it: the guard passes. */
async function commit(...args: readonly string[]): Promise<void> {
  await run('synth', ...args);
  repository.commit();
}

async function begin(program = PROGRAM): Promise<void> {
  fs.writeFileSync('fleet.mjs', program);
  await commit('--first');
}

const first = () => repository.git('rev-list', '--max-parents=0', 'HEAD').trim();

/** Lines of the program that differ from the first commit. */
function since(): string[] {
  return repository
    .git('diff', '--no-color', '--unified=0', first(), '--', 'fleet.mjs')
    .split('\n')
    .filter((line) => /^[-+](?![-+])/.test(line));
}

describe('add', () => {
  test('writes into the files of a new repository', async () => {
    fs.rmSync('cdk8s.yaml');
    await run('init', '--name', 'acme', '--repository', 'https://github.com/acme/fleet', '--yes');
    fs.rmSync('tsconfig.json');
    fs.writeFileSync('cdk8s.yaml', 'app: npx tsx fleet.ts\n');
    for (const line of [
      'cluster eu-2 --environment dev',
      'group edge --cluster eu-2',
      'cluster store-17 --managed-by dev-1 --group edge',
      'environment prod --cluster eu-2 --branch prod',
      'tenant shop --repository https://github.com/acme/shop --owner shop-leads',
      'tenant new',
      'app shop/web --path ./web',
      'app new/cache --chart https://charts.example.com --chart-name redis --version 21.x',
      'component nginx --chart oci://charts.example.com/nginx --version 18.x',
      'component crds --path ./crds --environment dev',
    ]) {
      await run('add', ...line.split(' '));
    }
    const files = [
      'src/clusters.ts',
      'src/environments.ts',
      'src/components.ts',
      'src/tenants/index.ts',
      'src/tenants/shop.ts',
      'src/tenants/new.ts',
      '.github/CODEOWNERS',
    ];
    expect(files.map((file) => `${file}\n${read(file)}`).join('\n')).toMatchInlineSnapshot(`
"src/clusters.ts
import { Cluster, ClusterGroup } from 'cdk8s-flux-fleet';
import { fleet } from './platform';

export const edge = new ClusterGroup(fleet, 'edge');
export const dev1 = new Cluster(fleet, 'dev-1', {});
export const eu2 = new Cluster(fleet, 'eu-2', { groups: [edge] });
export const store17 = new Cluster(fleet, 'store-17', { managedBy: dev1, groups: [edge] });

src/environments.ts
import { Environment } from 'cdk8s-flux-fleet';
import { dev1, eu2 } from './clusters';
import { fleet } from './platform';

export const dev = new Environment(fleet, 'dev', { clusters: [dev1, eu2] });
export const prod = new Environment(fleet, 'prod', { branch: 'prod', clusters: [eu2] });

src/components.ts
// What the platform installs on clusters, and in environments: flux-fleet add component.
import { Component, HelmChart } from 'cdk8s-flux-fleet';
import { fleet } from './platform';
import { dev } from './environments';

new Component(fleet, 'nginx', { chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' }) });
new Component(dev, 'crds', { path: './crds' });

src/tenants/index.ts
// One file for each team that runs apps on the platform: flux-fleet add tenant.
import './shop';
import './new';

src/tenants/shop.ts
import { App, Source, Tenant } from 'cdk8s-flux-fleet';
import { fleet } from '../platform';

export const shop = new Tenant(fleet, 'shop', {
  source: Source.git({ url: 'https://github.com/acme/shop', branch: 'main' }),
  owners: ['shop-leads'],
});
new App(shop, 'web', { path: './web' });

src/tenants/new.ts
import { App, HelmChart, Tenant } from 'cdk8s-flux-fleet';
import { fleet } from '../platform';

export const tenantNew = new Tenant(fleet, 'new', {});
new App(tenantNew, 'cache', { chart: HelmChart.repository({ url: 'https://charts.example.com', chart: 'redis', version: '21.x' }) });

.github/CODEOWNERS
# The platform's own. Each tenant's lines come below: flux-fleet add tenant writes them from its owners.
* @acme/platform
/src/tenants/shop.ts @acme/shop-leads
/dist/clusters/**/tenants/shop/ @acme/shop-leads
"
`);
    await run('synth', '--first');
    expect(JSON.parse(await run('list', 'targets', '--json'))).toMatchObject([
      { name: 'dev-1' },
      { name: 'dev/dev-1', components: ['crds'], tenants: ['new', 'shop'] },
      { name: 'eu-2', components: ['nginx'] },
      { name: 'dev/eu-2' },
      { name: 'prod/eu-2', tenants: ['new', 'shop'] },
      { name: 'store-17' },
    ]);
  });

  test('writes into one file, whose format stays, and imports under other names', async () => {
    await begin();
    await run('add', 'cluster', 'emea', '--environment', 'dev', '--managed-by', 'america', '--group', 'edge');
    await run('add', 'app', 'ads/click', '--path', './click', '--force');
    await run('add', 'tenant', 'travel', '--force');
    await run('add', 'environment', 'qa', '--cluster', 'emea', '--force');
    await run(
      'add',
      'component',
      'redis',
      '--cluster',
      'pacific',
      '--path',
      './redis',
      '--repository',
      'https://git.example.com/redis',
      '--force',
    );
    expect(since()).toEqual([
      "+export const emea = new Cluster(fleet, 'emea', { managedBy: america, groups: [edge] });",
      "-const dev = new Environment(fleet, 'dev', { clusters: [america, south, pacific] });",
      "+const dev = new Environment(fleet, 'dev', { clusters: [america, south, pacific, emea] });",
      "+export const qa = new Environment(fleet, 'qa', { clusters: [emea] });",
      "+new Component(pacific, 'redis', { path: './redis', source: Source.git({ url: 'https://git.example.com/redis', branch: 'main' }) });",
      "+export const travel = new Tenant(fleet, 'travel', {});",
      "+new Workload(ads, 'click', { path: './click' });",
    ]);
    await commit();
  });

  test('shows the difference alone with --dry-run', async () => {
    await begin();
    const text = await run('add', 'group', 'core', '--cluster', 'pacific', '--dry-run');
    expect(text).toMatch(/^\+export const core = new ClusterGroup\(fleet, 'core'\);$/m);
    expect(text).toMatch(/^\+const pacific = new Cluster\(fleet, 'pacific', \{ groups: \[core\] \}\);$/m);
    expect(repository.git('status', '--porcelain')).toBe('');
    const { changes, next } = JSON.parse(await run('add', 'cluster', 'emea', '--dry-run', '--json')) as Record<
      string,
      Array<{ file: string }>
    >;
    expect([changes!.map(({ file }) => file), next]).toEqual([
      ['fleet.mjs'],
      ['next: flux-fleet synth, and commit', 'then: flux-fleet bootstrap emea'],
    ]);
  });

  test('refuses files with uncommitted changes, and git undoes the rest', async () => {
    await begin();
    await run('add', 'cluster', 'emea');
    expect(await main(['add', 'cluster', 'asia'])).toBe(1);
    expect(messages.join('')).toBe(
      'fleet.mjs has uncommitted changes: commit them, so that git can undo this, or give --force\n',
    );
    repository.git('restore', 'fleet.mjs');
    expect(read('fleet.mjs')).toBe(PROGRAM);
  });

  test('leaves a program alone that is too clever, and says what to write', async () => {
    await begin(
      `import { Cluster, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';
const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' }) });
const clusters = ['a', 'b'].map((name) => new Cluster(fleet, name));
new Environment(fleet, 'dev', { clusters });
const one = new Cluster(fleet, 'one');
for (const name of ['shop']) new Tenant(fleet, name, { source: Source.git({ url: 'https://git.example.com/shop', branch: 'main' }) });
fleet.synth();
`,
    );
    const before = read('fleet.mjs');
    for (const [args, message] of [
      [
        ['cluster', 'c', '--environment', 'dev'],
        /^clusters of "dev" is no list that is written down there \(fleet\.mjs\): nothing was changed; write this where it belongs\n\nclusters: \[\.\.\., c\]\n$/,
      ],
      [
        ['environment', 'qa', '--cluster', 'a'],
        /^Cluster "a" is not made by a statement of its own \(fleet\.mjs:3\): nothing was changed; write this where it belongs\n\nexport const qa = new Environment\(fleet, 'qa', \{ clusters: \[a\] \}\);\n$/,
      ],
      [
        ['environment', 'qa', '--cluster', 'c'],
        /^cluster "c" does not exist, use one of a, b, one: nothing was changed\n$/,
      ],
      [
        ['app', 'shop/web', '--path', './web'],
        /^Tenant "shop" is not made by a statement of its own[^]*\n\nnew App\(shop, 'web', \{ path: '\.\/web' \}\);\n$/,
      ],
    ] as const) {
      messages = [];
      expect(await main(['add', ...args])).toBe(1);
      expect(messages.join('')).toMatch(message);
    }
    expect(read('fleet.mjs')).toBe(before);
  });

  test('says what the program refuses then, and what undoes it', async () => {
    await begin();
    expect(await main(['add', 'cluster', 'Emea'])).toBe(1);
    expect(programs.stderr).toMatch(/\[Emea\] cluster name "Emea" /);
    expect(messages.join('')).toBe(
      'the program is refused now, mend it; git restore fleet.mjs undoes the change of files that were there\n',
    );
  });

  test.each([
    [['app', 'web', '--path', './web'], /^"web" names no app: give its tenant and its name, shop\/web\n$/],
    [['app', 'shop/web'], /^a folder or a chart is delivered: give --path or --chart\n$/],
    [['component', 'a', '--chart', 'oci://a/b'], /^--version is missing: give the version of the chart/],
    [['component', 'a', '--chart', 'https://a', '--version', '1'], /^--chart-name is for the URL of a Helm repository/],
    [
      ['component', 'a', '--path', './a', '--version', '1'],
      /^--version and --chart-name are for a chart: give --chart too\n$/,
    ],
    [
      ['component', 'a', '--path', './a', '--cluster', 'a', '--group', 'b'],
      /^--environment, --group and --cluster exclude each other: give one\n$/,
    ],
    [
      ['component', 'a', '--chart', 'oci://a/b', '--version', '1', '--repository', 'x'],
      /^--repository is for a folder: give --path too\n$/,
    ],
    [['tenant', 'a', '--secret', 'b'], /^--secret is for the repository of the tenant: give --repository too\n$/],
  ])('%j is wrong use', async (args, message) => {
    expect(await main(['add', ...args])).toBe(2);
    expect(messages.join('')).toMatch(message);
  });
});

describe('rename takes steps that the plan passes', () => {
  test('a cluster with Flux of its own', async () => {
    await begin();
    await run('rename', 'cluster', 'pacific', 'asia');
    expect(since()).toEqual([
      expect.stringMatching(/^-import/),
      expect.stringMatching(/^\+import \{ .* HelmChart, Removal, Source, Tenant \}/),
      "-const pacific = new Cluster(fleet, 'pacific');",
      "+const pacific = new Cluster(fleet, 'asia');",
      "+fleet.declare(Removal.cluster('pacific', { reason: 'it is called asia now' }));",
    ]);
    await commit();
  });

  test('a remote cluster, in two commits', async () => {
    await begin();
    expect(await run('rename', 'cluster', 'south', 'brazil')).toMatch(
      /then: flux-fleet rename cluster south brazil again/,
    );
    expect(read('fleet.mjs')).toMatch(/groups: \[edge\],\n? *handedOver: true/);
    await commit();
    await run('rename', 'cluster', 'south', 'brazil');
    expect(read('fleet.mjs')).toMatch(
      /'brazil', \{\n {2}managedBy: america,\n {2}groups: \[edge\], \/\/ of america\n\}\);/,
    );
    await commit();
  });

  test('an environment, in two commits: its namespaces keep their names', async () => {
    await begin();
    await run('rename', 'environment', 'dev', 'staging');
    await commit();
    await run('rename', 'environment', 'dev', 'staging', '--reason', 'words');
    expect(read('fleet.mjs')).toContain(
      "const dev = new Environment(fleet, 'staging', { clusters: [america, south, pacific], prefix: 'dev-' });",
    );
    await commit();
    expect(JSON.parse(await run('list', 'environments', '--json'))).toMatchObject([
      { name: 'prod' },
      { name: 'staging', prefix: 'dev-' },
    ]);
  });

  test('a component in code, and an app from a folder', async () => {
    await begin();
    await run('rename', 'component', 'notice', 'message');
    await commit();
    await run('rename', 'component', 'notice', 'message');
    expect(read('fleet.mjs')).toMatch(
      /new Component\(dev, 'message', \{[^]*prune: false,\n {2}namespace: 'dev-notice',?\n\}\);/,
    );
    await commit();
    await run('rename', 'app', 'shop/api', 'service');
    await commit();
    await run('rename', 'app', 'shop/api', 'service');
    expect(read('fleet.mjs')).toContain(
      "new Workload(shop, 'service', { path: './api', dependsOn: [web], prune: false });",
    );
    await commit();
  });

  test('a group, with the placements that name it', async () => {
    await begin(
      PROGRAM.replace(
        "new Workload(ads, 'banner', { path: './banner' });",
        "new Workload(ads, 'banner', { path: './banner', placement: Placement.group('edge') });",
      ).replace('Source, Tenant }', 'Placement, Source, Tenant }'),
    );
    await run('rename', 'group', 'edge', 'stores');
    expect(read('fleet.mjs')).toMatch(/new ClusterGroup\(fleet, 'stores'\);[^]*Placement\.group\('stores'\)/);
    await commit();
  });

  test.each([
    [
      ['tenant', 'shop', 'store'],
      /^the namespaces of tenant "shop" cannot be renamed: add store with flux-fleet add tenant, .* flux-fleet retire tenant shop: nothing was changed\n$/,
    ],
    [
      ['app', 'shop/cache', 'redis'],
      /^Helm would install app shop\/cache anew under another name: give flux-fleet add app shop\/redis, /,
    ],
    [['component', 'nginx', 'ingress'], /^Helm would install component nginx anew under another name: /],
    [
      ['cluster', 'mars', 'moon'],
      /^cluster "mars" does not exist, use one of america, pacific, south: nothing was changed\n$/,
    ],
  ])('%j cannot be', async (args, message) => {
    await begin();
    expect(await main(['rename', ...args])).toBe(1);
    expect(messages.join('')).toMatch(message);
    expect(repository.git('status', '--porcelain')).toBe('');
  });
});

describe('environment init', () => {
  const BRANCHES = PROGRAM.replace(
    "new Environment(fleet, 'dev', { clusters: [america, south, pacific] })",
    "new Environment(fleet, 'dev', { branch: 'dev', prefix: 'd-', clusters: [america, south, pacific] })",
  );

  /** Runs it, and returns its exit code with what it says. */
  async function init(...args: readonly string[]): Promise<readonly [code: number, said: string]> {
    printed = [];
    messages = [];
    const code = await main(['environment', 'init', ...args]);
    return [code, messages.join('')];
  }

  const refused = (why: RegExp) => [1, expect.stringMatching(new RegExp(`^${why.source}: nothing was changed\n`))];

  test('writes the statement of another one, and makes the branch when that is committed', async () => {
    await begin(BRANCHES);
    const missing =
      'qa has not all that dev has: component notice is stated for dev or placed there; state or place it for qa, too, where wanted\n';
    expect(await init('qa', '--from', 'dev')).toEqual([0, missing]);
    expect(printed.join('')).toMatch(
      /\nnext: flux-fleet synth, and commit\nthen: flux-fleet environment init qa again/,
    );
    expect(since()).toEqual([
      "+const qa = new Environment(fleet, 'qa', { branch: 'qa', clusters: [america, south, pacific] });",
    ]);
    expect(await init('qa')).toEqual(refused(/what the program makes of environment qa is not committed; .*/));
    await commit();
    expect(repository.git('branch', '--list', 'qa')).toBe('');
    expect(await init('qa', '--dry-run')).toEqual([0, '']);
    expect(printed.join('')).toBe('branch qa would begin at this commit\nnext: git push origin qa\n');
    expect(repository.git('branch', '--list', 'qa')).toBe('');
    expect(await init('qa', '--from', 'dev')).toEqual([0, '']);
    expect(printed.join('')).toBe('branch qa begins at this commit\nnext: git push origin qa\n');
    expect(repository.git('rev-parse', 'qa')).toBe(repository.git('rev-parse', 'HEAD'));
    expect(await init('qa')).toEqual([0, '']);
    expect(printed.join('')).toMatch(/^branch qa is there\n/);
    // The branch of dev is missing yet, as the check says.
    expect(await main(['check'])).toBe(1);
    expect(programs.stderr).toMatch(
      /\[dev\] Flux reads dist\/clusters\/america\/dev, .* no such branch: git branch dev\n/,
    );
    repository.git('branch', 'dev');
    await run('check');
  });

  test('keeps how the statement is written, and what is spread', async () => {
    await begin(
      BRANCHES.replace(/const dev = .*/, (line) =>
        line
          .replace('const dev', "const common = { labels: { stage: 'test' } };\nexport const dev")
          .replace(
            /\{ branch.*\}/,
            "{\n  branch: 'dev',\n  // all of them\n  clusters: [america, south, pacific],\n  ...common,\n}",
          ),
      ),
    );
    expect((await init('qa', '--from', 'dev', '--branch', 'stages/qa'))[0]).toBe(0);
    expect(read('fleet.mjs')).toContain(
      "\nexport const qa = new Environment(fleet, 'qa', {\n  clusters: [america, south, pacific],\n  ...common,\n  branch: 'stages/qa',\n});\n",
    );
    expect(await init('qa', '--branch', 'qa')).toEqual(
      refused(/environment qa follows branch stages\/qa, and not qa; leave --branch out/),
    );
    await commit();
    repository.git('switch', '--quiet', '--create', 'topic');
    expect(await init('qa')).toEqual(
      refused(/branch stages\/qa is to begin at main, when that has the environment; .*/),
    );
    repository.git('switch', '--quiet', 'main');
    expect((await init('qa'))[0]).toBe(0);
  });

  test('refuses what it cannot do', async () => {
    await begin(BRANCHES);
    expect(await init('qa')).toEqual(refused(/environment "qa" is new, and nothing says what it is like: give --from/));
    expect(await init('qa', '--from', 'test')).toEqual(
      refused(/environment "test" does not exist, use one of dev, prod/),
    );
    expect(await init('prod')).toEqual(refused(/environment prod is there, and follows no branch of its own; .*/));
    const loop =
      "for (const name of ['dev', 'prod']) new Environment(fleet, name, { branch: name, clusters: [pacific] });";
    fs.writeFileSync(
      'fleet.mjs',
      `import { Cluster, Environment, Fleet, Source } from 'cdk8s-flux-fleet';
const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });
const fleet = new Fleet({ name: 'acme', source });
const pacific = new Cluster(fleet, 'pacific');
${loop}
fleet.synth();
`,
    );
    expect(await init('qa', '--from', 'dev')).toEqual([
      1,
      'Environment "dev" is not made by a statement of its own (fleet.mjs:5): nothing was changed; write this where it belongs\n\n' +
        "const qa = new Environment(fleet, 'qa', { branch: 'qa', clusters: [pacific] });\n",
    ]);
  });
});

describe('retire takes steps that the plan passes', () => {
  const why = ['--reason', "it's over"];

  test('a tenant with its apps', async () => {
    await begin();
    await run('retire', 'tenant', 'ads', ...why);
    expect(since().slice(2)).toEqual(
      [
        '-// Another company does it soon.',
        expect.stringMatching(/^-const ads = /),
        "-new Workload(ads, 'banner', { path: './banner' });",
        '-',
        "+fleet.declare(Removal.tenant('ads', { reason: 'it\\'s over' }));",
      ].filter((line) => line !== '-'),
    );
    await commit();
  });

  test('an app, in two commits', async () => {
    await begin();
    await run('retire', 'app', 'shop/api', ...why);
    expect(read('fleet.mjs')).toMatch(/dependsOn: \[web\], enabled: false \}\);[^]*Removal\.app\('shop', 'api', /);
    await commit();
    await run('retire', 'app', 'shop/api', ...why);
    expect(read('fleet.mjs')).not.toMatch(/'api'|Removal\./);
    await commit();
  });

  test('a cluster with Flux of its own, and a remote one in two commits', async () => {
    await begin();
    await run('retire', 'cluster', 'south', ...why);
    await commit();
    await run('retire', 'cluster', 'south', ...why);
    expect(read('fleet.mjs')).toContain("new Environment(fleet, 'dev', { clusters: [america, pacific] });");
    await commit();
    expect(await main(['retire', 'cluster', 'pacific', ...why])).toBe(0);
    expect(read('fleet.mjs')).toContain("new Environment(fleet, 'prod', { clusters: [] });");
    await commit();
  });

  test('an environment, in two commits', async () => {
    await begin();
    await run('retire', 'environment', 'dev', ...why);
    expect(read('fleet.mjs')).toContain('drainedClusters: [america, south, pacific]');
    await commit();
    await run('retire', 'environment', 'dev', ...why);
    expect(read('fleet.mjs')).not.toMatch(/new Environment\(fleet, 'dev'|'notice'/);
    await commit();
  });

  test('a component, and a group', async () => {
    await begin();
    await run('retire', 'component', 'nginx', ...why);
    await commit();
    await run('retire', 'group', 'edge');
    expect(read('fleet.mjs')).toMatch(/groups: \[\], \/\/ of america/);
    await commit();
  });

  test('what else needs it is named', async () => {
    await begin();
    expect(await main(['retire', 'cluster', 'america', ...why])).toBe(1);
    expect(messages.join('')).toMatch(
      /^fleet\.mjs:13 needs "america": take it out there first: nothing was changed\n$/,
    );
    expect(await main(['retire', 'tenant', 'shop'])).toBe(2);
    expect(messages.at(-1)).toBe('--reason is missing: say why it goes\n');
  });
});

test('edits at one place keep their order, and equal ones are made once', () => {
  const at = (start: number, end: number, text: string) => ({ start, end, text });
  expect(withEdits('abcdef', [at(2, 2, '1'), at(2, 2, '2'), at(2, 2, '1'), at(2, 3, ''), at(5, 6, 'F')])).toBe(
    'ab12deF',
  );
});

test('the compiler of the project finds what does not fit', () => {
  const folder = new Folder();
  try {
    expect(typeProblems(ts, folder.path)).toEqual([]);
    folder.write('tsconfig.json', '{ "compilerOptions": { "strict": true, "types": [] }, "include": ["*.ts"] }');
    folder.write('a.ts', 'export const a: number = 1;\nexport const b: string = a;\n');
    expect(typeProblems(ts, folder.path)).toEqual([`a.ts:2 Type 'number' is not assignable to type 'string'.`]);
  } finally {
    folder.delete();
  }
});
