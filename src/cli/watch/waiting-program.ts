import { ChildProcess, spawn } from 'node:child_process';
import * as path from 'node:path';
import type { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { Launch, outputTo } from '../base/program';
import { ProgramStart } from '../base/program-start';

/** A fleet's program whose process has started and loaded this library, and waits for its command. */
export class WaitingProgram {
  private readonly child: ChildProcess;

  constructor(start: ProgramStart, output: 'stderr' | 'stdout') {
    const args = [...start.args.slice(0, 2), '--import', pathToFileURL(path.join(__dirname, 'wait.js')).href];
    this.child = spawn(process.execPath, [...args, ...start.args.slice(2)], {
      stdio: [...outputTo(output), 'pipe'],
      env: { ...process.env, ...start.env },
    });
    // Another process does the work of one that has ended by itself.
    this.child.on('error', () => undefined);
    this.pipe.on('error', () => undefined);
  }

  /** Whether its process is there. One that has ended takes no command. */
  public get isWaiting(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }

  /** Gives it the command. */
  public readonly launch: Launch = (command) => {
    this.pipe.end(command);
    return this.child;
  };

  /** Ends it without a command. */
  public end(): void {
    this.pipe.end();
    this.child.kill();
  }

  private get pipe(): Writable {
    return this.child.stdio[3] as Writable;
  }
}
