import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { main } from '../../src/cli/main';
import { Cluster, Fleet, Source } from '../../src/index';
import { COMMAND_VARIABLE, commandFrom } from '../../src/pipeline/protocol/options';
import { ProgramsHere } from '../support/programs-here';

/** A program with a small fleet; `body` is appended. */
function program(body = ''): string {
  return `
    import { Cluster, Fleet, Source } from 'cdk8s-flux-fleet';
    const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://example.com/fleet', branch: 'main' }) });
    new Cluster(fleet, 'eu-1');
    ${body}
    fleet.synth();
  `;
}

describe('flux-fleet synth', () => {
  const home = process.cwd();
  let directory: string;
  let output: string[];

  const programs = new ProgramsHere();

  beforeEach(() => {
    programs.install();
    directory = fs.mkdtempSync(path.join(os.tmpdir(), 'flux-fleet-cli-'));
    process.chdir(directory);
    output = [];
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, 'write').mockImplementation((text) => output.push(String(text)) > 0);
    }
    jest.spyOn(console, 'log').mockImplementation((text: unknown) => void output.push(String(text)));
    fs.writeFileSync('cdk8s.yaml', 'app: npx tsx fleet.ts\n');
    fs.writeFileSync('fleet.ts', program());
  });

  afterEach(() => {
    jest.restoreAllMocks();
    process.chdir(home);
    fs.rmSync(directory, { recursive: true, force: true });
  });

  const problems = () => programs.stderr;

  it('runs the program of cdk8s.yaml and reports the result', async () => {
    expect(await main(['synth'])).toBe(1);
    expect(problems()).toMatch(
      /^1 problem, nothing was written:\n {2}\[acme\] dist is in no Git repository, so that nothing tells what this run would remove: give the commit that Flux follows \(--base\), or say that there is none yet \(--first\)\nCause and mend: docs\/errors\.md#no-base\n$/,
    );
    expect(fs.existsSync('dist')).toBe(false);
    expect(await main(['synth', '--first'])).toBe(0);
    expect(output.join('')).toMatch(
      /^fleet acme: 1 clusters, 5 objects, 6 files \(6 written, 0 removed, 0 unchanged\) in \d+\.\d\d s$/,
    );
    expect(fs.existsSync('dist/clusters/eu-1/flux-system/gotk-sync.yaml')).toBe(true);
  });

  it('leaves a cache for the next run unless disabled', async () => {
    fs.mkdirSync('node_modules');
    const caches = () => fs.readdirSync('node_modules');
    expect([await main(['synth', '--first', '--no-cache']), caches()]).toEqual([0, []]);
    expect([await main(['synth', '--first']), caches()]).toEqual([0, ['.cache']]);
    expect(fs.readdirSync('node_modules/.cache/cdk8s-flux-fleet')).toHaveLength(1);
    expect(output.at(-1)).toMatch(/\(0 written, 0 removed, 6 unchanged\)/);
  });

  it('checks without writing, and fails with the list of differences', async () => {
    expect(await main(['synth', '--check'])).toBe(1);
    expect(fs.existsSync('dist')).toBe(false);
    expect(problems()).toMatch(
      /\[clusters\/eu-1\/kustomization\.yaml\] is not there: synthesize, and commit what comes out/,
    );

    expect(await main(['synth', '--first'])).toBe(0);
    expect(await main(['synth', '--check'])).toBe(0);
    expect(output.at(-1)).toMatch(/6 files \(as committed\)/);

    fs.appendFileSync('dist/clusters/eu-1/kustomization.yaml', '# by hand\n');
    fs.writeFileSync('fleet.ts', program("new Cluster(fleet, 'eu-2');"));
    expect(await main(['synth', '--check'])).toBe(1);
    expect(problems()).toMatch(/\[clusters\/eu-1\/kustomization\.yaml\] is changed by hand: /);
    expect(problems()).toMatch(/\[clusters\/eu-2\/kustomization\.yaml\] is not there: /);
    expect(fs.existsSync('dist/clusters/eu-2')).toBe(false);
  });

  it('rejects a hand-edited file, and overwrites it with --discard', async () => {
    expect(await main(['synth', '--no-guard'])).toBe(0);
    expect(problems()).toMatch(
      /^warning \(guard-off\) \[acme\] nothing keeps Flux from deleting what this run removes: /,
    );
    const file = 'dist/clusters/eu-1/flux-system/gotk-sync.yaml';
    const generated = fs.readFileSync(file, 'utf8');
    fs.appendFileSync(file, '# by hand\n');

    expect(await main(['synth', '--first'])).toBe(1);
    expect(problems()).toMatch(/\[clusters\/eu-1\/flux-system\/gotk-sync\.yaml\] /);
    expect(await main(['synth', '--first', '--discard'])).toBe(0);
    expect(fs.readFileSync(file, 'utf8')).toBe(generated);
  });

  it('renders a shard of the clusters, or named clusters', async () => {
    fs.writeFileSync('fleet.ts', program("new Cluster(fleet, 'eu-2'); console.error('there');"));
    expect(await main(['synth', '--first', '--shard', '2/2'])).toBe(0);
    expect(fs.readdirSync('dist/clusters')).toEqual(['eu-2']);
    expect(output.at(-1)).toMatch(/^fleet acme: 1 clusters, 5 objects, 6 files \(6 written, /);

    output.length = 0;
    expect(await main(['synth', '--no-guard', '--only', 'eu-1', '--only', 'eu-2', '--json'])).toBe(0);
    expect(fs.readdirSync('dist/clusters')).toEqual(['eu-1', 'eu-2']);
    // The human-readable text is suppressed; the program's own output is not.
    expect(problems()).toBe('there\n');
    const events = output.map((line) => JSON.parse(line) as { event: string; phase?: string });
    const kinds = events.map(({ event, phase }) => (phase === undefined ? event : `${event} ${phase}`));
    expect([...new Set(kinds)]).toEqual([
      ...['start', 'progress resolve', 'progress render', 'warning', 'progress write', 'done'],
    ]);
    expect(events[0]).toEqual({ event: 'start', fleet: 'acme' });
    expect(events.at(-1)).toMatchObject({ event: 'done', clusters: 2, files: 11, written: 5, unchanged: 6 });

    output.length = 0;
    expect(await main(['synth', '--only', 'eu-3', '--json'])).toBe(1);
    const message =
      '"eu-3" is no cluster, group or environment: use clusters eu-1, eu-2; groups (none); environments (none)';
    expect(JSON.parse(output.at(-1)!)).toEqual({
      event: 'failed',
      problems: [{ id: 'selection', at: 'acme', message }],
    });
    expect(problems()).toBe('there\n');
  });

  it('reports problems of the fleet without a stack trace of the library', async () => {
    fs.writeFileSync('fleet.ts', program("new Cluster(fleet, 'EU');"));
    expect(await main(['synth'])).toBe(1);
    expect(problems()).toMatch(
      /^1 problem, nothing was written:\n {2}\[EU\] cluster name "EU" is not a valid name: .*\n$/,
    );
  });

  it('passes on the exit code of a failing program', async () => {
    expect(await main(['synth', '--app', 'exit 7'])).toBe(7);
    expect(output).toEqual([]);
    expect(await main(['synth', '--app', 'exit 7', '--json'])).toBe(7);
    expect(output).toEqual(['{"event":"failed","problems":[],"exitCode":7}\n']);
  });

  it.each([
    [['synth', '--bogus'], /^unknown option '--bogus': see flux-fleet synth --help\n$/],
    [['synth', '--adopt', '--discard'], /--adopt and --discard exclude each other: give one/],
    [
      ['synth', '--no-guard', '--first'],
      /--no-guard leaves nothing for --base and --first to say: leave it or them out/,
    ],
    [['synth', '--shard', '9/8'], /--shard "9\/8" is no share: give its number and how many there are, as 3\/8/],
    [['synth', '--shard', '0/8'], /--shard "0\/8" is no share/],
    [['synth', '--shard', '3'], /--shard "3" is no share/],
    [['synth', '--base', ''], /--base is empty: give a commit, branch or tag/],
    [['synth', '--app', 'true'], /the program ended without a synthesis: call fleet\.synth\(\) at its end/],
    [['sync'], /^no command "sync": did you mean synth\?\n$/],
  ])('rejects %j as invalid usage', async (args, message) => {
    expect(await main(args)).toBe(2);
    expect(output.join('')).toMatch(message);
  });

  it('requires a program', async () => {
    fs.rmSync('cdk8s.yaml');
    expect(await main(['synth'])).toBe(2);
    expect(output.join('')).toMatch(/no program: give --app "npx tsx fleet\.ts", or app in cdk8s\.yaml/);
    fs.writeFileSync('cdk8s.yaml', 'language: typescript\n');
    expect(await main(['synth'])).toBe(2);
    expect(output.join('')).toMatch(/cdk8s\.yaml names no app/);
  });

  it('prints its version', async () => {
    expect(await main(['--version'])).toBe(0);
    expect(output.join('')).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('prints its usage', async () => {
    expect(await main([])).toBe(0);
    expect(await main(['-h'])).toBe(0);
    expect(await main(['synth', '--help'])).toBe(0);
    expect(output.join('')).toMatch(/flux-fleet COMMAND --help[^]*--check +write nothing/);
  });
});

describe('options', () => {
  it('are passed by the command in environment variables', () => {
    expect(commandFrom({})).toBeUndefined();
    expect(commandFrom({ [COMMAND_VARIABLE]: '{"action":"check"}' })).toEqual({ action: 'check' });
    expect(() => commandFrom({ [COMMAND_VARIABLE]: '{' })).toThrow(/FLUX_FLEET_COMMAND is not JSON/);
  });

  it('can also be set in code', () => {
    const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'flux-fleet-options-'));
    const source = Source.git({ url: 'https://example.com/fleet', branch: 'main' });
    const fleet = new Fleet({ name: 'acme', source, outdir });
    new Cluster(fleet, 'eu-1');
    expect(() => fleet.check()).toThrow(/6 problems, nothing was written/);
    fleet.synth();
    expect(fleet.check()).toMatchObject({ written: [], removed: [], unchanged: 6 });
    fs.rmSync(outdir, { recursive: true, force: true });
  });
});
