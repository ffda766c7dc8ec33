import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../check/files';
import { ROOT } from '../run/workspace';
import { execute } from './execute';

/**
 * Compiles a checkout's library into a folder, as in its package.
 *
 * @returns its version
 * @throws Error when it does not compile
 */
export async function buildLibrary(checkout: string, folder: string): Promise<string> {
  const { name, version, main } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const built = join(folder, 'package.json');
  if (isUpToDate(built, checkout)) return version!;
  mkdirSync(folder, { recursive: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const output = ['--outDir', join(folder, 'lib'), '--declaration', 'false'];
  // Incremental, because most runs follow a small change.
  const cached = ['--incremental', '--tsBuildInfoFile', join(folder, 'tsbuildinfo')];
  await execute([process.execPath, tsc, '-p', join(checkout, 'tsconfig.build.json'), ...output, ...cached], checkout);
  writeFileSync(built, JSON.stringify({ name, version, main, checkout }));
  return version!;
}

/** Whether no source file of a checkout is newer than the build. */
function isUpToDate(built: string, checkout: string): boolean {
  if (!existsSync(built)) return false;
  const { checkout: of } = JSON.parse(readFileSync(built, 'utf8')) as { readonly checkout?: string };
  const time = statSync(built).mtimeMs;
  const files = [...filesBelow(join(checkout, 'src')), join(checkout, 'package.json')];
  return of === checkout && files.every((file) => statSync(file).mtimeMs < time);
}
