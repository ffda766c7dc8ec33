import * as path from 'node:path';
import type { Fleet, Synthesis } from '../../src';
import { Folder } from '../support/folder';

/** An example as it is committed. */
export class Example {
  public readonly folder: Folder;
  public readonly dist: Folder;

  constructor(name: string) {
    this.folder = new Folder(path.join(__dirname, '../../examples', name));
    this.dist = new Folder(this.folder.at('dist'));
  }

  /**
   * Runs the program.
   *
   * @param outdir where it writes
   * @param data where it reads its data files from
   * @throws FleetError, though one of another copy of its class
   */
  public run(outdir: string, data = this.folder.path): Fleet {
    process.env.CDK8S_OUTDIR = outdir;
    try {
      return inFolder(data, () => this.load());
    } finally {
      delete process.env.CDK8S_OUTDIR;
    }
  }

  /** Runs the program in memory: thousands of files take longer to write than all the rest. */
  public synthesize(data = this.folder.path): { readonly fleet: Fleet } & Synthesis {
    return inFolder(data, () => {
      const fleet = this.load((library) => jest.spyOn(library.Fleet.prototype, 'synth').mockImplementation());
      return { fleet, ...fleet.synthesize() };
    });
  }

  /** Loads the program with a copy of the library of its own. */
  private load(prepare: (library: typeof import('../../src')) => void = () => undefined): Fleet {
    let fleet: Fleet | undefined;
    jest.isolateModules(() => {
      prepare(jest.requireActual('../../src'));
      fleet = jest.requireActual<{ fleet: Fleet }>(this.folder.at('fleet')).fleet;
    });
    return fleet!;
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

function inFolder<T>(folder: string, run: () => T): T {
  const home = process.cwd();
  process.chdir(folder);
  try {
    return run();
  } finally {
    process.chdir(home);
  }
}

/** Paths of the files that only one has, or that differ; the difference of thousands of texts would take minutes to print. */
export function differences(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((file) => one[file] !== other[file]);
}
