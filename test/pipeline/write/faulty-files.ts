import { FileSystem, nodeFileSystem } from '../../../src/pipeline/write/file-system';

/** Thrown in place of a killed process, which would just stop. */
export class Killed extends Error {}

/**
 * Failure of a call: the process dies, the call fails with a code, or it and every later call fail with EIO, as when a
 * disk is pulled out.
 */
export type Fault = 'kill' | 'ENOSPC' | 'EIO' | 'EACCES' | 'gone';

/** The real file system with one failing call. */
export class FaultyFiles {
  /** Number of calls so far. */
  public calls = 0;

  /** The call that failed; undefined if there were fewer calls. */
  public hit: string | undefined;

  /** The file system for the writer. */
  public readonly files: FileSystem;

  /** @param at number of the failing call, counted from 1 */
  constructor(
    private readonly fault: Fault = 'kill',
    private readonly at = Infinity,
  ) {
    const wrapped = Object.entries(nodeFileSystem as unknown as Record<string, (...args: unknown[]) => unknown>).map(
      ([name, call]) => [name, (...args: unknown[]) => this.call(name, call, args)],
    );
    this.files = Object.fromEntries(wrapped) as FileSystem;
  }

  private call(name: string, call: (...args: unknown[]) => unknown, args: unknown[]): unknown {
    this.calls++;
    const again = this.calls > this.at && (this.fault === 'kill' || this.fault === 'gone');
    if (this.calls !== this.at && !again) return call(...args);
    this.hit ??= `${name} ${args.join(' ')}`;
    if (!again && name === 'create') {
      // A partially written file can exist.
      const content = Buffer.from(args[1] as string | Uint8Array);
      call(args[0], content.subarray(0, content.length / 2));
    }
    if (this.fault === 'kill') throw new Killed(this.hit);
    const code = this.fault === 'gone' ? 'EIO' : this.fault;
    const error: NodeJS.ErrnoException = new Error(`${code}: ${name}`);
    throw Object.assign(error, { code, syscall: name, path: args[0] });
  }
}
