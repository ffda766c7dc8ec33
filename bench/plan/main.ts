import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { volumeOf } from '../check/files';
import { digits } from '../report/goals';
import { runProcess } from '../run/process';
import { spreadOf } from '../run/statistics';
import { Workspace } from '../run/workspace';
import { ours } from '../systems/ours';
import { transpiled } from '../tools/transpiled';
import { Change, CHANGES, repository } from './trees';

const ROUNDS = 3;
const LIMITS = { seconds: 300 };

/** Maximum resident memory of the process and its git. */
const GOAL_MB = 1500;

/**
 * Measures the comparison of a committed fleet with a changed one: cold processes, from git to the text of a pull
 * request comment.
 */
export async function benchPlan(): Promise<void> {
  const workspace = Workspace.memory();
  const system = ours('node');
  await system.install();
  const fleet = await repository(system, workspace);
  const { folder } = fleet;
  const program = join(folder, 'plan.js');
  writeFileSync(program, transpiled(join(__dirname, 'program.ts')));
  const { files } = volumeOf(join(folder, 'dist'));
  console.log(`plan between two trees of ${files} files, medians of ${ROUNDS} cold processes`);
  for (const change of CHANGES) {
    await fleet.write(change);
    await measure(change, folder, program);
  }
}

async function measure({ what, seconds: goal }: Change, folder: string, program: string): Promise<void> {
  const stdout = join(folder, 'plan.md');
  const costs = [];
  for (let round = 0; round < ROUNDS; round++) {
    costs.push(await runProcess({ args: [process.execPath, program, folder], cwd: folder, stdout }, LIMITS));
  }
  if (!readFileSync(stdout, 'utf8').includes('changed')) throw new Error(`plan of ${what} tells of no change`);
  tell(what, 's', goal, spreadOf(costs.map(({ seconds }) => seconds)).median);
  tell(what, 'MB', GOAL_MB, spreadOf(costs.map(({ peakMb }) => peakMb)).median);
}

function tell(what: string, unit: string, goal: number, figure: number): void {
  const met = figure < goal;
  console.log(`  ${what}: ${digits(figure)} ${unit}, goal under ${digits(goal)} ${unit}: ${met ? 'met' : 'MISSED'}`);
  if (!met) process.exitCode = 1;
}
