import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { reachableDeclarations } from './declarations';
import { ENTRIES, ROOT, STARTED } from './entries';
import { compactModule, compressedData, reachableModules } from './modules';

/*
 * `npm run build [FOLDER]`: compiles `src` to the folder `lib` of the package, or to another one. What is published is what a
 * user's program and compiler can reach: see modules.ts and declarations.ts.
 */

const out = resolve(process.argv[2] ?? join(ROOT, 'lib'));

void build().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function build(): Promise<void> {
  const { scripts, declarations } = compiled();
  fs.rmSync(out, { recursive: true, force: true });
  for (const file of reachableModules(scripts, [...ENTRIES, ...STARTED])) {
    const text = scripts.get(file)!;
    write(file, compressedData(file, text) ?? (await compactModule(text, isEntry(file))));
  }
  for (const [file, text] of reachableDeclarations(declarations, ENTRIES)) write(file, text);
}

function isEntry(file: string): boolean {
  return ENTRIES.some((entry) => file === `${entry}.js`);
}

function write(file: string, text: string): void {
  const path = join(out, file);
  fs.mkdirSync(dirname(path), { recursive: true });
  fs.writeFileSync(path, text);
}

/** What the compiler makes of `src`, by paths relative to the output folder. */
function compiled() {
  const config = join(ROOT, 'tsconfig.build.json');
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, (path) => ts.sys.readFile(path)).config,
    ts.sys,
    ROOT,
  );
  const program = ts.createProgram(fileNames, { ...options, outDir: '/' });
  const scripts = new Map<string, string>();
  const declarations = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (path, text) => {
    (path.endsWith('.d.ts') ? declarations : scripts).set(path.slice(1), text);
  });
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length > 0) {
    throw new Error(ts.formatDiagnostics(problems, { ...ts.createCompilerHost(options), getNewLine: () => '\n' }));
  }
  return { scripts, declarations };
}
