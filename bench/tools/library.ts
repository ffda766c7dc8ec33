import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run/workspace';
import { execute } from './execute';

/**
 * Compiles a checkout's library into a folder, as its package holds it.
 *
 * @returns its version
 * @throws Error when it does not compile
 */
export async function buildLibrary(checkout: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const output = ['--outDir', join(folder, 'lib'), '--declaration', 'false'];
  // Incremental: most runs come after a small change.
  const cached = ['--incremental', '--tsBuildInfoFile', join(folder, 'tsbuildinfo')];
  await execute([process.execPath, tsc, '-p', join(checkout, 'tsconfig.build.json'), ...output, ...cached], checkout);
  const { name, version, main } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, main }));
  return version!;
}
