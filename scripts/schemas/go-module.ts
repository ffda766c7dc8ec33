import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { Zip } from './zip';

/** A Go module at a version, with the checksum that it must have. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** The module's checksum as `go.sum` holds it. */
  readonly sum: string;
}

/** The files of a Go module, by their path inside it. */
export interface ModuleFiles {
  readonly names: readonly string[];
  text(name: string): string;
  close(): void;
}

/** Runs the go command and reads the JSON it prints; an error of go's own is in that. */
function go<Answer>(...args: readonly string[]): { readonly answer: Partial<Answer>; readonly stderr: string } {
  const { error, stdout, stderr } = spawnSync('go', args, { cwd: tmpdir(), encoding: 'utf8' });
  if (error) throw new Error(`go could not be started: ${error.message}`);
  return { answer: JSON.parse(stdout || '{}') as Partial<Answer>, stderr: stderr.trim() };
}

/**
 * Downloads a Go module and opens its zip file. A module that asks for a newer Go than the one at hand is read all
 * the same: only its files are wanted.
 *
 * @throws Error when it cannot be had, or has another checksum
 */
export function openModule(module: GoModule): ModuleFiles {
  const id = `${module.path}@${module.version}`;
  const { answer, stderr } = go<{ Zip: string; Sum: string; Error: string }>('mod', 'download', '-json', id);
  if (!answer.Zip || !answer.Sum) throw new Error(`${id} cannot be downloaded: ${answer.Error ?? stderr}`);
  if (answer.Sum !== module.sum) throw new Error(`${id} has checksum ${answer.Sum}, not ${module.sum}: do not use it`);
  const zip = new Zip(answer.Zip);
  const prefix = `${id}/`;
  return {
    names: zip.names().map((name) => name.slice(prefix.length)),
    text: (name) => zip.text(prefix + name),
    close: () => zip.close(),
  };
}

/**
 * The versions of a Go module that the module proxy lists.
 *
 * @throws Error when it lists none
 */
export function servedVersions(path: string): readonly string[] {
  const { answer, stderr } = go<{ Versions: readonly string[] }>('list', '-m', '-json', '-versions', path);
  if (!answer.Versions?.length) throw new Error(`the versions of ${path} cannot be listed: ${stderr}`);
  return answer.Versions;
}
