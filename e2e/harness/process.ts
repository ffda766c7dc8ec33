import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { LineBuffer } from './line-buffer';
import { Patience } from './patience';
import { releaseProcess, watchProcess } from './reaper';

const LOG_LINES = 30;
const POLL_MS = 50;

// An engine that comes up logs what it does, however slowly; one that retries in vain may log forever.
const START = { stallMs: 120_000, limitMs: 600_000 };

/** How to start an engine. */
export interface EngineProcessProps {
  /** Name used in errors, such as `manager/kube-apiserver`. */
  readonly name: string;
  readonly executable: string;
  readonly args: readonly string[];
  /** The engine's whole environment: nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Asked again and again until it says true; what it throws counts as "not yet". */
  readonly ready: () => Promise<boolean>;
}

const running = new Set<EngineProcess>();

/** Engines that were started and have not ended. */
export function runningEngines(): EngineProcess[] {
  return [...running];
}

/** An engine that could not be started, or ended although nobody had stopped it. */
export class EngineError extends Error {
  constructor(
    readonly engine: string,
    problem: string,
    /** The last lines that the engine wrote. */
    readonly log: readonly string[],
  ) {
    super(`engine ${engine}: ${problem}; its last log lines:\n${log.join('\n') || '(none)'}`);
    this.name = 'EngineError';
  }
}

/** A running engine: a child of this process that cannot outlive it. */
export class EngineProcess {
  /**
   * Starts an engine and waits until it is ready.
   * @throws EngineError when it ends before, or makes no progress towards being ready.
   */
  static async start(props: EngineProcessProps): Promise<EngineProcess> {
    const engine = new EngineProcess(props);
    try {
      await engine.waitUntilReady(props);
    } catch (error) {
      await engine.stop();
      throw error;
    }
    return engine;
  }

  readonly name: string;
  private readonly child: ChildProcess;
  private readonly buffer = new LineBuffer();
  private readonly ended: Promise<void>;
  private ending: string | undefined;

  private constructor(props: EngineProcessProps) {
    this.name = props.name;
    this.child = spawn(props.executable, props.args, {
      cwd: props.cwd,
      env: { ...props.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Unreferenced: a suite that forgets to stop an engine ends all the same, and the reaper takes the engine.
    this.child.unref();
    this.follow(this.child.stdout);
    this.follow(this.child.stderr);
    running.add(this);
    const pid = this.child.pid;
    if (pid !== undefined) watchProcess(pid);
    // `close` comes after `exit`, when the last of the log has been read.
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.ending ??= how;
        running.delete(this);
        void (pid === undefined ? Promise.resolve() : releaseProcess(pid)).then(resolve);
      };
      this.child.once('error', (error) => end(`could not be started: ${error.message}`));
      this.child.once('close', (code, signal) => end(`ended with ${signal ?? `exit code ${code}`}`));
    });
  }

  /** Process id; undefined when the executable could not be run at all. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The last lines that the engine wrote, oldest first. */
  log(count?: number): string[] {
    return this.buffer.last(count);
  }

  /** @throws EngineError when the engine has ended. */
  assertRunning(): void {
    if (this.ending !== undefined) throw new EngineError(this.name, this.ending, this.log(LOG_LINES));
  }

  /** Ends the engine by its process id: politely, and after the grace time by force. */
  async stop(graceMs = 5_000): Promise<void> {
    if (this.ending === undefined) {
      this.child.ref();
      this.child.kill('SIGTERM');
      const force = setTimeout(() => this.child.kill('SIGKILL'), graceMs);
      await this.ended;
      clearTimeout(force);
    }
    await this.ended;
  }

  private follow(stream: Readable | null): void {
    if (!stream) return;
    this.buffer.follow(stream);
    (stream as Socket).unref();
  }

  private async waitUntilReady({ ready }: EngineProcessProps): Promise<void> {
    const patience = new Patience(START);
    for (;;) {
      this.assertRunning();
      if (await ready().catch(() => false)) break;
      patience.see(`${this.buffer.count} lines`);
      const why = patience.exhausted();
      if (why !== undefined) {
        this.assertRunning();
        throw new EngineError(this.name, `not ready: ${why}`, this.log(LOG_LINES));
      }
      await Promise.race([sleep(POLL_MS), this.ended]);
    }
  }
}
