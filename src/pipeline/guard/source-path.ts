import * as path from 'node:path';
import { Problem } from '../../core/problem';
import { FleetScope } from '../../features/fleet';
import { quote } from '../../kubernetes/names';
import { isIgnored, remotesOf, RepositoryFolder, repositoryFolder } from '../../plan/tree/repository';

/** A mismatch between the folder that Flux reads and the one that is written: an error if nobody gave the path. */
export interface PathMismatch extends Problem {
  readonly severity: 'error' | 'warning';
}

/**
 * Compares the path that Flux reads in the fleet's Git repository with the place of the output directory in it. A
 * program in a subfolder would otherwise tell Flux a path that does not exist.
 *
 * @returns undefined if they agree, or if the output is not committed to the repository around it
 */
export function pathMismatch<C extends object>(fleet: FleetScope<C>): PathMismatch | undefined {
  const { name: at, outdir, path: told, source, hasOwnPath } = fleet;
  if (source.kind !== 'GitRepository') return undefined;
  const folder = folderOf(outdir);
  if (folder === undefined || isPath(folder, told)) return undefined;
  if (isIgnored(folder) || isOtherRepository(folder, source.url)) return undefined;
  const right = folder.path === '' ? './' : `./${folder.path}`;
  const wrong = `Flux reads ${quote(told)} of the repository, and the files are written to ${quote(right)}`;
  const todo = `give the fleet path: '${right}'`;
  return hasOwnPath
    ? {
        id: 'path-elsewhere',
        severity: 'warning',
        at,
        message: `${wrong}: ${todo}, or, if the files get there by other means, silence this with fleet.acknowledgeWarning('path-elsewhere', 'how they get there')`,
      }
    : { id: 'path-elsewhere', severity: 'error', at, message: `${wrong}: ${todo}` };
}

/** Whether Flux reads the generated files from the repository that holds the output directory. */
export function readsRepository<C extends object>({ outdir, path: told, source }: FleetScope<C>): boolean {
  if (source.kind !== 'GitRepository') return false;
  const folder = folderOf(outdir);
  return folder !== undefined && isPath(folder, told) && !isIgnored(folder) && !isOtherRepository(folder, source.url);
}

function isPath(folder: RepositoryFolder, told: string): boolean {
  return folder.path === path.posix.normalize(told).replace(/^\.$|\/$/, '');
}

/** The output directory's place in its repository; undefined outside of repositories, and without Git. */
function folderOf(outdir: string): RepositoryFolder | undefined {
  try {
    return repositoryFolder(outdir);
  } catch {
    // The guard reports it, if it runs.
    return undefined;
  }
}

/** Address of a repository on another machine: with a scheme, or as `host:path`. */
const REMOTE = /^(?!file:)(?:[a-z+]+:\/\/|[^/\\]{2,}:)/i;

/** Whether the repository has remotes, and each has another name than the fleet's source. */
function isOtherRepository({ repository }: RepositoryFolder, url: string): boolean {
  const remotes = remotesOf(repository).filter((one) => REMOTE.test(one.url));
  return remotes.length > 0 && remotes.every((remote) => repositoryName(remote.url) !== repositoryName(url));
}

/** The last part of a repository's address. A fork has another owner, and a mirror another host. */
export function repositoryName(url: string): string | undefined {
  return /([^/:\\]+?)(?:\.git)?\/*$/i.exec(url)?.[1]?.toLowerCase();
}
