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

/**
 * Downloads a Go module and opens its zip file. A module that asks for a newer Go than the one at hand is read all
 * the same: only its files are wanted.
 *
 * @throws Error when it cannot be had, or has another checksum
 */
export function openModule(module: GoModule): ModuleFiles {
  const id = `${module.path}@${module.version}`;
  const run = spawnSync('go', ['mod', 'download', '-json', id], { cwd: tmpdir(), encoding: 'utf8' });
  if (run.error) throw new Error(`go could not be started: ${run.error.message}`);
  const answer = JSON.parse(run.stdout || '{}') as { Zip?: string; Sum?: string; Error?: string };
  if (!answer.Zip || !answer.Sum) throw new Error(`${id} cannot be downloaded: ${answer.Error ?? run.stderr.trim()}`);
  if (answer.Sum !== module.sum) throw new Error(`${id} has checksum ${answer.Sum}, not ${module.sum}: do not use it`);
  const zip = new Zip(answer.Zip);
  const prefix = `${id}/`;
  return {
    names: zip.names().map((name) => name.slice(prefix.length)),
    text: (name) => zip.text(prefix + name),
    close: () => zip.close(),
  };
}
