import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Limits, runProcess } from './process';
import { ROOT, Workspace } from './workspace';

/** The floor: time to write a tree's files from memory. */
export interface Floor {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Writes the files of a tree once more into the workspace, in a separate process. */
export async function floorOf(tree: string, workspace: Workspace, limits: Limits): Promise<Floor> {
  const folder = workspace.folder('floor');
  const said = join(folder, 'seconds');
  const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  const program = join(__dirname, '..', 'programs', 'floor.ts');
  await runProcess(
    { args: [process.execPath, tsx, program, tree, join(folder, 'tree')], cwd: folder, stdout: said },
    limits,
  );
  const taken = JSON.parse(readFileSync(said, 'utf8')) as Floor;
  rmSync(folder, { recursive: true });
  return taken;
}
