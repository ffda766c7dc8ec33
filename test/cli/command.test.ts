import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CommandDeclaration, isGroup } from '../../src/cli/base/declaration';
import { fenced, Output, outputOf } from '../../src/cli/base/output';
import { main } from '../../src/cli/main';
import { helpOf } from '../../src/cli/parse';
import { COMMANDS } from '../../src/cli/registry';
import { compiledLibrary } from '../support/compiled-library';
import { Folder } from '../support/folder';

/** What all commands have alike: help, formats, colors, exit codes and completion. */

const CLI = path.join(compiledLibrary(), 'lib/cli/main.js');

/** Every command with its words. */
const ALL = Object.entries(COMMANDS).flatMap(
  ([name, { load }]): Array<[words: string[], command: CommandDeclaration]> => {
    const loaded = load();
    if (!isGroup(loaded)) return [[[name], loaded]];
    return Object.entries(loaded.commands).map(([inner, { command }]) => [[name, inner], command]);
  },
);

let printed: string[];
let messages: string[];

beforeEach(() => {
  printed = [];
  messages = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
});

afterEach(() => jest.restoreAllMocks());

describe('help', () => {
  test.each(ALL.map(([words, declaration]) => [words.join(' '), declaration] as const))(
    'of %s names its options, has examples and the exit codes',
    async (name, { options, examples }) => {
      expect(await main([...name.split(' '), '--help'])).toBe(0);
      const help = printed.join('');
      expect(help).toContain(`Usage: flux-fleet ${name} `);
      for (const option of [...Object.keys(options), 'format', 'json', 'no-color', 'help']) {
        expect(help).toMatch(new RegExp(`^ +(?:-h, )?--${option}\\b`, 'm'));
      }
      expect(examples.length).toBeGreaterThan(0);
      for (const [line] of examples) {
        expect(line).toMatch(/flux-fleet/);
        expect(help).toContain(`  ${line}\n`);
      }
      expect(help).toMatch(
        /^Exit codes:\n {2}0 {2}done\n {2}1 {2}refused.*\n {2}2 {2}wrong use.*\n {2}3 {2}not compared/m,
      );
      expect(messages).toEqual([]);
    },
  );

  test('lists all commands, however it is asked for', async () => {
    for (const args of [[], ['help'], ['-h'], ['--help']]) {
      printed = [];
      expect(await main(args)).toBe(0);
      expect(printed.join('')).toBe(helpOf());
    }
    const listed = [...helpOf().matchAll(/^ {2}([a-z]+(?:-[a-z]+)*) .*/gm)].map(([, name]) => name);
    expect(listed.slice(0, Object.keys(COMMANDS).length)).toEqual(Object.keys(COMMANDS));
    printed = [];
    expect(await main(['help', 'plan'])).toBe(0);
    expect(printed.join('')).toBe(helpOf('plan'));
  });
});

test.each([
  [['synht'], /^no command "synht": did you mean synth\?\n$/],
  [['--format', 'json'], /^no command is given: see flux-fleet --help\n$/],
  [['add'], /^add is one of several commands: give cluster, .*, app or component after it\n$/],
  [['--no-color', 'add'], /^add is one of several commands: give cluster/],
  [['nothing-like-it'], /^no command "nothing-like-it": see flux-fleet --help\n$/],
  [['--jsn'], /^unknown option '--jsn': did you mean --json\?\n$/],
  [['synth', '--bse', 'main'], /^unknown option '--bse': did you mean --base\?\n$/],
  [['synth', '--base'], /^option '--base <ref>' argument missing: see flux-fleet synth --help\n$/],
  [
    ['synth', 'eu-1'],
    /^too many arguments for 'synth'\. Expected 0 arguments but got 1: see flux-fleet synth --help\n$/,
  ],
  [['bootstrap'], /^<cluster> is missing: see flux-fleet bootstrap --help\n$/],
  [['completion', 'bsh'], /^shell "bsh" is not known: did you mean bash\?\n$/],
  [['completion', 'powershell'], /^shell "powershell" is not known: give one of bash, zsh, fish\n$/],
  [['plan', '--json', '--format', 'text'], /^--json is --format json, and --format is "text": give one\n$/],
])('%j is wrong use', async (args, message) => {
  expect(await main(args)).toBe(2);
  expect([printed, messages.join('')]).toEqual([[], expect.stringMatching(message)]);
});

test.each(ALL.map(([words]) => [words.join(' '), words] as const))('%s refuses an unknown format', async (_, words) => {
  const { arguments: args = [], formats = [] } = ALL.find(([known]) => known === words)![1];
  const needed = args.flatMap(({ isOptional = false, choices = ['x'] }) => (isOptional ? [] : [choices[0]!]));
  expect(await main([...words, ...needed, '--format', 'xml'])).toBe(2);
  const known = formats.length === 0 ? 'text, markdown or json' : 'text, markdown, json, mermaid, dot or svg';
  expect(messages).toEqual([`no format "xml": give ${known}\n`]);
});

describe('the output', () => {
  const { NO_COLOR } = process.env;

  afterEach(() => {
    if (NO_COLOR === undefined) delete process.env.NO_COLOR;
    else process.env.NO_COLOR = NO_COLOR;
  });

  test('has the format before and after the command', async () => {
    for (const args of [
      ['--json', 'completion', 'fish'],
      ['completion', 'fish', '--json'],
      ['completion', '--format', 'json', 'fish'],
    ]) {
      printed = [];
      expect(await main(args)).toBe(0);
      expect(JSON.parse(printed.join(''))).toMatchObject({ shell: 'fish' });
    }
  });

  test('has colors on a terminal only, and none with --no-color, for programs that it starts too', () => {
    const { isTTY } = process.stdout;
    delete process.env.NO_COLOR;
    try {
      process.stdout.isTTY = true;
      expect(outputOf({}).style('red', 'a')).toBe('\u001b[31ma\u001b[0m');
      expect([outputOf({ color: false }).style('red', 'a'), process.env.NO_COLOR]).toEqual(['a', '1']);
      expect(outputOf({}).hasColor).toBe(false);
      delete process.env.NO_COLOR;
      process.stdout.isTTY = false;
      expect(outputOf({}).hasColor).toBe(false);
    } finally {
      process.stdout.isTTY = isTTY;
    }
  });

  test('in markdown is the text as a block of code, unless there is something better', () => {
    const text = (output: Output) => output.style('bold', 'a ``` b');
    new Output('markdown', true).print({ text, data: () => 0 });
    new Output('markdown', true).print({ text, markdown: () => '# a\n', data: () => 0 });
    expect(printed).toEqual(['````text\na ``` b\n````\n', '# a\n']);
    expect(fenced('a\n', 'ts')).toBe('```ts\na\n```\n');
  });
});

test('a reader that has seen enough is no failure', () => {
  const script = `set -o pipefail; ${process.execPath} ${CLI} completion fish | head -n 1`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([0, '# Completion for fish: flux-fleet.\n', '']);
  const early = `${process.execPath} -e 'setTimeout(() => {}, 300)' | { exec 0<&-; ${process.execPath} ${CLI} --help; } | true; echo done`;
  expect(spawnSync('bash', ['-c', early], { encoding: 'utf8' })).toMatchObject({ stdout: 'done\n', stderr: '' });
});

describe('completion', () => {
  const shells = ['bash', 'zsh', 'fish'].map((shell) => {
    const script = spawnSync(process.execPath, [CLI, 'completion', shell], { encoding: 'utf8' }).stdout;
    return { shell, script, isInstalled: spawnSync(shell, ['-c', 'true']).status === 0 };
  });

  const bash = shells[0]!.script;

  /** What bash offers for a line, whose last word is not finished. */
  function offered(line: string): string[] {
    const words = line.split(' ');
    const list = words.map((word) => JSON.stringify(word)).join(' ');
    const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _flux_fleet; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', `${bash}\n${ask}`], {
      encoding: 'utf8',
      cwd: __dirname,
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((one) => one !== '');
  }

  test('bash offers commands, options, and values of options', () => {
    expect(offered('flux-fleet pl')).toEqual(['plan']);
    expect(offered('flux-fleet --v')).toEqual(['--version']);
    expect(offered('flux-fleet plan --ba')).toEqual(['--base']);
    expect(offered('flux-fleet plan --format ')).toEqual(['text', 'markdown', 'json']);
    expect(offered('flux-fleet plan --details --format m')).toEqual(['markdown']);
    expect(offered('flux-fleet plan --from comm')).toEqual(['command.test.ts']);
    expect(offered('flux-fleet completion ')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish', '--json']));
    expect(offered('flux-fleet synth --base main --on')).toEqual(['--only']);
    expect(offered('flux-fleet synth --base ')).toEqual([]);
  });

  test.each(shells.filter(({ isInstalled }) => isInstalled))('the script is one of $shell', ({ shell, script }) => {
    const folder = new Folder();
    folder.write('script', script);
    const { status, stderr } = spawnSync(shell, ['-n', folder.at('script')], { encoding: 'utf8' });
    folder.delete();
    expect([status, stderr]).toEqual([0, '']);
  });

  test('fish offers the same', () => {
    const { shell, script, isInstalled } = shells[2]!;
    for (const [words] of ALL) expect(script).toContain(`'${words.join(' ')}'`);
    if (!isInstalled) return;
    const ask = (line: string) =>
      spawnSync(shell, ['--no-config', '-c', `${script}\ncomplete -C '${line}'`], { encoding: 'utf8' })
        .stdout.split('\n')
        .map((one) => one.split('\t')[0])
        .filter(Boolean);
    expect(ask('flux-fleet pl')).toEqual(['plan']);
    expect(ask('flux-fleet plan --ba')).toEqual(['--base']);
    expect(ask('flux-fleet plan --format m')).toEqual(['markdown']);
  });
});

test('the command runs from an installed package', () => {
  const { bin } = JSON.parse(fs.readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  expect(Object.keys(bin)).toEqual(['flux-fleet']);
  expect(spawnSync(process.execPath, [CLI, '--version'], { encoding: 'utf8' }).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
