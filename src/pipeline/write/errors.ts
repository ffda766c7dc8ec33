import { FleetError } from '../../core/problem';
import { codeOf } from './file-system';
import { InTheWayError, UnreadableJournalError } from './journal';
import { shown, WORK } from './paths';

/**
 * A run that could neither finish nor revert: files of the old and the new tree are mixed. The next run continues where
 * this one stopped.
 */
export class UnfinishedWriteError extends Error {
  constructor(outdir: string, cause: unknown) {
    super(
      `[${outdir}] could not be written to the end, ${reason(cause)}: see to that and run again, which finishes it, ` +
        `or bring ${outdir} back from Git and remove ${outdir}/${WORK}`,
      { cause },
    );
    this.name = 'UnfinishedWriteError';
  }
}

/** A run that wrote everything, but could not remove its work folder. */
export class LeftoversError extends Error {
  constructor(outdir: string, cause: unknown) {
    super(`[${outdir}] was written, but ${outdir}/${WORK} stayed behind, ${reason(cause)}: remove it or run again`, {
      cause,
    });
    this.name = 'LeftoversError';
  }
}

/** A failure of the file system as a FleetError; any other error unchanged. */
export function asFleetError(outdir: string, error: unknown): unknown {
  if (error instanceof InTheWayError) {
    const message = 'came to stand where a generated file belongs while it was being written: move it away';
    return new FleetError([{ id: 'foreign', at: shown(error.path), message }]);
  }
  if (error instanceof UnreadableJournalError) return new UnfinishedWriteError(outdir, error);
  const code = codeOf(error);
  if (code === undefined) return error;
  const { path } = error as NodeJS.ErrnoException;
  const at = path?.startsWith(`${outdir}/`) ? path.slice(outdir.length + 1) : outdir;
  return new FleetError([{ id: 'io', at: shown(at), message: `${reason(error)}: ${remedy(code)}` }]);
}

function reason(error: unknown): string {
  const code = codeOf(error);
  if (code === undefined) return `because ${error instanceof Error ? error.message : String(error)}`;
  const { syscall } = error as NodeJS.ErrnoException;
  return `${syscall ?? 'a call'} failed with ${code}`;
}

function remedy(code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'make room and run again';
    case 'EACCES':
    case 'EPERM':
      return 'get the right to write there and run again';
    case 'EROFS':
      return 'write to a file system that is not read-only';
    default:
      return 'see to the file system and run again';
  }
}
