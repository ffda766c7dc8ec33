import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import { firstNames } from '../../core/first-names';
import type { Command } from '../../pipeline/protocol/options';
import { plainLine } from '../../plan/diff/plain-line';
import { summaryLines } from '../../plan/report/format-report';
import type { Output } from '../base/output';
import { NO_SYNTHESIS, outcomeText, Report, runProgram } from '../base/program';
import { programStart } from '../base/program-start';
import { UsageError } from '../base/usage-error';
import { FileChanges } from './file-changes';
import { NextRun } from './next-run';
import { WaitingProgram } from './waiting-program';

/** Most files that a run lists. */
const LISTED = 20;

/** Files that say how a program is started: a process that waits may have read them. */
const SETTINGS = /(?:^|\/)(?:package(?:-lock)?|tsconfig[^/]*)\.json$|(?:^|\/)cdk8s\.yaml$/;

/**
 * Runs the program, and again after each change of a file of the repository or of the commit that is checked out, until
 * the process is interrupted, or nobody reads what it prints. A run that fails says why, and the next change starts another one.
 *
 * @param app tells how the program is run; asked before each run
 * @returns the exit code
 */
export async function watchProgram(app: () => string, command: Command, output: Output): Promise<number> {
  const files = await FileChanges.of(git('--show-toplevel') ?? process.cwd(), git('--absolute-git-dir'));
  const desk = new Desk(app, command, output);
  const next = new NextRun(files, shownName, (message) => void process.stderr.write(`${plainLine(message)}\n`));
  let isInterrupted = false;
  const stop = () => {
    isInterrupted = true;
    void files.close();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  // Nobody reads what it prints any more.
  process.stdout.once('error', stop);
  try {
    for (let changed: readonly string[] | undefined = []; changed && !isInterrupted; changed = await next.changed()) {
      const outdir = await desk.run(changed);
      if (outdir !== undefined) files.ignore(outdir);
    }
    return 0;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    process.stdout.off('error', stop);
    desk.close();
    await files.close();
  }
}

/** The runs of a program, and the process that waits for the next one. */
class Desk {
  private waiting: WaitingProgram | undefined;

  constructor(
    private readonly app: () => string,
    private readonly command: Command,
    private readonly output: Output,
  ) {}

  /**
   * Runs the program and prints what came of it.
   *
   * @param changed the files that changed
   * @returns the folder that the program writes; undefined if it failed
   */
  public async run(changed: readonly string[]): Promise<string | undefined> {
    const isJson = this.output.format === 'json';
    if (changed.some((name) => SETTINGS.test(name))) this.close();
    const names = [...new Set(changed.map(shownName))];
    if (isJson) this.print(JSON.stringify({ event: 'changed', files: names }));
    else if (names.length > 0) this.print(plainLine(`\n${time()} ${firstNames(names)} changed`));
    const stream = isJson ? 'stderr' : 'stdout';
    try {
      const app = this.app();
      const take = isJson ? (line: string) => this.print(line) : undefined;
      const launch = this.waiting?.isWaiting ? this.waiting.launch : undefined;
      const { exitCode, report } = await runProgram(app, this.command, stream, take, launch);
      this.waiting = undefined;
      const start = programStart(app, process.cwd());
      if (start) this.waiting = new WaitingProgram(start, stream);
      if (!isJson) this.print(report ? reportText(report) : exitCode === 0 ? NO_SYNTHESIS : `exit code ${exitCode}`);
      return report && realpathSync(report.outdir);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return undefined;
    }
  }

  /** Ends the process that waits. */
  public close(): void {
    this.waiting?.end();
    this.waiting = undefined;
  }

  private print(line: string): void {
    this.output.write(`${line}\n`);
  }
}

/** The files that a run has changed, and what Flux will do once they are committed. */
function reportText(report: Report): string {
  const { written = [], removed = [] } = report.changes ?? {};
  const files = [...written.map((file) => `  ~ ${file}`), ...removed.map((file) => `  - ${file}`)];
  const more = files.length > LISTED ? [`  … ${files.length - LISTED} more files`] : [];
  const plan = report.plan ? summaryLines(report.plan) : [];
  return plainLine([outcomeText(report), ...files.slice(0, LISTED), ...more, ...plan].join('\n'));
}

/** A file as the user knows it: relative to the working directory; HEAD for the commit that is checked out. */
function shownName(file: string): string {
  return /[\\/]HEAD$/.test(file) ? 'HEAD' : path.relative(process.cwd(), file);
}

/** The time of day, by which runs are told apart. */
function time(): string {
  return new Date().toLocaleTimeString('en-GB');
}

/** Git's answer about the repository of the working directory; undefined where there is none. */
function git(question: string): string | undefined {
  const { status, stdout } = spawnSync('git', ['rev-parse', question], { encoding: 'utf8' });
  return status === 0 ? stdout.replace(/\n$/, '') : undefined;
}
