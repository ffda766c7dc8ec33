import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FleetData } from '../fleet-data';
import { CACHE, ROOT } from '../run/workspace';
import { buildLibrary } from '../tools/library';
import { transpiled } from '../tools/transpiled';
import { Job, PROGRAMS, System, writeJson } from './system';

/** How to run the program: compiled, from TypeScript, or compiled and without checks of the rendered objects. */
type How = 'node' | 'tsx' | 'unchecked';

/**
 * This library in a user's project: the compiled library as a dependency, and one program.
 *
 * @param checkout the checkout of the library; the benchmark's own, or another to compare with
 */
export function ours(how: How, checkout = ROOT): System {
  const other = checkout !== ROOT;
  const library = join(CACHE, other ? `library-${basename(checkout)}` : 'library');
  return {
    id: `${other ? 'base' : 'ours'}${how === 'node' ? '' : `-${how}`}`,
    title: `${other ? 'the other checkout' : 'cdk8s-flux-fleet'}, ${how}`,
    processPerCluster: false,
    install: () => buildLibrary(checkout, library),
    prepare: (folder, fleet) => prepare(folder, fleet, how, library),
  };
}

function prepare(folder: string, fleet: FleetData, how: How, library: string): Job {
  const source = join(PROGRAMS, 'ours', 'fleet.ts');
  const program = join(folder, how === 'tsx' ? 'fleet.ts' : 'fleet.js');
  const data = join(folder, 'fleet.json');
  const out = join(folder, 'dist');
  writeFileSync(program, how === 'tsx' ? readFileSync(source) : transpiled(source));
  writeJson(data, fleet);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(library, join(folder, 'node_modules', 'cdk8s-flux-fleet'));
  const through =
    how === 'tsx'
      ? [join(ROOT, 'node_modules/tsx/dist/cli.mjs')]
      : how === 'unchecked'
        ? ['--require', copiedTo(folder, 'unchecked.js')]
        : [];
  return {
    commands: [{ args: [process.execPath, ...through, program, data], cwd: folder, env: { CDK8S_OUTDIR: out } }],
    out,
    cache: join(folder, 'node_modules', '.cache'),
    source: [source],
  };
}

/** A file next to the program, where it can import the library. */
function copiedTo(folder: string, name: string): string {
  const file = join(folder, name);
  copyFileSync(join(PROGRAMS, 'ours', name), file);
  return file;
}
