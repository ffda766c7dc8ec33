import * as fs from 'node:fs';
import * as path from 'node:path';
import * as library from '../../src';
import * as program from '../../src/cli/base/program';
import { COMMAND_VARIABLE } from '../../src/pipeline/protocol/options';
import { loadProgram } from './load-program';

/** A program that ended itself by `process.exit`. */
class Ended extends Error {
  constructor(public readonly code: number) {
    super(`the program ended itself with ${code}`);
  }
}

/** As the command runs programs. */
const inProcess = program.runProgram;

/** The programs that a command has run in the process of the test. */
export class ProgramsHere {
  /** What the last program wrote to the standard error. */
  public stderr = '';

  /** The last commands that programs got, the newest at the end. */
  public readonly commands: unknown[] = [];

  /**
   * Has the command run programs in this process instead of one of their own, which takes a second more: what
   * `test/cli/command.test.ts` and the end-to-end tests do. To be called before each test, as mocks are taken back.
   */
  public install(): jest.SpyInstance {
    return jest.spyOn(program, 'runProgram').mockImplementation(async (app, command, output, take) => {
      const name = app.split(' ').findLast((word) => /\.m?[jt]s$/.test(word));
      // Of something else than a program in a file, only a process can tell.
      if (name === undefined) return await inProcess(app, command, output, take);
      const scratch = fs.mkdtempSync(path.join(process.env.TMPDIR ?? '/tmp', 'flux-fleet-here-'));
      try {
        const report = path.join(scratch, 'report.json');
        const events = take && path.join(scratch, 'events.jsonl');
        this.commands.push(command);
        const exitCode = this.run(name, { ...command, report, ...(events && { events }) });
        if (events && fs.existsSync(events)) {
          for (const line of fs.readFileSync(events, 'utf8').split('\n')) if (line !== '') take(line);
        }
        if (!fs.existsSync(report)) return await Promise.resolve({ exitCode });
        return { exitCode, report: JSON.parse(fs.readFileSync(report, 'utf8')) as program.Report };
      } finally {
        fs.rmSync(scratch, { recursive: true, force: true });
      }
    });
  }

  private run(name: string, command: object): number {
    const before = new Set(process.listeners('uncaughtException'));
    this.stderr = '';
    const write = (text: unknown) => (this.stderr += String(text)) !== '';
    // Not spies: the test may have its own, which must be there again afterwards.
    const { error: consoleError, warn } = console;
    const exit = process.exit.bind(process);
    const { stderr } = process;
    // oxlint-disable-next-line typescript/unbound-method -- put back as it was
    const toTerminal = stderr.write;
    stderr.write = write;
    Object.assign(console, {
      error: (text: unknown) => write(`${String(text)}\n`),
      warn: (text: unknown) => write(`${String(text)}\n`),
    });
    process.exit = (code) => {
      throw new Ended(Number(code));
    };
    process.env[COMMAND_VARIABLE] = JSON.stringify(command);
    try {
      loadProgram(name);
      return Number(process.exitCode ?? 0);
    } catch (error) {
      if (error instanceof Ended) return error.code;
      const added = process.listeners('uncaughtException').filter((listener) => !before.has(listener));
      if (error instanceof library.FleetError && added.length > 0) added.at(-1)!(error, 'uncaughtException');
      else write((error as Error).stack);
      return 1;
    } finally {
      delete process.env[COMMAND_VARIABLE];
      process.exitCode = undefined;
      for (const listener of process.listeners('uncaughtException')) {
        if (!before.has(listener)) process.off('uncaughtException', listener);
      }
      Object.assign(console, { error: consoleError, warn });
      Object.assign(process, { exit });
      stderr.write = toTerminal;
    }
  }
}
