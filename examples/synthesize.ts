import { execSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';

/**
 * Runs an example's program as `npx cdk8s synth` does, but writes to another folder.
 *
 * @param example the example's folder
 * @param outdir the folder to write to
 * @throws Error when the program fails; what it prints then is on the standard error output
 */
export function synthesizeTo(example: string, outdir: string): void {
  const { app } = parse(fs.readFileSync(path.join(example, 'cdk8s.yaml'), 'utf8')) as { app: string };
  const env = { ...process.env, CDK8S_OUTDIR: path.resolve(outdir) };
  execSync(app, { cwd: example, env, stdio: ['ignore', 'ignore', 'inherit'] });
}
