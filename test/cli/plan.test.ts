import * as fs from 'node:fs';
import { main } from '../../src/cli/main';
import { Folder } from '../support/folder';
import { planSchemaErrors } from '../support/plan-schema';
import { ProgramsHere } from '../support/programs-here';
import { Repository } from '../support/repository';

/** A program with a small fleet; `body` is appended. */
function program(body: string): string {
  return `
    import { Cluster, Fleet, Removal, Source } from 'cdk8s-flux-fleet';
    const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://example.com/fleet', branch: 'main' }) });
    new Cluster(fleet, 'eu-1');
    ${body}
    fleet.synth();
  `;
}

describe('flux-fleet plan', () => {
  const home = process.cwd();
  let repository: Repository;
  let printed: string[];
  let messages: string[];

  const programs = new ProgramsHere();

  beforeEach(() => {
    programs.install();
    repository = new Repository();
    process.chdir(repository.directory);
    printed = [];
    messages = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
    jest.spyOn(console, 'log').mockImplementation((text: unknown) => void printed.push(String(text)));
    fs.writeFileSync('cdk8s.yaml', 'app: npx tsx fleet.ts\n');
  });

  afterEach(() => {
    jest.restoreAllMocks();
    process.chdir(home);
    repository.remove();
  });

  it('reports the effect of a merge, and fails when the guard rejects it', async () => {
    fs.writeFileSync('fleet.ts', program("new Cluster(fleet, 'eu-2');"));
    expect(await main(['synth', '--first'])).toBe(0);
    repository.commit();
    printed = [];

    fs.writeFileSync('fleet.ts', program(''));
    expect(await main(['plan'])).toBe(1);
    expect(printed).toEqual([
      `Refused: 1 error.
1 of 2 clusters change: objects 5 removed.
Clusters removed: 1.
Flux: 5 held back.
Risks: held 5.

error cluster-removed: [eu-2] cluster "eu-2" is gone with 5 objects: declare it with Removal.cluster('eu-2', { reason: '…' }), or keep it

- cluster eu-2 removed with 5 objects: 5 held back
Cause and mend: docs/errors.md#cluster-removed
`,
    ]);
    expect(fs.existsSync('dist/clusters/eu-2')).toBe(true);
    expect(await main(['synth'])).toBe(1);
    expect(programs.stderr).toMatch(/^1 problem, nothing was written:\n {2}\[eu-2\] cluster "eu-2" is gone/);

    fs.writeFileSync('fleet.ts', program("fleet.declare(Removal.cluster('eu-2', { reason: 'shut down' }));"));
    printed = [];
    expect(await main(['plan', '--base', 'main', '--format', 'markdown'])).toBe(0);
    expect(printed.join('')).toBe(`### Plan

- 1 of 2 clusters change: objects 5 removed.
- Clusters removed: 1.
- Flux: 5 held back.
- Risks: held 5.

<details><summary>Clusters: 1</summary>

\`\`\`text
- cluster eu-2 removed with 5 objects: 5 held back
\`\`\`

</details>
`);
    expect(fs.existsSync('dist/clusters/eu-2')).toBe(true);
  });

  it("passes on the program's error", async () => {
    fs.writeFileSync('fleet.ts', program(''));
    expect(await main(['plan'])).toBe(1);
    expect(programs.stderr).toMatch(/nothing is committed yet, so that nothing tells/);
    expect(printed).toEqual([]);
  });

  describe('for two trees', () => {
    const manifest = (name: string, data = '') =>
      `apiVersion: v1\nkind: ${name === 'web' ? 'Namespace' : 'ConfigMap'}\nmetadata:\n  name: ${name}\n${data}`;
    const write = (folder: string, files: Readonly<Record<string, string>>) => {
      for (const [file, text] of Object.entries(files)) new Folder(folder).write(file, text);
    };

    beforeEach(() => {
      write('apps', { 'web.yaml': manifest('web'), 'settings.yaml': manifest('settings', 'data:\n  a: b\n') });
      repository.commit();
    });

    it('compares directories and commits', async () => {
      write('next', { 'web.yaml': manifest('web'), 'settings.yaml': manifest('settings', 'data:\n  a: c\n') });
      expect(await main(['plan', '--from', 'HEAD:apps', '--to', 'next', '--format', 'json'])).toBe(0);
      expect(planSchemaErrors(JSON.parse(printed.join('')))).toEqual([]);
      expect(JSON.parse(printed.join(''))).toMatchObject({
        version: 4,
        findings: [],
        entries: [{ action: 'changed', fields: [{ path: 'data.a', from: 'b', to: 'c' }] }],
      });
      printed = [];
      expect(await main(['plan', '--from', 'apps', '--to', 'HEAD:apps'])).toBe(0);
      expect(printed.join('')).toBe('No change on 1 cluster.\n');
    });

    it('leaves out what Git ignores, also where all of the repository is compared', async () => {
      write('.', { '.gitignore': 'node_modules\n/built\n' });
      repository.commit();
      write('node_modules/a/clusters/x', { 'kustomization.yaml': 'resources: [nowhere.yaml]\n' });
      write('apps', { 'new.yaml': manifest('new') });
      expect(await main(['plan', '--from', 'HEAD:', '--to', '.', '--cluster', 'all=apps'])).toBe(0);
      expect(printed.join('')).toContain('+ ConfigMap new added, created');
      printed = [];
      write('built', { 'web.yaml': manifest('web') });
      expect(await main(['plan', '--from', 'HEAD:apps', '--to', 'built'])).toBe(0);
      expect(printed.join('')).toContain('- ConfigMap settings removed');
    });

    it('rejects a loss of data', async () => {
      write('next', { 'settings.yaml': manifest('settings') });
      expect(await main(['plan', '--from', 'apps', '--to', 'next'])).toBe(1);
      expect(printed.join('')).toContain(
        'error protected-removed: [all] Namespace web goes out of web.yaml and Flux deletes it',
      );
    });

    describe('with clusters', () => {
      const kustomization = (name: string, folder: string) =>
        `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: flux-system }\nspec: { path: ./${folder}, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }\n`;
      const fleet = (folder: string, more = '') => {
        write(folder, {
          'live/one/sync.yaml': kustomization('flux-system', 'live/one'),
          'live/two/kustomization.yaml': `resources: [web.yaml]\n${more}`,
          'live/two/web.yaml': manifest('web'),
        });
      };

      it('prints the clusters and how they were found', async () => {
        fleet('here');
        fleet('there');
        expect(await main(['plan', '--roots', '--to', 'here'])).toBe(0);
        expect(printed.join('')).toBe(
          'live/one: live/one, Kustomization flux-system/flux-system: its build brings the Kustomization that follows it\n',
        );
        printed = [];
        const given = ['--cluster', 'a=live/one', '--cluster', 'b=./live/two'];
        expect(await main(['plan', '--roots', '--from', 'here', '--to', 'there', ...given, '--format', 'json'])).toBe(
          0,
        );
        expect(JSON.parse(printed.join(''))).toMatchObject([
          { cluster: 'a', directory: 'live/one', trees: 'both' },
          { cluster: 'b', directory: 'live/two', trees: 'both' },
        ]);
      });

      it('compares the clusters of a file, and exits with 3 where a root cannot be built', async () => {
        fleet('here');
        fleet('there');
        write('.', { 'flux-fleet.yaml': 'clusters: { two: live/two }\n' });
        expect(await main(['plan', '--from', 'here', '--to', 'there'])).toBe(0);
        expect(printed.join('')).toBe('No change on 1 cluster.\n');
        fleet('here', 'patches: [{ path: nowhere.yaml }]\n');
        fleet('there', 'patches: [{ path: nowhere.yaml }]\n');
        printed = [];
        expect(await main(['plan', '--from', 'here', '--to', 'there'])).toBe(3);
        expect(printed.join('')).toMatch(
          /^Not compared: cluster two, whose root live\/two cannot be built: .*nowhere\.yaml/,
        );
        printed = [];
        expect(await main(['plan', '--from', 'here', '--to', 'there', '--format', 'json'])).toBe(3);
        expect(planSchemaErrors(JSON.parse(printed.join('')))).toEqual([]);
      });

      it.each([
        ['clusters: [a]\n', /^flux-fleet\.yaml: clusters is a list: give a map, each value a string$/m],
        ['cluster: {}\n', /^flux-fleet\.yaml: cluster is not an option of flux-fleet\.yaml: did you mean clusters\?$/m],
        [
          '- a\n',
          /^flux-fleet\.yaml is no map: use clusters, charts, guard, removals, acknowledged, policies, acknowledgedPolicies$/m,
        ],
        ['charts: 1\n', /^flux-fleet\.yaml: charts is 1: give a string$/m],
        ['a: [\n', /flux-fleet\.yaml cannot be read \(.*\): correct it/],
        ['clusters: { a: ../b }\n', /cluster "a" has path "\.\.\/b": give one within the tree/],
      ])('rejects the file %j', async (text, message) => {
        write('.', { 'flux-fleet.yaml': text });
        expect(await main(['plan', '--from', 'apps', '--to', 'apps'])).toBe(2);
        expect(messages.join('')).toMatch(message);
      });
    });

    it.each([
      [['--from', 'apps', '--to', 'apps', '--cluster', 'one'], /--cluster "one" is no NAME=PATH: give both/],
      [['--from', 'apps', '--to', 'apps', '--config', 'nowhere.yaml'], /nowhere\.yaml cannot be read/],
      [
        ['--from', 'apps', '--to', 'apps', '--charts', 'nowhere'],
        /--charts "nowhere" is no folder: give one with pulled charts/,
      ],
      [['--roots'], /--cluster, --roots, --config and --charts are for two trees: give --from and --to/],
      [['--from', 'apps'], /two trees are compared: give both --from and --to/],
      [['--from', 'apps', '--to', 'apps', '--first'], /leave out --app, --base, --first and --takeover/],
      [['--from', 'nowhere', '--to', 'apps'], /--from "nowhere" is no directory: give one, or REF:PATH/],
      [['--from', 'v1:apps', '--to', 'apps'], /--from "v1:apps": \[git\] "v1" cannot be read: give a commit/],
      [['--format', 'xml'], /no format "xml": give text, markdown or json/],
      [['--bogus'], /^unknown option '--bogus': see flux-fleet plan --help\n$/],
    ])('rejects %j as invalid usage', async (args, message) => {
      expect(await main(['plan', ...args])).toBe(2);
      expect(messages.join('')).toMatch(message);
      expect(printed).toEqual([]);
    });
  });

  it('prints its usage', async () => {
    expect(await main(['plan', '--help'])).toBe(0);
    expect(printed.join('')).toMatch(/^Usage: flux-fleet plan \[options\]\n[^]*Exit codes:\n {2}0 {2}done\n/);
  });
});
