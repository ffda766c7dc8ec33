import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { main } from '../../src/cli/main';
import { FileChanges } from '../../src/cli/watch/file-changes';
import { NextRun } from '../../src/cli/watch/next-run';
import { compiledLibrary } from '../support/compiled-library';
import { Folder } from '../support/folder';

const LIBRARY = compiledLibrary();

const PROGRAM = `
  import { readFileSync } from 'node:fs';
  import { Cluster, Fleet, Source } from 'cdk8s-flux-fleet';
  import { names } from './names';
  const fleet = new Fleet({ name: 'acme', source: Source.git({ url: 'https://example.com/fleet', branch: 'main' }) });
  for (const name of [...names, ...readFileSync('names.txt', 'utf8').split('\\n')]) if (name) new Cluster(fleet, name);
  fleet.synth();
`;

const namesOf = (...names: string[]) => `export const names = ${JSON.stringify(names)};\n`;

let folder: Folder;

beforeEach(() => {
  folder = new Folder(fs.realpathSync(new Folder().path));
});

afterEach(() => folder.delete());

describe('FileChanges', () => {
  let changes: FileChanges;

  afterEach(() => changes.close());

  /** What changed, relative to the folder. */
  const told = async () => (await changes.next())?.map((name) => path.relative(folder.path, name));

  test('tells files that are made, changed, moved and removed, once for several in a row', async () => {
    folder.write('data/a.yaml', 'a: 1');
    changes = await FileChanges.of(folder.path);
    folder.write('data/a.yaml', 'a: 2');
    folder.write('new/deep/b.yaml', 'b: 1');
    expect(await told()).toEqual(['data/a.yaml', 'new/deep/b.yaml']);
    fs.renameSync(folder.at('data/a.yaml'), folder.at('data/c.yaml'));
    expect(await told()).toEqual(['data/a.yaml', 'data/c.yaml']);
    fs.rmSync(folder.at('new'), { recursive: true });
    expect(await told()).toEqual(['new/deep/b.yaml']);
  });

  test('tells a file that gets its earlier content back, and none that stays as it is', async () => {
    folder.write('a.yaml', 'a: 1');
    changes = await FileChanges.of(folder.path);
    folder.write('a.yaml', 'a: 2');
    expect(await told()).toEqual(['a.yaml']);
    folder.write('a.yaml', 'a: 1');
    expect(await told()).toEqual(['a.yaml']);
    // Saved again without a change, beside a file that an editor makes for a moment.
    folder.write('a.yaml', 'a: 1');
    folder.write('.a.yaml.swp', '');
    fs.rmSync(folder.at('.a.yaml.swp'));
    folder.write('b.yaml', 'b: 1');
    expect(await told()).toEqual(['b.yaml']);
  });

  test('tells each of several changes that follow one another at once', async () => {
    folder.write('a.yaml', 'a: 0');
    changes = await FileChanges.of(folder.path);
    for (const content of ['a: 1', 'a: 2', 'a: 1', 'a: 0']) {
      folder.write('a.yaml', content);
      expect([content, await told()]).toEqual([content, ['a.yaml']]);
    }
    fs.rmSync(folder.at('a.yaml'));
    expect(await told()).toEqual(['a.yaml']);
    folder.write('a.yaml', 'a: 0');
    expect(await told()).toEqual(['a.yaml']);
    fs.rmSync(folder.at('a.yaml'));
    expect(await told()).toEqual(['a.yaml']);
  });

  test('tells changes beside a file that is written all the time', async () => {
    folder.write('log', '');
    changes = await FileChanges.of(folder.path);
    const writing = setInterval(() => fs.appendFileSync(folder.at('log'), '.'), 5);
    try {
      folder.write('a.yaml', 'a: 1');
      expect(await told()).toEqual(['a.yaml', 'log']);
    } finally {
      clearInterval(writing);
    }
  });

  test('follows links to folders, also in circles', async () => {
    const other = new Folder();
    try {
      other.write('b.yaml', 'b: 1');
      fs.symlinkSync(other.path, folder.at('linked'));
      for (const circle of [other.at('back'), folder.at('itself')]) fs.symlinkSync(path.dirname(circle), circle);
      fs.symlinkSync('nowhere', folder.at('nowhere'));
      changes = await FileChanges.of(folder.path);
      other.write('b.yaml', 'b: 2');
      expect(await told()).toEqual(['linked/b.yaml']);
    } finally {
      other.delete();
    }
  });

  test('leaves out installed packages, Git and generated folders, known ones and those it is told of', async () => {
    folder.write(
      'dist/.gitattributes',
      fs.readFileSync(path.join(__dirname, '../../examples/edge/dist/.gitattributes'), 'utf8'),
    );
    for (const name of ['dist/a.yaml', 'out/a.yaml', 'node_modules/a/index.js', '.git/index', '.git/HEAD'])
      folder.write(name, '1');
    changes = await FileChanges.of(folder.path, folder.at('.git'));
    changes.ignore(folder.at('out'));
    for (const name of [
      'dist/a.yaml',
      'out/a.yaml',
      'out/b/c.yaml',
      'node_modules/a/index.js',
      '.git/index',
      'outer.yaml',
    ])
      folder.write(name, '2');
    expect(await told()).toEqual(['outer.yaml']);
    fs.writeFileSync(folder.at('.git/HEAD.lock'), '2');
    fs.renameSync(folder.at('.git/HEAD.lock'), folder.at('.git/HEAD'));
    expect(await told()).toEqual(['.git/HEAD']);
    folder.write('.git/HEAD', '3');
    expect(await told()).toEqual(['.git/HEAD']);
  });

  test('ends with nothing when it is closed', async () => {
    changes = await FileChanges.of(folder.path);
    const next = changes.next();
    await changes.close();
    expect(await next).toBeUndefined();
    expect(await changes.next()).toBeUndefined();
  });
});

describe('NextRun', () => {
  const said: string[] = [];
  let told: (string[] | undefined)[] = [];
  let next: NextRun;
  /** What the clock of the runs says. */
  let time: number;

  beforeEach(() => {
    time = 0;
    said.length = 0;
    next = new NextRun(
      { next: () => Promise.resolve(told.shift()) },
      (file) => file.toUpperCase(),
      (message) => said.push(message),
      () => time,
    );
  });

  test('leaves out what changes with each run, until it changes after one', async () => {
    told = [['a'], ['a'], ['a'], ['a'], ['a'], ['a'], ['a'], ['a', 'b'], undefined];
    for (let run = 0; run < 5; run += 1) expect(await next.changed()).toEqual(['a']);
    expect(said).toEqual([]);
    expect(await next.changed()).toEqual(['a', 'b']);
    expect(said).toEqual([
      'A changed in each of 5 runs, so that the program seems to write it: that starts no run any more. Write it outside of the repository, or into node_modules; if you saved it yourself, save it again',
    ]);
    expect(await next.changed()).toBeUndefined();
  });

  test('starts a run after each change that comes when none works', async () => {
    for (let run = 0; run < 9; run += 1) {
      told = [['a']];
      const changed = next.changed();
      time += 1000;
      expect(await changed).toEqual(['a']);
    }
    expect(said).toEqual([]);
  });
});

/** A command that watches, in a process of its own. */
class Watch {
  private readonly child: ChildProcess;
  private said = '';
  private read = 0;
  /** What it is to say next, while a test waits for it. */
  private awaited: RegExp | undefined;
  public readonly ended: Promise<number | null>;

  constructor(...options: string[]) {
    const args = [path.join(LIBRARY, 'lib/cli/main.js'), 'synth', '--watch', ...options];
    this.child = spawn(process.execPath, args, { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (data) => (this.said += String(data)));
    }
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** What it prints up to a text, since the last one. */
  public async until(text: RegExp): Promise<string> {
    this.awaited = text;
    for (;;) {
      const rest = this.said.slice(this.read);
      const found = text.exec(rest);
      if (found) {
        this.awaited = undefined;
        this.read += found.index + found[0].length;
        return rest.slice(0, found.index + found[0].length);
      }
      if (this.child.exitCode !== null || this.child.signalCode !== null)
        throw new Error(`it ended too early: ${this.said}`);
      await sleep(10);
    }
  }

  /**
   * Ends it however the test has ended.
   *
   * @throws Error with all that it said, if the test waited for something else until its time was over
   */
  public async end(): Promise<void> {
    const { awaited } = this;
    this.child.kill('SIGKILL');
    await this.ended;
    if (awaited) throw new Error(`it never said ${String(awaited)}: ${this.said}`);
  }

  /** Reads no further. */
  public hangUp(): void {
    this.child.stdout!.destroy();
  }

  public stop(): void {
    this.child.kill('SIGINT');
  }
}

describe('flux-fleet synth --watch', () => {
  let watch: Watch | undefined;

  afterEach(async () => {
    await watch?.end();
    watch = undefined;
  });

  const git = (...args: string[]) => {
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder.path, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };

  const commit = () => {
    git('add', '--all');
    git('commit', '--quiet', '--message', 'next');
  };

  beforeEach(() => {
    for (const [name, target] of [
      ['node_modules/cdk8s-flux-fleet', LIBRARY],
      ...['cdk8s', 'constructs', 'tsx'].map(
        (one) => [`node_modules/${one}`, path.join(__dirname, '../../node_modules', one)] as const,
      ),
      ['node_modules/.bin/tsx', path.join(__dirname, '../../node_modules/tsx/dist/cli.mjs')],
    ] as const) {
      fs.mkdirSync(path.dirname(folder.at(name)), { recursive: true });
      fs.symlinkSync(target, folder.at(name));
    }
    folder.write('.gitignore', 'node_modules\n');
    folder.write('package.json', '{}');
    folder.write('cdk8s.yaml', 'app: npx tsx fleet.ts\n');
    folder.write('fleet.ts', PROGRAM);
    folder.write('names.ts', namesOf('eu-1'));
    folder.write('names.txt', '');
    git('init', '--quiet', '--initial-branch', 'main');
  });

  test('runs after each change of the program, of its data and of the commit, and says what Flux will do', async () => {
    watch = new Watch('--first');
    try {
      await watch.until(
        /^fleet acme: 1 clusters, \d+ objects, \d+ files \(\d+ written, 0 removed, 0 unchanged\) in .* s\n/m,
      );
      commit();
      expect(await watch.until(/0 written.*\n/)).toMatch(/^[^]*\n\d\d:\d\d:\d\d HEAD changed\n/);
    } finally {
      watch.stop();
      expect(await watch.ended).toBe(0);
    }
  });

  test('never answers with what was before, follows mended programs, and leaves no process behind', async () => {
    fs.writeFileSync(folder.at('names.txt'), 'eu-2\n');
    const first = spawnSync(process.execPath, [path.join(LIBRARY, 'lib/cli/main.js'), 'synth', '--first'], {
      cwd: folder.path,
    });
    expect(first.status).toBe(0);
    commit();
    watch = new Watch();
    try {
      expect(await watch.until(/unchanged\).*\n/)).toMatch(/^fleet acme: 2 clusters, .*\(0 written, 0 removed/);
      // A cluster more, out of a module that the program imports.
      folder.write('names.ts', namesOf('eu-1', 'eu-3'));
      const added = await watch.until(/^Flux: .*\n/m);
      expect(added).toMatch(/^\n\d\d:\d\d:\d\d names\.ts changed\nfleet acme: 3 clusters/);
      expect(added).toMatch(/^ {2}~ clusters\/eu-3\/kustomization\.yaml$/m);
      expect(added).toMatch(/^Clusters added: 1\.\nFlux: \d+ created\.\n$/m);
      // Back again, and another by data that it reads.
      folder.write('names.ts', namesOf('eu-1'));
      expect(await watch.until(/removed, .*\n/)).toMatch(/names\.ts changed\nfleet acme: 2 clusters/);
      expect(folder.has('dist/clusters/eu-3')).toBe(false);
      folder.write('names.txt', 'eu-2\neu-4\n');
      expect(await watch.until(/removed, .*\n/)).toMatch(/names\.txt changed\nfleet acme: 3 clusters/);
      // Refused by the guard, then by the compiler; both leave the folder as it is.
      folder.write('names.txt', '\n');
      expect(await watch.until(/exit code 1\n/)).toMatch(/names\.txt changed\n[^]*nothing was written:\n {2}\[eu-2\]/);
      folder.write('fleet.ts', `${PROGRAM} this is no program`);
      expect(await watch.until(/exit code 1\n/)).toMatch(/fleet\.ts changed\n[^]*TransformError/);
      expect(folder.has('dist/clusters/eu-4')).toBe(true);
      folder.write('names.txt', 'eu-2\n');
      expect(await watch.until(/exit code 1\n/)).toMatch(/names\.txt changed/);
      folder.write('fleet.ts', PROGRAM);
      expect(await watch.until(/removed, .*\n/)).toMatch(/fleet\.ts changed\nfleet acme: 2 clusters/);
      // How the program is run, too.
      folder.write('other.ts', PROGRAM.replace("'acme'", "'other'"));
      expect(await watch.until(/removed, .*\n/)).toMatch(/other\.ts changed\nfleet acme/);
      folder.write('cdk8s.yaml', 'nothing: here\n');
      await watch.until(/cdk8s\.yaml changed\ncdk8s\.yaml names no app: .*\n/);
      folder.write('cdk8s.yaml', 'app: npx tsx fleet.ts\n');
      await watch.until(/cdk8s\.yaml changed\nfleet acme: 2 clusters.*\n/);
    } finally {
      watch.stop();
      expect(await watch.ended).toBe(0);
    }
    const left = spawnSync('pgrep', ['-f', folder.path], { encoding: 'utf8' });
    expect(left.stdout ?? '').toBe('');
  });

  test('prints events as JSON, with the files that changed and the plan', async () => {
    watch = new Watch('--first', '--json');
    try {
      const lines = (await watch.until(/"event":"done".*\n/)).trim().split('\n');
      const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(events[0]).toEqual({ event: 'changed', files: [] });
      expect(events.at(-1)).toMatchObject({
        event: 'done',
        changes: { written: expect.arrayContaining(['clusters/eu-1/kustomization.yaml']) as unknown, removed: [] },
        plan: { entries: expect.any(Array) as unknown },
      });
      folder.write('names.txt', 'eu-2\n');
      const next = (await watch.until(/"event":"done".*\n/)).split('\n')[0]!;
      expect(JSON.parse(next)).toEqual({ event: 'changed', files: ['names.txt'] });
    } finally {
      watch.stop();
      await watch.ended;
    }
  });

  test('ends when nobody reads what it prints', async () => {
    watch = new Watch('--first');
    try {
      await watch.until(/^fleet acme: 1 clusters/m);
      watch.hangUp();
      folder.write('names.txt', 'eu-2\n');
      expect(await watch.ended).toBe(0);
    } finally {
      watch.stop();
    }
  });

  test('is refused beside --check', async () => {
    const messages: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => messages.push(String(text)) > 0);
    expect(await main(['synth', '--watch', '--check'])).toBe(2);
    write.mockRestore();
    expect(messages.join('')).toMatch(/^--watch writes what the program makes, and --check writes nothing: give one\n/);
  });
});
