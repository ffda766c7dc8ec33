import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import type { Explanation, ExplainQuery, Fleet, Synthesis } from '../../src';
import { Folder } from '../support/folder';
import { importFleet } from '../support/load-program';
import { Repository } from '../support/repository';

/** An example as it is committed. */
export class Example {
  public readonly folder: Folder;
  public readonly dist: Folder;

  constructor(name: string) {
    this.folder = new Folder(path.join(__dirname, '../../examples', name));
    this.dist = new Folder(this.folder.at('dist'));
  }

  /** Reads the files of `dist` that Git does not ignore: what a fresh clone has of it. */
  public readCommitted(): Record<string, string> {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '.'];
    const paths = execFileSync('git', args, { cwd: this.dist.path, encoding: 'utf8' }).split('\0');
    const files = paths.filter((file) => file !== '' && file !== '.gitattributes').sort();
    return Object.fromEntries(files.map((file) => [file, this.dist.read(file)]));
  }

  /** A repository with what a fresh clone has of `dist`. */
  public clone(): Repository {
    const repository = new Repository();
    const dist = new Folder(repository.path('dist'));
    for (const [file, text] of Object.entries(this.readCommitted())) dist.write(file, text);
    repository.commit();
    return repository;
  }

  /**
   * Runs the program.
   *
   * @param outdir where it writes
   * @param data where it reads its data files from
   * @throws FleetError
   */
  public run(outdir: string, data = this.folder.path): Fleet {
    return inFolder(data, () =>
      writingTo(outdir, () => {
        const fleet = this.load();
        // The program itself writes only where it is started.
        fleet.synth();
        return fleet;
      }),
    );
  }

  /**
   * Runs the program in memory: thousands of files take longer to write than all the rest.
   *
   * @param outdir where the fleet writes if it is told to
   */
  public synthesize(data = this.folder.path, outdir = 'dist'): { readonly fleet: Fleet } & Synthesis {
    return inFolder(data, () =>
      writingTo(outdir, () => {
        const fleet = this.load();
        return { fleet, ...fleet.synthesize() };
      }),
    );
  }

  /** Asks the program where a key has its value from. */
  public explain(query: ExplainQuery<Record<string, unknown>>, key: string): Explanation {
    return inFolder(this.folder.path, () => this.load().explain(query, key));
  }

  private load(): Fleet {
    return importFleet(this.folder.at('fleet.ts'));
  }

  /** What is wrong with the program's data, a line each. */
  public problems(data: string): string[] {
    try {
      this.run(path.join(data, 'dist'), data);
    } catch (error) {
      return (error as Error).message.split('\n');
    }
    return [];
  }
}

function writingTo<T>(outdir: string, run: () => T): T {
  process.env.CDK8S_OUTDIR = outdir;
  try {
    return run();
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
}

function inFolder<T>(folder: string, run: () => T): T {
  const home = process.cwd();
  process.chdir(folder);
  try {
    return run();
  } finally {
    process.chdir(home);
  }
}
