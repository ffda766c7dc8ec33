import { FileSystem, nodeFileSystem } from '../../src/pipeline/write/file-system';

/** What is thrown where a killed process would just not go on. */
export class Killed extends Error {}

/**
 * How a call goes wrong: the process dies at it, it fails with a code, or it and every call behind it fail with EIO, as
 * when a disk is pulled out.
 */
export type Fault = 'kill' | 'ENOSPC' | 'EIO' | 'EACCES' | 'gone';

/** The machine's file system with one call that goes wrong. */
export class FaultyFiles {
  /** How many calls there were. */
  public calls = 0;

  /** What the call was that went wrong; undefined when there were not as many. */
  public hit: string | undefined;

  /** The calls, to be handed to the writer. */
  public readonly files: FileSystem;

  /** @param at the number of the call, counted from 1 */
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
      // A file can be there with only a part of its bytes.
      const content = Buffer.from(args[1] as string | Uint8Array);
      call(args[0], content.subarray(0, content.length / 2));
    }
    if (this.fault === 'kill') throw new Killed(this.hit);
    const code = this.fault === 'gone' ? 'EIO' : this.fault;
    const error: NodeJS.ErrnoException = new Error(`${code}: ${name}`);
    throw Object.assign(error, { code, syscall: name, path: args[0] });
  }
}
