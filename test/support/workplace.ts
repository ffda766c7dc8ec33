import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseDocument } from 'yaml';
import { main } from '../../src/cli/main';
import { compiledLibrary } from './compiled-library';
import { Folder } from './folder';
import { ProgramsHere } from './programs-here';

const root = join(__dirname, '..', '..');

const COMPILER = { strict: true, noEmit: true, module: 'nodenext', target: 'es2022', skipLibCheck: true };

/** The commands that pages use and that nobody can run here; each call is kept, and the files that it names must exist. */
const STAND_IN = `#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
while [ $# -gt 0 ]; do
  case "$1" in -f|-k) test -e "$2" || { echo "no file $2" >&2; exit 1; }; shift;; esac
  shift
done
`;

/** A cluster that has what it is asked for, except a port that somebody changed on the cluster america. */
const KUBECTL = `${STAND_IN.replace(
  '#!/bin/sh\n',
  `#!/bin/sh
case "$*" in
  *' version '*) echo '{"serverVersion":{}}'; exit;;
  '--context=america get '*--filename=-) sed 's/"http":8080/"http":9090/'; exit;;
  *--filename=-) exec cat;;
esac
`,
)}`;

/** A block of code of a page. */
export interface Block {
  readonly language: string;
  /** The file that the block is about, if the page says it behind the language. */
  readonly file?: string;
  readonly text: string;
}

/** The blocks of code of a page. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(([, language, file, text]) => ({
    language: language!,
    text: text!,
    ...(file === undefined ? {} : { file }),
  }));
}

/** What a command did. */
interface Said {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A folder in which the commands of a page run. */
export class Workplace {
  public readonly folder = new Folder();

  /** A copy of it as it is now. */
  public copy(): Workplace {
    const copy = new Workplace();
    fs.cpSync(this.folder.path, copy.folder.path, { recursive: true, verbatimSymlinks: true });
    return copy;
  }

  /** Makes the first commit of a program. */
  public async begin(program: string): Promise<void> {
    await this.prepare();
    this.folder.write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER }));
    this.folder.write('fleet.ts', program);
    await this.run('npx flux-fleet synth --first\ngit add --all');
    await this.run("git commit --quiet --message 'The fleet'");
  }

  /** Makes a repository without a program. */
  public async prepare(): Promise<void> {
    this.equip();
    this.folder.write('cdk8s.yaml', 'language: typescript\napp: npx tsx fleet.ts\n');
    this.folder.write('.gitignore', 'node_modules\n.tools\n.calls\n');
    await this.run('git init --quiet --initial-branch=main');
  }

  /**
   * Does what the blocks of a page say, in their order: a `ts` block is the program, or what a file that it names holds;
   * `sh` is run, `diff` edits, and `text` is what the commands before it have printed.
   *
   * @param ran called with the text of each block that has been run
   */
  public async follow(blocks: readonly Block[], ran: (text: string) => void = () => undefined): Promise<void> {
    let printed = '';
    for (const { language, file, text } of blocks) {
      if (language === 'sh') {
        printed = await this.run(text);
        ran(text);
      } else if (language === 'diff') this.edit(text, file);
      else if (language === 'ts' && file === undefined) this.folder.write('fleet.ts', text);
      else if (language === 'ts') expect(this.folder.read(file!)).toBe(text);
      // What other systems read, which nobody can run here.
      else if (language === 'yaml') expect(parseDocument(text).errors).toEqual([]);
      else expect([language, printed]).toEqual(['text', text]);
    }
  }

  /** Brings the tools that commands of pages use, and what a program imports. */
  public equip(): void {
    const tsx = `${process.execPath} --import ${pathToFileURL(require.resolve('tsx')).href}`;
    const library = compiledLibrary();
    const cli = join(library, 'lib/cli/main.js');
    for (const name of ['flux', 'helm', 'argocd']) this.tool(name, STAND_IN);
    this.tool('kubectl', KUBECTL);
    const npx = `case "$1" in
      flux-fleet|cdk8s-flux-fleet) shift; exec ${process.execPath} ${cli} "$@";;
      tsx) shift; exec ${tsx} "$@";;
      tsc) shift; exec ${process.execPath} ${require.resolve('typescript/bin/tsc')} "$@";;
      *) exit 127;;
    esac`;
    this.tool('npx', `#!/bin/sh\n${npx}\n`);
    // What an installation brings is there before.
    this.tool('npm', '#!/bin/sh\ntest "$*" = install\n');
    fs.mkdirSync(this.folder.at('node_modules'));
    fs.symlinkSync(library, this.folder.at('node_modules/cdk8s-flux-fleet'));
    for (const name of ['cdk8s', 'cdk8s-plus-28', 'constructs', 'typescript', '@types'])
      fs.symlinkSync(join(root, 'node_modules', name), this.folder.at(`node_modules/${name}`));
  }

  /**
   * Runs commands as a shell does, and returns what they print. Ours run here, which is faster: what a shell does with
   * their output it does with what they printed.
   */
  public async run(commands: string): Promise<string> {
    let printed = '';
    for (const part of commands.split(/^((?:[A-Z_]+=\S+ )?npx flux-fleet .+)$/m).filter((text) => text.trim() !== '')) {
      const [, name, value, words, rest] =
        /^(?:([A-Z_]+)=(\S+) )?npx flux-fleet ([\w ~.:/-]+?)((?: 2>&1)?(?: [|>].*)?)$/.exec(part) ?? [];
      if (words === undefined) printed += this.shell(part);
      else {
        const said = await this.command(words.split(' '), name === undefined ? {} : { [name]: value! });
        if (rest === '') expect([words, said.status, said.status === 0 ? '' : said.err]).toEqual([words, 0, '']);
        printed += rest === '' ? said.out : this.shell(this.again(said) + rest!);
      }
    }
    return printed;
  }

  /** A command of the shell that does what a command did. */
  private again({ status, out, err }: Said): string {
    this.folder.write('.tools/out', out);
    this.folder.write('.tools/err', err);
    return `(cat .tools/out; cat .tools/err >&2; exit ${status})`;
  }

  private async command(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Said> {
    const home = process.cwd();
    const [printed, messages]: string[][] = [[], []];
    const terminal = [
      jest.spyOn(process.stdout, 'write').mockImplementation((text) => printed!.push(String(text)) > 0),
      jest.spyOn(console, 'log').mockImplementation((text) => printed!.push(`${text}\n`)),
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages!.push(String(text)) > 0),
    ];
    const programs = new ProgramsHere();
    const own = programs.install();
    process.chdir(this.folder.path);
    const before = { ...process.env };
    Object.assign(process.env, this.tools, environment);
    try {
      const status = await main(words);
      return { status, out: printed!.join(''), err: messages!.join('') + programs.stderr };
    } finally {
      process.chdir(home);
      process.env = before;
      for (const mock of [...terminal, own]) mock.mockRestore();
    }
  }

  /** What has commands find the tools, and these note their calls. */
  private get tools(): Record<string, string> {
    return { PATH: `${this.folder.at('.tools')}:${process.env.PATH}`, CALLS: this.folder.at('.calls') };
  }

  private shell(commands: string): string {
    const env = {
      ...process.env,
      ...this.tools,
      ...{ GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@example.com' },
      ...{ GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@example.com' },
    };
    const script = `set -e -o pipefail\n${commands}`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
      cwd: this.folder.path,
      env,
      encoding: 'utf8',
    });
    expect([commands, status, status === 0 ? '' : stdout + stderr]).toEqual([commands, 0, '']);
    return stdout;
  }

  /** Changes a file: each line that comes is put after the line above it in the diff, or where that one was. */
  public edit(diff: string, file = 'fleet.ts'): void {
    const program = this.folder.read(file).split('\n');
    let at = 0;
    for (const line of diff.split('\n').filter((one) => one !== '')) {
      const [sign, text] = [line[0], line.slice(1)];
      if (sign === '+') {
        program.splice(at, 0, text);
        at++;
        continue;
      }
      expect([text, program.filter((one) => one === text).length]).toEqual([text, 1]);
      at = program.indexOf(text);
      if (sign === '-') program.splice(at, 1);
      else at++;
    }
    this.folder.write(file, program.join('\n'));
  }

  /** The calls of commands that nobody can run here. */
  public get calls(): readonly string[] {
    return this.folder.has('.calls') ? this.folder.read('.calls').trim().split('\n') : [];
  }

  public delete(): void {
    this.folder.delete();
  }

  private tool(name: string, text: string): void {
    this.folder.write(`.tools/${name}`, text);
    fs.chmodSync(this.folder.at(`.tools/${name}`), 0o755);
  }
}
