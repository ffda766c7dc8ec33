import Module from 'node:module';
import { HOOK_VARIABLE, HookSettings, KeptProgram, readKept } from './kept-program';
import { Loader, record } from './recorder';

/*
 * Loaded into the program's process before anything else, by `--require`: keeps what the TypeScript runner makes of the
 * program, or runs what was kept.
 */

const text = process.env[HOOK_VARIABLE];
delete process.env[HOOK_VARIABLE];
if (text !== undefined) {
  const settings = JSON.parse(text) as HookSettings;
  if (settings.parent === process.ppid) {
    const kept = settings.mode === 'run' ? readKept(settings) : undefined;
    if (settings.mode === 'keep') record(settings);
    else run(settings, kept);
  }
}

/** Lets the loader take kept code for files, and the runner for all others. */
function run({ runner }: HookSettings, kept: KeptProgram | undefined): void {
  const loader = Module as unknown as Loader;
  const { _extensions: extensions, _resolveFilename: resolve } = loader;
  // As the runner does: stacks name lines of TypeScript.
  process.setSourceMapsEnabled(true);
  const endings = ['.ts', '.tsx', '.mts', '.cts'];
  const before = endings.map((ending) => extensions[ending]);
  for (const ending of endings) {
    extensions[ending] = (module, file) => {
      const code = kept?.code[file];
      if (code === undefined) return useRunner()._extensions[ending]!(module, file);
      (module as unknown as Loader['prototype'])._compile.call(module, code, file);
    };
  }
  loader._resolveFilename = (request, parent, ...rest) => {
    const known = parent ? kept?.resolved[parent.filename] : undefined;
    if (known === undefined) return resolve.call(loader, request, parent, ...rest);
    return known[request] ?? useRunner()._resolveFilename(request, parent, ...rest);
  };

  function useRunner(): Loader {
    loader._resolveFilename = resolve;
    endings.forEach((ending, at) => {
      if (before[at]) extensions[ending] = before[at];
      else delete extensions[ending];
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- known at run time only
    require(runner);
    return loader;
  }
}
