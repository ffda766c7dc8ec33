import * as fs from 'node:fs';
import { performance } from 'node:perf_hooks';
import { defined } from '../../core/defined';
import { formatProblem, Problem } from '../../core/problem';
import { RenderOptions } from './options';

/** How far a synthesis is. */
export type SynthProgress = Parameters<NonNullable<RenderOptions['onProgress']>>[0];

/** What a synthesis says while it runs, for programs to read. */
export type SynthEvent =
  | { readonly event: 'start'; readonly fleet: string }
  | ({ readonly event: 'progress'; readonly secondsLeft?: number } & SynthProgress)
  | ({ readonly event: 'warning' } & Problem)
  | ({ readonly event: 'done' } & object)
  | { readonly event: 'failed'; readonly problems: readonly Problem[] };

/** Where a synthesis says how it goes. */
export interface ProgressReporter {
  start(fleet: string): void;
  progress(progress: SynthProgress): void;
  warning(warning: Problem): void;
  done(report: object): void;
  failed(problems: readonly Problem[]): void;
  /** Called in the end, however it came. */
  close(): void;
}

/** The least time between two lines, so that they cost nothing beside the work. */
const LINE_INTERVAL_MS = 100;

/** How long a synthesis takes before a terminal shows that it runs, and a phase before it is known how fast it goes. */
const SHOW_AFTER_MS = 1_000;

/** Goes through a phase: says when it is time for a line again, and how long the phase still takes. */
class Pace {
  private phase?: SynthProgress['phase'];
  private begun = 0;
  private last = -Infinity;

  constructor(private readonly now: () => number) {}

  /** Whether so much time is over that something should be said. The beginning of a phase is always said. */
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

  /** Whole seconds, once it can be told: the first clusters take longer, as everything is compiled for them. */
  public secondsLeft({ done, of }: SynthProgress): number | undefined {
    const passed = this.now() - this.begun;
    return done === 0 || passed < SHOW_AFTER_MS ? undefined : Math.ceil(((of - done) * passed) / done / 1000);
  }
}

/** Says it to people: warnings as text, and on a terminal one line that is written again and again. */
export class TextProgress implements ProgressReporter {
  private readonly pace: Pace;
  private readonly begun: number;
  private isShown = false;

  /**
   * @param terminal the terminal; undefined where there is none
   * @param now milliseconds
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
    // A line that is broken could not be cleared.
    this.terminal.write(`\r\u001b[K${line.slice(0, Math.max((this.terminal.columns || 80) - 1, 0))}`);
    this.isShown = true;
  }

  public warning(warning: Problem): void {
    this.close();
    console.warn(`warning (${warning.id}) ${formatProblem(warning)}`);
  }

  public done(): void {}

  public failed(): void {}

  public close(): void {
    if (this.isShown) this.terminal?.write('\r\u001b[K');
    this.isShown = false;
  }
}

/** Says it to programs: appends one line of JSON for each event to a file. */
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
