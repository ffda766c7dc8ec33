import * as fs from 'node:fs';
import { performance } from 'node:perf_hooks';
import { defined } from '../../core/defined';
import { formatWithSource, Problem } from '../../core/problem';
import { RenderOptions } from './options';

/** Progress of a synthesis. */
export type SynthProgress = Parameters<NonNullable<RenderOptions['onProgress']>>[0];

/** Events of a synthesis, for programs to read. */
export type SynthEvent =
  | { readonly event: 'start'; readonly fleet: string }
  | ({ readonly event: 'progress'; readonly secondsLeft?: number } & SynthProgress)
  | ({ readonly event: 'warning' } & Problem)
  | ({ readonly event: 'done' } & object)
  | { readonly event: 'failed'; readonly problems: readonly Problem[] };

/** Receiver of the progress of a synthesis. */
export interface ProgressReporter {
  start(fleet: string): void;
  progress(progress: SynthProgress): void;
  warning(warning: Problem): void;
  done(report: object): void;
  failed(problems: readonly Problem[]): void;
  /** Called at the end, after success and failure. */
  close(): void;
}

/** Minimum time between two lines, so that output costs nothing compared with the work. */
const LINE_INTERVAL_MS = 100;

/** Time before a terminal shows progress, and before a phase has an estimate. */
const SHOW_AFTER_MS = 1_000;

/** Limits the rate of lines and estimates the remaining time of a phase. */
class Pace {
  private phase?: SynthProgress['phase'];
  private begun = 0;
  private last = -Infinity;

  constructor(private readonly now: () => number) {}

  /** Whether the next line is due. The beginning of a phase always is. */
  public isDue({ phase }: SynthProgress): boolean {
    const now = this.now();
    if (phase === this.phase && now < this.last + LINE_INTERVAL_MS) return false;
    if (phase !== this.phase) {
      this.phase = phase;
      this.begun = now;
    }
    this.last = now;
    return true;
  }

  /** Remaining whole seconds; undefined at first, because the first clusters take longer while code is compiled. */
  public secondsLeft({ done, of }: SynthProgress): number | undefined {
    const passed = this.now() - this.begun;
    return done === 0 || passed < SHOW_AFTER_MS ? undefined : Math.ceil(((of - done) * passed) / done / 1000);
  }
}

/** Reports to people: warnings as text, progress as one line that is rewritten on a terminal. */
export class TextProgress implements ProgressReporter {
  private readonly pace: Pace;
  private readonly begun: number;
  private isShown = false;

  /**
   * @param terminal the terminal, if there is one
   * @param now the time in milliseconds
   */
  constructor(
    private readonly terminal: Pick<NodeJS.WriteStream, 'write' | 'columns'> | undefined,
    private readonly now = () => performance.now(),
  ) {
    this.pace = new Pace(now);
    this.begun = now();
  }

  public start(): void {}

  public progress(progress: SynthProgress): void {
    if (!this.terminal || !this.pace.isDue(progress) || this.now() < this.begun + SHOW_AFTER_MS) return;
    const { phase, done, of } = progress;
    const left = this.pace.secondsLeft(progress);
    const line =
      phase === 'write'
        ? `writing ${of} files`
        : `${phase === 'resolve' ? 'working out' : 'rendering'}: ${done} of ${of} clusters${left === undefined ? '' : `, ${left} s left`}`;
    // A wrapped line could not be cleared.
    this.terminal.write(`\r\u001b[K${line.slice(0, Math.max((this.terminal.columns || 80) - 1, 0))}`);
    this.isShown = true;
  }

  public warning(warning: Problem): void {
    this.close();
    console.warn(`warning (${warning.id}) ${formatWithSource(warning)}`);
  }

  public done(): void {}

  public failed(): void {}

  public close(): void {
    if (this.isShown) this.terminal?.write('\r\u001b[K');
    this.isShown = false;
  }
}

/** Reports to programs: appends one line of JSON per event to a file. */
export class EventProgress implements ProgressReporter {
  private readonly pace: Pace;

  constructor(
    private readonly file: string,
    now = () => performance.now(),
  ) {
    this.pace = new Pace(now);
  }

  public start(fleet: string): void {
    this.say({ event: 'start', fleet });
  }

  public progress(progress: SynthProgress): void {
    if (!this.pace.isDue(progress)) return;
    const secondsLeft = this.pace.secondsLeft(progress);
    this.say({ event: 'progress', ...progress, ...defined({ secondsLeft }) });
  }

  public warning(warning: Problem): void {
    this.say({ event: 'warning', ...warning });
  }

  public done(report: object): void {
    this.say({ event: 'done', ...report });
  }

  public failed(problems: readonly Problem[]): void {
    this.say({ event: 'failed', problems });
  }

  public close(): void {}

  private say(event: SynthEvent): void {
    fs.appendFileSync(this.file, `${JSON.stringify(event)}\n`);
  }
}
