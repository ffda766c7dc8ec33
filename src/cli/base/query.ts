import type { FleetModel } from '../../pipeline/model/model';
import type { Command } from '../../pipeline/protocol/options';
import { appCommand, NO_SYNTHESIS, Report, runProgram } from './program';
import { UsageError } from './usage-error';

/**
 * Runs the program once with a request. Its own output goes to standard error.
 *
 * @returns its report, or the exit code of a program that failed
 * @throws UsageError when the program never synthesizes
 */
export async function ask(app: string | undefined, request: Command): Promise<Report | number> {
  const { exitCode, report } = await runProgram(appCommand(app), request, 'stderr');
  if (exitCode !== 0) return exitCode;
  if (report === undefined) throw new UsageError(NO_SYNTHESIS);
  return report;
}

/** The fleet's model, or the exit code of a program that failed. */
export async function askModel(app: string | undefined): Promise<FleetModel | number> {
  const report = await ask(app, { action: 'query', question: 'model' });
  return typeof report === 'number' ? report : report.model!;
}
