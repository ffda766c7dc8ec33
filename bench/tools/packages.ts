import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CACHE } from '../run/workspace';
import { execute } from './execute';

/*
 * Installs peers that are not dependencies of this package from their registries, pinned by the files in this folder,
 * into a folder that git ignores.
 */

/** A program from a Go module of `bench/tools`: its path and version. */
export async function goTool(name: string, pkg: string): Promise<{ readonly file: string; readonly version: string }> {
  const module = join(__dirname, name);
  const file = join(await once(name, ['go.mod', 'go.sum'], (folder) => build(module, pkg, join(folder, name))), name);
  const pinned = readFileSync(join(module, 'go.mod'), 'utf8');
  // The tool's module has the longest path that is a prefix of the package path.
  const versions = [...pinned.matchAll(/^\s*(\S+) (v\S+)/gm)].filter(([, path]) => `${pkg}/`.startsWith(`${path}/`));
  return { file, version: versions.sort(([, a], [, b]) => b!.length - a!.length)[0]![2]! };
}

async function build(module: string, pkg: string, output: string): Promise<void> {
  const flags = ['-trimpath', '-mod=readonly', '-buildvcs=false', '-ldflags=-s -w'];
  const env = { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' };
  await execute(['go', 'build', ...flags, '-o', output, pkg], module, env);
}

/** A Python with the packages of requirements.txt. */
export async function python(): Promise<string> {
  const environment = await once('python', ['requirements.txt'], async (folder) => {
    await execute(['python3', '-m', 'venv', folder], dirname(folder));
    const requirements = join(__dirname, 'python', 'requirements.txt');
    await execute([join(folder, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '-r', requirements], folder);
  });
  return join(environment, 'bin', 'python');
}

/** Version of a Python package in requirements.txt. */
export function pinnedPython(name: string): string {
  const requirements = readFileSync(join(__dirname, 'python', 'requirements.txt'), 'utf8');
  return new RegExp(`^${name}==(\\S+)`, 'm').exec(requirements)![1]!;
}

/** A `node_modules` with the packages of a package.json of `bench/tools`. */
export async function nodeModules(name: string): Promise<string> {
  const files = ['package.json', 'package-lock.json'];
  const folder = await once(name, files, async (target) => {
    for (const file of files) cpSync(join(__dirname, name, file), join(target, file));
    await execute(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], target);
  });
  return join(folder, 'node_modules');
}

/** The folder that `make` filled, in this run or an earlier one with the same pins. */
async function once(name: string, pins: readonly string[], make: (folder: string) => Promise<void>): Promise<string> {
  const hash = createHash('sha256').update(process.platform + process.arch);
  for (const pin of pins) hash.update(readFileSync(join(__dirname, name, pin)));
  const folder = join(CACHE, `${name}-${hash.digest('hex').slice(0, 12)}`);
  const done = join(folder, '.done');
  if (existsSync(done)) return folder;
  process.stderr.write(`bench: installing ${name} (once per machine)\n`);
  // Built in its final place, because a Python environment cannot be moved. The marker is written last.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await make(folder);
  writeFileSync(done, '');
  return folder;
}
