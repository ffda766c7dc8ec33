import * as fs from 'node:fs';
import * as path from 'node:path';
import { main } from '../../src/cli/main';
import { ProgramsHere } from '../support/programs-here';
import { Repository } from '../support/repository';

/** Questions about a fleet: list, explain, graph, diff, check and doctor. One program and one commit serve all. */

const PROGRAM = `
  import { App, Cluster, ClusterGroup, Component, Environment, Fleet, HelmChart, Placement, Source, Tenant, TenantTrack } from 'cdk8s-flux-fleet';
  const fleet = new Fleet<{ port: number; host?: { name: string } }>({
    name: 'acme',
    source: Source.git({ url: 'ssh://git@git.example.com/acme/fleet', branch: 'main', secretName: 'flux-system' }),
    config: { port: 80 },
  });
  const edge = new ClusterGroup(fleet, 'edge', { config: { host: { name: 'edge.example.com' } } });
  const america = new Cluster(fleet, 'america', { config: { port: 8080 }, kubernetes: '1.32', labels: { cloud: 'aws' } });
  const south = new Cluster(fleet, 'south', { managedBy: america, groups: [edge] });
  const dev = new Environment(fleet, 'dev', { branch: 'dev', clusters: [america, south] });
  new Environment(fleet, 'prod', { clusters: [america] });
  const crds = new Component(fleet, 'crds', { path: './crds', source: Source.git({ url: 'https://git.example.com/crds', tag: 'v1' }) });
  new Component(fleet, 'nginx', {
    chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' }),
    values: ({ config }) => ({ port: config.port }),
    dependsOn: [crds],
  });
  new Component(dev, 'redis', { chart: HelmChart.repository({ url: 'https://charts.example.com', chart: 'redis', version: '1.2.3', secretName: 'charts' }) });
  const shop = new Tenant(fleet, 'shop', {
    source: Source.git({ url: 'https://git.example.com/shop', branch: 'main', secretName: 'token' }),
    owners: ['shop-leads'],
  });
  const web = new App(shop, 'web', { path: './web' });
  new App(shop, 'till', { path: './till', dependsOn: [web], placement: Placement.environment('prod') });
  new App(new TenantTrack(shop, 'beta', { source: Source.git({ url: 'https://git.example.com/shop', branch: 'beta' }) }), 'web', { path: './web' });
  // MORE
  fleet.synth();
`;

const home = process.cwd();
const repository = new Repository();
const programs = new ProgramsHere();
let printed: string[];
let messages: string[];

beforeAll(async () => {
  process.chdir(repository.directory);
  fs.writeFileSync('cdk8s.yaml', 'app: npx tsx fleet.ts\n');
  fs.writeFileSync('fleet.ts', PROGRAM);
  programs.install();
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  expect(await main(['synth', '--first'])).toBe(0);
  repository.commit();
});

afterAll(() => {
  process.chdir(home);
  repository.remove();
});

beforeEach(() => {
  programs.install();
  printed = [];
  messages = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
  jest.spyOn(console, 'log').mockImplementation((text: unknown) => void printed.push(String(text)));
});

afterEach(() => {
  jest.restoreAllMocks();
  fs.writeFileSync('fleet.ts', PROGRAM);
});

async function said(...args: readonly string[]): Promise<string> {
  printed = [];
  const code = await main(args);
  expect([code, messages, code === 0 ? '' : problems()]).toEqual([0, [], '']);
  return printed.join('');
}

const problems = () => programs.stderr;

const data = async (...args: readonly string[]): Promise<unknown> => JSON.parse(await said(...args, '--json'));

describe('list', () => {
  test('clusters, with the statements of the program', async () => {
    expect(await said('list', 'clusters')).toBe(
      [
        'NAME     FLUX ON  ENVIRONMENTS  GROUPS  FLUX  KUBERNETES  STATEMENT',
        'america  america  dev, prod             2.9   1.32        fleet.ts:9',
        'south    america  dev           edge    2.9   1.34        fleet.ts:10',
        '',
      ].join('\n'),
    );
    expect(await data('list', 'clusters')).toMatchObject([
      { name: 'america', groups: [], labels: { cloud: 'aws' }, location: { file: 'fleet.ts', line: 9 } },
      { name: 'south', manager: 'america', groups: ['edge'], environments: ['dev'] },
    ]);
    expect(await said('list', 'groups', '--format', 'markdown')).toBe(
      '| name | clusters | statement |\n| --- | --- | --- |\n| edge | south | fleet.ts:8 |\n',
    );
  });

  test('environments, tenants, apps, components and targets', async () => {
    expect(await data('list', 'environments')).toMatchObject([
      { name: 'dev', branch: 'dev', prefix: 'dev-', clusters: ['america', 'south'] },
      { name: 'prod', prefix: 'prod-', clusters: ['america'] },
    ]);
    expect(await data('list', 'tenants')).toMatchObject([
      {
        name: 'shop',
        owners: ['shop-leads'],
        apps: ['till', 'web', 'beta/web'],
        targets: ['dev/america', 'prod/america', 'dev/south'],
      },
    ]);
    expect(await data('list', 'apps')).toMatchObject([
      { name: 'shop/till', kind: 'folder', dependsOn: ['shop/web'], targets: ['prod/america'] },
      { name: 'shop/web', kind: 'folder', dependsOn: [] },
      { name: 'shop/beta/web', tenant: 'shop' },
    ]);
    expect(await data('list', 'components')).toMatchObject([
      { name: 'crds', scope: 'fleet', kind: 'folder', targets: ['america', 'south'] },
      { name: 'nginx', scope: 'fleet', kind: 'chart', dependsOn: ['crds'] },
      { name: 'redis', scope: 'environment dev', targets: ['dev/america', 'dev/south'] },
    ]);
    expect(await data('list', 'targets')).toEqual([
      { name: 'america', cluster: 'america', components: ['crds', 'nginx'], tenants: [] },
      { name: 'dev/america', cluster: 'america', environment: 'dev', components: ['redis'], tenants: ['shop'] },
      { name: 'prod/america', cluster: 'america', environment: 'prod', components: [], tenants: ['shop'] },
      { name: 'south', cluster: 'south', components: ['crds', 'nginx'], tenants: [] },
      { name: 'dev/south', cluster: 'south', environment: 'dev', components: ['redis'], tenants: ['shop'] },
    ]);
  });

  test('sources with what uses them, and Secrets by name', async () => {
    const sources = (await data('list', 'sources')) as Array<{ url: string; ref: string; usedBy: string[] }>;
    expect(sources.map(({ url, ref, usedBy }) => `${url} ${ref}: ${usedBy.join(', ')}`)).toEqual([
      'https://charts.example.com/redis version 1.2.3: component redis',
      'https://git.example.com/crds tag v1: component crds',
      'https://git.example.com/shop branch beta: tenant shop',
      'https://git.example.com/shop branch main: tenant shop',
      'oci://charts.example.com/nginx version 18.x: component nginx',
      'ssh://git@git.example.com/acme/fleet branch dev: environment dev',
      'ssh://git@git.example.com/acme/fleet branch main: environment prod, fleet acme',
    ]);
    const secrets = (await data('list', 'secrets')) as Array<Record<string, string>>;
    expect(secrets.map((one) => `${one.cluster} ${one.namespace}/${one.name} ${one.from}: ${one.for}`)).toEqual([
      'america dev-flux-system/charts person: credentials of https://charts.example.com',
      'america dev-flux-system/flux-system person: credentials of ssh://git@git.example.com/acme/fleet',
      'america dev-flux-system/token person: credentials of https://git.example.com/shop',
      'america flux-system/flux-system person: credentials of ssh://git@git.example.com/acme/fleet',
      'america prod-flux-system/flux-system person: credentials of ssh://git@git.example.com/acme/fleet',
      'america prod-flux-system/token person: credentials of https://git.example.com/shop',
      'america south/charts person: credentials of https://charts.example.com',
      'america south/flux-system person: credentials of ssh://git@git.example.com/acme/fleet',
      'america south/south-kubeconfig person: the kubeconfig of south',
      'america south/token person: credentials of https://git.example.com/shop',
    ]);
  });

  test('only what there is, from a sound program', async () => {
    expect(await main(['list', 'cluster'])).toBe(2);
    expect(messages.join('')).toBe('what "cluster" is not known: did you mean clusters?\n');
    fs.writeFileSync('fleet.ts', PROGRAM.replace('// MORE', "new Cluster(fleet, 'Bad');"));
    expect(await main(['list', 'clusters'])).toBe(1);
    expect(problems()).toMatch(/\[Bad\] cluster name "Bad" /);
    expect(printed).toEqual([]);
  });
});

describe('explain', () => {
  test('a key of the configuration, and a setting of an element', async () => {
    expect(await said('explain', 'dev/america', 'port')).toBe(
      '[dev/america] config "port" is 8080, set by cluster america (fleet.ts:9)\n  over 80 of fleet (fleet.ts:3)\n',
    );
    expect(await said('explain', 'south/nginx', 'values.port')).toBe(
      '[south/nginx] "values.port" is 80, made by a function of component nginx (fleet.ts:14)\n',
    );
    expect(await said('explain', 'dev/south/shop/beta/web', 'path')).toMatch(
      /^\[dev\/south\/shop\/beta\/web\] "path" is "\.\/web"/,
    );
  });

  test('all of them without a key', async () => {
    expect(await said('explain', 'south')).toBe(
      '[south] config "host.name" is "edge.example.com", set by group edge (fleet.ts:8)\n[south] config "port" is 80, set by fleet (fleet.ts:3)\n',
    );
    const all = (await data('explain', 'prod/america/shop')) as Array<{ key: string }>;
    expect(all.map(({ key }) => key)).toEqual(expect.arrayContaining(['isolation', 'source']));
  });

  test.each([
    [['dev'], /"dev" names an environment alone: give a target as in messages/],
    [['mars'], /"mars" begins with "mars", which is no cluster and no environment: give a target/],
    [['prod/south'], /environment "prod" is not on cluster "south": use one of dev/],
    [['dev/south/nothing', 'path'], /"nothing" is no component, tenant, track or app at dev\/south/],
  ])('refuses %j', async (args, message) => {
    expect(await main(['explain', ...args])).toBe(1);
    expect(problems()).toMatch(message);
  });
});

describe('graph', () => {
  test('in Mermaid, of one target', async () => {
    const text = await said('graph', '--only', 'prod/america');
    expect(text).toBe(
      [
        'flowchart LR',
        '  n0[("america")]',
        '  n1[/"prod"/]',
        '  n2(["shop"])',
        '  n3("shop/till")',
        '  n4("shop/web")',
        '  n5("shop/beta/web")',
        '  n1 -->|is on| n0',
        '  n2 -->|is on| n1',
        '  n2 -->|has| n3',
        '  n3 -.->|depends on| n4',
        '  n2 -->|has| n4',
        '  n2 -->|has| n5',
        '',
      ].join('\n'),
    );
    expect(await said('graph', '--only', 'prod/america', '--format', 'markdown')).toBe(
      `\`\`\`mermaid\n${text}\`\`\`\n`,
    );
  });

  test('for Graphviz, of the whole fleet', async () => {
    const text = await said('graph', '--format', 'dot');
    expect(await said('graph', '--as', 'dot')).toBe(text);
    expect(text).toMatch(/^digraph "acme" \{\n[^]*\}\n$/);
    for (const line of [
      '"cluster america" -> "cluster south" [label="delivers to"];',
      '"component nginx" -> "component crds" [label="depends on", style=dashed];',
      '"component environment dev/redis" -> "environment dev" [label="is on"];',
    ]) {
      expect(text).toContain(`  ${line}\n`);
    }
    const { nodes, edges } = (await data('graph')) as {
      nodes: Array<{ id: string }>;
      edges: Array<Record<string, string>>;
    };
    const ids = nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { from, to } of edges) expect(ids).toEqual(expect.arrayContaining([from, to]));
  });

  test.each([
    [['--as', 'png'], /^no notation "png": give mermaid, dot or svg\n$/],
    [['--format', 'png'], /^no format "png": give text, markdown, json, mermaid, dot or svg\n$/],
    [['--as', 'dot', '--format', 'svg'], /^--as is "dot", and --format is "svg": give one\n$/],
    [
      ['--only', 'prod/mars'],
      /^no target "prod\/mars": give one of america, dev\/america, prod\/america, south, dev\/south\n$/,
    ],
  ])('refuses %j', async (args, message) => {
    expect(await main(['graph', ...args])).toBe(2);
    expect(messages.join('')).toMatch(message);
  });
});

describe('diff', () => {
  const change = () =>
    fs.writeFileSync(
      'fleet.ts',
      PROGRAM.replace("new App(shop, 'web', { path: './web' })", "new App(shop, 'web', { path: './shop' })"),
    );

  test('shows the files of a target that change', async () => {
    expect(await said('diff', 'dev/america')).toBe('[dev/america] nothing changes\n');
    change();
    const text = await said('diff', 'dev/america/shop/web');
    expect(text).toMatch(
      /^--- a\/dist\/clusters\/america\/dev\/tenants\/shop\/apps\/.*\n\+\+\+ b\/dist\/clusters\/america\/dev\/tenants\/shop\/apps\/.*\n@@ /,
    );
    expect(text).toMatch(/^- {2}path: \.\/web\n\+ {2}path: \.\/shop$/m);
    expect(await said('diff', 'dev/america/shop', '--format', 'markdown')).toBe(`\`\`\`diff\n${text}\`\`\`\n`);
    expect(await said('diff', 'america/nginx')).toBe('[america/nginx] nothing changes\n');
    expect(await data('diff', 'dev/south')).toMatchObject([
      { path: expect.stringContaining('remotes/south/'), old: expect.anything(), next: expect.anything() },
    ]);
    expect(repository.git('status', '--porcelain', 'dist')).toBe('');
  });

  test('shows files that come and go', async () => {
    fs.writeFileSync(
      'fleet.ts',
      PROGRAM.replace('// MORE', "new Component(america, 'extra', { path: './extra' });").replace(
        /new Component\(dev, 'redis'.*/,
        '',
      ),
    );
    expect(await said('diff', 'america/extra')).toMatch(
      /^--- \/dev\/null\n\+\+\+ b\/dist\/clusters\/america\/infrastructure/m,
    );
    expect(await said('diff', 'dev/america/redis')).toMatch(/^\+\+\+ \/dev\/null$/m);
  });

  test('refuses a commit that is not there', async () => {
    expect(await main(['diff', 'america', '--base', 'v9'])).toBe(1);
    expect(problems()).toMatch(/\[acme\] "v9" cannot be read: give a commit/);
  });
});

test('check says whether the folder is what the program makes', async () => {
  repository.git('branch', 'dev');
  expect(await said('check')).toMatch(/files \(as committed\)/);
  expect(await said('check', '--format', 'markdown')).toMatch(/^fleet acme: 2 clusters/);
  fs.writeFileSync('fleet.ts', PROGRAM.replace('// MORE', "new Cluster(fleet, 'pacific');"));
  expect(await main(['check'])).toBe(1);
  expect(problems()).toMatch(/\[clusters\/pacific\/kustomization\.yaml\] is not there/);
});

describe('doctor', () => {
  const found = async (...args: readonly string[]) => {
    printed = [];
    const code = await main(['doctor', '--json', ...args]);
    const findings = JSON.parse(printed.join('')) as Array<{
      check: string;
      state: string;
      found: string;
      todo?: string;
    }>;
    return { code, findings: new Map(findings.map((one) => [one.check, one])) };
  };

  test('finds what is around the program, and old versions', async () => {
    const { code, findings } = await found();
    expect(code).toBe(0);
    const states = Object.fromEntries(Array.from(findings.values(), ({ check, state }) => [check, state]));
    expect(states).toEqual({
      ...{ 'Node.js': 'good', Git: 'good', history: 'good', dist: 'good', merges: 'good', remote: 'warning' },
      ...{
        'lock file': 'warning',
        TypeScript: 'warning',
        program: 'good',
        model: 'good',
        Flux: 'good',
        Kubernetes: 'warning',
      },
    });
    expect(findings.get('Kubernetes')).toMatchObject({
      found: '1.32 on 1, 1.34 on 1',
      todo: expect.stringMatching(/^upgrade america, then raise the version in the program/),
    });
    expect(await said('doctor')).toMatch(/^ok {3}Node\.js: [\d.]+\n[^]*^warn lock file: none\n {5}run npm install/m);
  });

  test.each([
    ['.gitignore', 'dist\n', 'dist', /^ignored by "dist" in \.gitignore:1$/, /add a line !\/dist\/ after it/],
    ['.gitattributes', '* text eol=crlf\n', 'merges', /carriage returns/, /add a line "dist\/\*\* text eol=lf"/],
    [
      'cdk8s.yaml',
      'language: typescript\n',
      'program',
      /^cdk8s\.yaml names no app$/,
      /add a line "app: npx tsx fleet\.ts"/,
    ],
  ])('finds what is wrong in %s, and its advice helps', async (file, text, check, what, todo) => {
    const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
    try {
      fs.writeFileSync(file, text);
      const { code, findings } = await found('--no-program');
      expect([code, findings.get(check)]).toEqual([
        1,
        { check, state: 'bad', found: expect.stringMatching(what), todo: expect.stringMatching(todo) },
      ]);
      const line = { dist: '!/dist/', merges: 'dist/** text eol=lf', program: 'app: npx tsx fleet.ts' }[check]!;
      fs.appendFileSync(file, `${line}\n`);
      const again = await found('--no-program');
      expect([again.code, again.findings.get(check)?.state]).toEqual([0, 'good']);
    } finally {
      if (before === undefined) fs.rmSync(file);
      else fs.writeFileSync(file, before);
    }
  });

  test('finds a merge driver, a program that fails, and no repository', async () => {
    fs.writeFileSync('.gitattributes', 'dist/** merge=ours\n');
    fs.writeFileSync('fleet.ts', 'process.exit(7);\n');
    const { code, findings } = await found();
    fs.rmSync('.gitattributes');
    expect([code, findings.get('merges')?.found, findings.get('model')]).toEqual([
      1,
      'dist has the merge driver ours',
      { check: 'model', state: 'bad', found: 'the program ended with 7', todo: 'mend what it says above' },
    ]);
    const folder = fs.mkdtempSync(path.join(path.dirname(repository.directory), 'flux-fleet-none-'));
    process.chdir(folder);
    try {
      expect((await found('--no-program')).findings.get('repository')).toMatchObject({ state: 'bad' });
    } finally {
      process.chdir(repository.directory);
      fs.rmSync(folder, { recursive: true });
    }
  });
});
