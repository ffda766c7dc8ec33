import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { SourceLocation } from '../../core/source-location';
import type { FleetModel } from '../../pipeline/model/model';
import { APP, flag } from '../base/declaration';
import { diffText } from '../base/diff-text';
import { fenced, Output } from '../base/output';
import { appCommand } from '../base/program';
import { ask, askModel } from '../base/query';
import { CannotEdit } from './cannot-edit';
import { ProgramFiles } from './program-files';
import { Statements } from './statements';
import { typeProblems } from './types';

/** Options of all commands that change the program. */
export const EDIT_OPTIONS = {
  app: APP,
  'dry-run': flag('show the difference, and change nothing'),
  force: flag('change files with uncommitted changes too, which git cannot undo'),
} as const;

/** The input of a change of the program. */
export interface EditSession {
  readonly model: FleetModel;
  readonly statements: Statements;
  readonly files: ProgramFiles;
}

/** Values of {@link EDIT_OPTIONS}. */
interface EditValues {
  readonly app: string | undefined;
  readonly 'dry-run': boolean;
  readonly force: boolean;
}

/**
 * Changes the program: shows the difference, writes it, and runs the program and the compiler to see that it is sound.
 *
 * @param change collects the edits, and returns what to do next, a line each
 * @returns the exit code
 */
export async function editProgram(
  options: EditValues,
  output: Output,
  change: (session: EditSession) => readonly string[],
): Promise<number> {
  const app = appCommand(options.app);
  const model = await askModel(app);
  if (typeof model === 'number') return model;
  let session: EditSession;
  let next: readonly string[];
  try {
    const files = new ProgramFiles(app, filesOf(model));
    session = { model, files, statements: new Statements(files) };
    next = change(session);
    session.statements.finish();
  } catch (error) {
    if (!(error instanceof CannotEdit)) throw error;
    const { message, paste } = error;
    process.stderr.write(
      `${message}: nothing was changed${paste === undefined ? '' : `; write this where it belongs\n\n${paste}`}\n`,
    );
    return 1;
  }
  const { changes } = session.files;
  const dirty =
    options['dry-run'] || options.force
      ? []
      : uncommitted(changes.flatMap(({ file, old }) => (old === undefined ? [] : [file])));
  if (dirty.length > 0) {
    process.stderr.write(
      `${dirty.join(', ')} ${dirty.length > 1 ? 'have' : 'has'} uncommitted changes: commit them, so that git can undo this, or give --force\n`,
    );
    return 1;
  }
  const diffs = (to: Output) => changes.map(({ file, ...sides }) => diffText({ path: file, ...sides }, to)).join('');
  const steps = next.map((line) => `${line}\n`).join('');
  if (!options['dry-run']) {
    for (const { file, next: text } of changes) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text);
    }
  }
  output.print({
    text: (to) => `${diffs(to)}${steps === '' ? '' : `\n${steps}`}`,
    markdown: () => `${fenced(diffs(new Output('markdown', false)), 'diff')}\n${steps}`,
    data: () => ({ changes, next }),
  });
  return options['dry-run']
    ? 0
    : await check(
        app,
        session.files,
        changes.map(({ file }) => file),
      );
}

/** The files of all statements that the model knows. */
function filesOf({ clusters, environments, groups, tenants, apps, components }: FleetModel): string[] {
  const located: ReadonlyArray<{ readonly location?: SourceLocation }> = [
    ...[clusters, environments, groups, tenants, apps, components].flat(),
  ];
  const files = located.flatMap(({ location }) => (location ? [location.file] : []));
  return [...new Set(files)].filter((file) => /\.[cm]?[jt]sx?$/.test(file) && fs.existsSync(file));
}

/** Files that Git could not bring back; none where nothing is committed yet. */
function uncommitted(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const git = (...args: readonly string[]) => spawnSync('git', args, { encoding: 'utf8' });
  if (git('rev-parse', '--verify', '--quiet', 'HEAD').status !== 0) return [];
  return files.filter((file) => git('status', '--porcelain', '--ignored', '--', file).stdout !== '');
}

/** Runs the compiler and the program as they are now. */
async function check(app: string, { ts }: ProgramFiles, files: readonly string[]): Promise<number> {
  const undo = `git restore ${files.join(' ')} undoes the change of files that were there`;
  const problems = typeProblems(ts);
  if (problems.length > 0) {
    process.stderr.write(
      `the compiler refuses the program now, mend it; ${undo}\n${problems.map((line) => `  ${line}\n`).join('')}`,
    );
    return 1;
  }
  const report = await ask(app, { action: 'plan' });
  if (typeof report === 'number') {
    process.stderr.write(`the program is refused now, mend it; ${undo}\n`);
    return report;
  }
  const refused = report.plan!.findings.filter(({ severity }) => severity === 'error');
  if (refused.length === 0) return 0;
  const lines = refused.map(({ at, message }) => `  [${at}] ${message}\n`);
  process.stderr.write(`the plan refuses the change, see flux-fleet plan; ${undo}\n${lines.join('')}`);
  return 1;
}
