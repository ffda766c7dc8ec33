import { exec } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';

/**
 * Runs an example's program as `npx cdk8s synth` does, but writes to another folder.
 *
 * @param example the example's folder
 * @param outdir the folder to write to
 * @throws Error with what the program printed, when it fails
 */
export async function synthesizeTo(example: string, outdir: string): Promise<void> {
  const { app } = parse(fs.readFileSync(path.join(example, 'cdk8s.yaml'), 'utf8')) as { app: string };
  const env = { ...process.env, CDK8S_OUTDIR: path.resolve(outdir) };
  await promisify(exec)(app, { cwd: example, env });
}
