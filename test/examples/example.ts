import * as path from 'node:path';
import { Fleet, SynthResult } from '../../src';
import { OPTIONS_VARIABLE } from '../../src/synth-options';
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
    const home = process.cwd();
    process.env.CDK8S_OUTDIR = outdir;
    process.chdir(data);
    try {
      let fleet: Fleet | undefined;
      jest.isolateModules(() => {
        fleet = jest.requireActual<{ fleet: Fleet }>(this.folder.at('fleet')).fleet;
      });
      return fleet!;
    } finally {
      process.chdir(home);
      delete process.env.CDK8S_OUTDIR;
    }
  }

  /** Runs the program without writing: thousands of files take longer than all the rest. */
  public plan(data = this.folder.path): Fleet & { readonly result: SynthResult } {
    const outdir = new Folder();
    const exit = jest.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('the program refuses, see above');
    });
    process.env[OPTIONS_VARIABLE] = JSON.stringify({ plan: true });
    try {
      return this.run(outdir.path, data) as Fleet & { readonly result: SynthResult };
    } finally {
      delete process.env[OPTIONS_VARIABLE];
      exit.mockRestore();
      outdir.delete();
    }
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

/** Paths of the files that only one has, or that differ; the difference of thousands of texts would take minutes to print. */
export function differences(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((file) => one[file] !== other[file]);
}
