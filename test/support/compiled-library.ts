import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';

const root = join(__dirname, '..', '..');

/**
 * The folder of the package as JavaScript, with `package.json`, `templates` and `lib` but no types: what tests give to processes of
 * their own, which start faster with it than with TypeScript. It is made once for each state of `src`.
 */
export function compiledLibrary(): string {
  const sources = fs
    .readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const manifest = join(root, 'package.json');
  const hash = createHash('sha256').update(fs.readFileSync(manifest));
  const texts = sources.map((file) => fs.readFileSync(join(root, 'src', file), 'utf8'));
  for (const [index, file] of sources.entries()) hash.update(`\0${file}\0`).update(texts[index]!);
  const templates = join(root, 'templates');
  const files = fs.readdirSync(templates, { recursive: true, encoding: 'utf8', withFileTypes: true });
  for (const file of files
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .sort()) {
    hash.update(`\0${file.slice(root.length)}\0`).update(fs.readFileSync(file));
  }
  const folder = join(root, '.cache', 'compiled', hash.digest('hex').slice(0, 16));
  if (fs.existsSync(folder)) return folder;

  const unfinished = `${folder}.${process.pid}`;
  for (const [index, file] of sources.entries()) {
    const { code } = transformSync(texts[index]!, { loader: 'ts', format: 'cjs', platform: 'node', target: 'node20' });
    const path = join(unfinished, 'lib', file.replace(/\.ts$/, '.js'));
    fs.mkdirSync(dirname(path), { recursive: true });
    fs.writeFileSync(path, code);
  }
  fs.copyFileSync(manifest, join(unfinished, 'package.json'));
  fs.cpSync(templates, join(unfinished, 'templates'), { recursive: true });
  try {
    fs.renameSync(unfinished, folder);
  } catch (error) {
    // Another process was faster.
    if (!fs.existsSync(folder)) throw error;
    fs.rmSync(unfinished, { recursive: true });
  }
  return folder;
}

/** Compiler options for programs: the compiled library has no types, so that its sources stand in for them. */
export function sourcePaths(): Record<string, string[]> {
  const entries = { '': 'src/index.ts', '/testing': 'src/testing-entry.ts', '-schemas': 'schemas/index.d.ts' };
  return Object.fromEntries(
    Object.entries(entries).map(([entry, file]) => [`cdk8s-flux-fleet${entry}`, [join(root, file)]]),
  );
}
