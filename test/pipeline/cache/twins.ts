import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join, relative } from 'node:path';
import { Fleet, FleetError, formatProblem, SynthOptions, SynthResult } from '../../../src';
import { CacheFolder, defaultCacheFolder } from '../../../src/pipeline/cache/cache-folder';
import { FolderFile } from '../../../src/pipeline/cache/folder-file';
import { nodeFileSystem } from '../../../src/pipeline/write/file-system';
import { Folder } from '../../support/folder';
import { filesOf } from '../../support/paths';
import { Snapshot, snapshot } from '../write/snapshot';

/** Options of a run, and whether it writes. */
export interface RunOptions extends SynthOptions {
  readonly mode?: 'check' | 'plan';
}

/** Makes a fleet that writes into a directory. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- of whatever configuration
export type Program = (outdir: string) => Fleet<any>;

/** What a run said: what is wrong, or what it did. */
export interface Said {
  readonly error?: string;
  /** What an error of the library lists. */
  readonly problems?: readonly string[] | undefined;
  readonly written?: readonly string[];
  readonly removed?: readonly string[];
  readonly kept?: readonly string[];
  readonly unchanged?: number;
  readonly warnings?: readonly string[];
  readonly guard?: readonly string[] | undefined;
  /** The report of a plan, as JSON. */
  readonly plan?: string | undefined;
  readonly counts?: Readonly<Record<string, number>>;
  /** How many units it knew from earlier runs. */
  readonly recalled?: number;
}

/**
 * The same program run side by side with a cache and without one, in two folders that everything else happens to as
 * well. After each run both must be equal, and so must be what the runs say.
 */
export class Twins {
  private readonly with: Folder;
  private readonly without: Folder;

  constructor(private readonly around: Folder = new Folder()) {
    this.with = new Folder(around.at('with'));
    this.without = new Folder(around.at('without'));
    for (const { path } of [this.with, this.without]) fs.mkdirSync(join(path, 'node_modules'), { recursive: true });
  }

  /** The output directory of the runs with a cache. */
  public get dist(): Folder {
    return new Folder(this.with.at('dist'));
  }

  /** The folder of the cache about it. */
  public get cache(): Folder {
    const [name] = fs.readdirSync(this.caches);
    return new Folder(join(this.caches, name!));
  }

  /** The folder of all caches beside the output directory. */
  public get caches(): string {
    return defaultCacheFolder(this.dist.path)!;
  }

  /** Does something in both folders; `dist` in them is the output directory. */
  public each(edit: (place: Folder) => void): void {
    edit(this.with);
    edit(this.without);
    this.expectEqual();
  }

  /** Runs a program in both, and returns what it says with a cache. */
  public run(program: Program, options: RunOptions = {}): Said {
    // A plan keeps what equal clusters told it, and has no option that it knows nothing.
    fs.rmSync(join(this.without.at('node_modules'), '.cache'), { recursive: true, force: true });
    const expected = said(program(this.without.at('dist')), this.without, { ...options, cache: false });
    const { recalled, ...actual } = said(program(this.with.at('dist')), this.with, options);
    expect(actual).toEqual({ ...expected, recalled: undefined });
    this.expectEqual();
    return { ...actual, ...(recalled === undefined ? {} : { recalled }) };
  }

  /** The folders that the next run need not read, of those that are in the output directory. */
  public trusted(): string[] {
    const { dist } = this;
    const memory = new FolderFile(new CacheFolder(this.caches, dist.path), dist.path);
    memory.begin(nodeFileSystem.stateOf(dist.path));
    const folders = Object.entries(snapshot(dist.path)).filter(([, what]) => what === 'folder');
    return folders.map(([path]) => path).filter((path) => memory.recall(path) !== undefined);
  }

  /** Runs a program until no folder that it makes need be read any more. */
  public settle(program: Program, options: RunOptions = {}): void {
    for (let run = 0; run < 2; run++) {
      this.run(program, options);
      this.tick();
    }
  }

  /** Waits until the clock of the file system has gone on. */
  public tick(): void {
    const file = this.with.at('tick');
    const touch = () => {
      fs.rmSync(file, { force: true });
      fs.writeFileSync(file, '');
      return fs.statSync(file).ctimeMs;
    };
    const start = touch();
    while (touch() === start);
    fs.rmSync(file);
  }

  /** Makes both folders repositories, with what is in their output directories committed, or in another path. */
  public commit(path = 'dist'): void {
    for (const place of [this.with, this.without]) {
      const git = (...args: readonly string[]) =>
        execFileSync('git', ['-C', place.path, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args]);
      if (!fs.existsSync(place.at('.git'))) git('init', '--quiet');
      git('add', '--all', path);
      git('commit', '--quiet', '--allow-empty', '--message', 'a change');
    }
  }

  public delete(): void {
    this.around.delete();
  }

  private expectEqual(): void {
    expect(contents(this.with)).toEqual(contents(this.without));
  }
}

/** All that is there, but what Git and the cache keep; without the names of runs, which differ. */
function contents(place: Folder): Snapshot {
  const found = snapshot(place.path, (name) => name === 'node_modules' || name === '.git');
  const plain = (text: string) => text.replaceAll(/run,[^/"]+/g, 'run').replaceAll(place.path, '');
  return Object.fromEntries(Object.entries(found).map(([path, what]) => [plain(path), plain(what)]));
}

const NOTHING_WRITTEN = { written: [], removed: [], kept: [], unchanged: 0, seconds: 0 };

function said(fleet: Fleet, place: Folder, options: RunOptions): Said {
  const plain = (text: string) => text.replaceAll(place.path, '').replaceAll(relative('', place.path), '');
  let result: SynthResult;
  let plan: string | undefined;
  try {
    const { mode, cache, ...compared } = options;
    if (mode === 'check') result = fleet.check(compared);
    else {
      if (mode === 'plan') plan = plain(JSON.stringify(fleet.plan(compared).report));
      else fleet.synth({ ...compared, ...(cache === undefined ? {} : { cache }) });
      result = fleet.result ?? { ...fleet.synthesize(), ...NOTHING_WRITTEN };
    }
  } catch (error) {
    const problems = error instanceof FleetError ? error.problems.map(formatProblem).map(plain) : undefined;
    return {
      error: `${(error as Error).name}: ${plain((error as Error).message).replace(/\n +at [^\n]*twins\.ts[^\n]*/g, '')}`,
      problems,
    };
  }
  const { written, removed, kept, unchanged, warnings, guard, counts, tree } = result;
  const { recalledUnits: recalled, ...rest } = counts;
  // What is generated is what was written, also where its texts were not wanted so far.
  for (const [path, text] of filesOf(tree)) {
    if (!kept.includes(path) && options.mode !== 'plan') expect(place.read(`dist/${path}`)).toBe(text);
  }
  return {
    ...{ written, removed, kept, unchanged, counts: rest, recalled },
    warnings: warnings.map(formatProblem),
    guard: guard?.findings.map(({ id, message }) => `${id} ${message}`),
    plan,
  };
}
