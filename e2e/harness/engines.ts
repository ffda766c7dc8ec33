import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheDirectory } from './cache';
import { ENGINES, type EngineName, type EngineRecipe, type PackagedEngine } from './engine-list';
import { LineBuffer } from './line-buffer';

const TOOLS = join(__dirname, '..', 'tools');
const PROGRESS_EVERY_MS = 15_000;
const LOG_LINES = 30;

// CGO off and trimmed paths: the same binary on every machine, no C compiler needed.
const BUILD_FLAGS = ['-trimpath', '-mod=readonly', '-buildvcs=false'];
const BUILD_ENV = { CGO_ENABLED: '0', GOFLAGS: '' };

const ensured = new Map<EngineName, Promise<string>>();
let lastBuild: Promise<unknown> = Promise.resolve();

/**
 * Path of an engine's executable; builds it when this machine has not done so before.
 *
 * Binaries are kept per user under a hash of all that goes into them, so a warm call costs milliseconds.
 * @throws when Go is missing or the build fails, naming the engine and the end of the build's log.
 */
export function ensureEngine(name: EngineName): Promise<string> {
  let engine = ensured.get(name);
  if (!engine) {
    engine = findOrBuild(name);
    ensured.set(name, engine);
  }
  return engine;
}

/** {@link ensureEngine} for several engines. */
export async function ensureEngines(...names: EngineName[]): Promise<string[]> {
  return Promise.all(names.map(ensureEngine));
}

async function findOrBuild(name: EngineName): Promise<string> {
  const recipe: EngineRecipe = ENGINES[name];
  const packaged = recipe.packaged && (await packagedEngine(recipe.packaged));
  if (packaged !== undefined) return packaged;
  const executable = cacheDirectory('engines', await recipeHash(recipe), name);
  if (await isExecutable(executable)) return executable;
  // One at a time: a Go build uses every core by itself, and two of them need twice the memory.
  const build = lastBuild.then(() => buildInto(executable, name, recipe));
  lastBuild = build.catch(() => undefined);
  await build;
  return executable;
}

async function recipeHash(recipe: EngineRecipe): Promise<string> {
  const hash = createHash('sha256');
  const own = (await readdir(join(TOOLS, recipe.module))).filter((name) => /^go\.(?:mod|sum)$|\.go$/.test(name));
  const others = await sharingModules(recipe);
  const files = [
    ...own.sort().map((name) => join(recipe.module, name)),
    ...others.map((module) => join(module, 'go.mod')),
    ...(others.length > 0 ? ['go.work', 'go.work.sum'] : []),
  ];
  for (const file of files) hash.update(await readFile(join(TOOLS, file))).update('\0');
  hash.update(JSON.stringify([recipe, BUILD_FLAGS, BUILD_ENV, process.platform, process.arch]));
  return hash.digest('hex').slice(0, 16);
}

/** The modules of the workspace, if the recipe's is one of them: their versions decide together. */
async function sharingModules({ module }: EngineRecipe): Promise<readonly string[]> {
  const workspace = await readFile(join(TOOLS, 'go.work'), 'utf8');
  const modules = [...workspace.matchAll(/^\t\.\/(\S+)$/gm)].map((match) => match[1]!);
  return modules.includes(module) ? modules : [];
}

async function buildInto(executable: string, name: EngineName, recipe: EngineRecipe): Promise<void> {
  const folder = join(executable, '..');
  const unfinished = join(folder, `.${name}.${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    await goBuild(unfinished, name, recipe);
    // A rename is atomic: another run sees no binary or a whole one.
    await rename(unfinished, executable);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function goBuild(output: string, name: EngineName, recipe: EngineRecipe): Promise<void> {
  const started = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  const log = new LineBuffer();
  const workspace = (await sharingModules(recipe)).length > 0 ? join(TOOLS, 'go.work') : 'off';
  const ldflags = ['-s', '-w', ...(recipe.ldflags ?? [])].join(' ');
  const child = spawn('go', ['build', ...BUILD_FLAGS, '-ldflags', ldflags, '-o', output, recipe.package], {
    cwd: join(TOOLS, recipe.module),
    env: { ...process.env, ...BUILD_ENV, GOWORK: workspace },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  log.follow(child.stdout);
  log.follow(child.stderr);
  progress(`engine ${name}: building (once per machine)`);
  const ticker = setInterval(() => progress(`engine ${name}: building, ${elapsed()}`), PROGRESS_EVERY_MS);
  try {
    const outcome = await new Promise<number | string | null>((resolve, reject) => {
      child.once('error', (cause) => reject(new Error(`engine ${name}: cannot run "go", install Go 1.26`, { cause })));
      child.once('close', (code, signal) => resolve(signal ?? code));
    });
    if (outcome !== 0) {
      throw new Error(`engine ${name}: build ended with ${outcome}:\n${log.last(LOG_LINES).join('\n')}`);
    }
  } finally {
    clearInterval(ticker);
  }
  progress(`engine ${name}: built in ${elapsed()}`);
}

/** Path of an engine that the operating system packages; undefined when it is to be built. */
async function packagedEngine({ executable, variable }: PackagedEngine): Promise<string | undefined> {
  const origin = process.env[variable] ?? '';
  if (!['', 'built', 'path'].includes(origin)) throw new Error(`${variable} is "${origin}": choose "built" or "path"`);
  if (origin === 'built') return undefined;
  const found = await findOnPath(executable);
  if (found === undefined && origin === 'path') throw new Error(`${variable} is "path", but PATH has no ${executable}`);
  return found;
}

async function findOnPath(executable: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter((part) => part !== '')) {
    const candidate = join(folder, executable);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

// Straight to stderr: a test runner holds console output back until the suite has ended.
function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}
