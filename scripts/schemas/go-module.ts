import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { Zip } from './zip';

/** A version of a Go module, with its expected checksum. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** The checksum in `go.sum` format. */
  readonly sum: string;
}

/** The files of a Go module by path. */
export interface ModuleFiles {
  readonly names: readonly string[];
  text(name: string): string;
  close(): void;
}

/** Runs the go command and parses the JSON it prints, which also reports go's own errors. */
function go<Answer>(...args: readonly string[]): { readonly answer: Partial<Answer>; readonly stderr: string } {
  const { error, stdout, stderr } = spawnSync('go', args, { cwd: tmpdir(), encoding: 'utf8' });
  if (error) throw new Error(`go could not be started: ${error.message}`);
  return { answer: JSON.parse(stdout || '{}') as Partial<Answer>, stderr: stderr.trim() };
}

/**
 * Downloads a Go module and opens its zip file. The Go version that the module requires does not matter, because only
 * its files are read.
 *
 * @throws Error when the download fails or the checksum differs
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
 * @throws Error when the list is empty
 */
export function servedVersions(path: string): readonly string[] {
  const { answer, stderr } = go<{ Versions: readonly string[] }>('list', '-m', '-json', '-versions', path);
  if (!answer.Versions?.length) throw new Error(`the versions of ${path} cannot be listed: ${stderr}`);
  return answer.Versions;
}
