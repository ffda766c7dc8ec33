// Writes the two documents that are made from the public declarations: API.md, the reference for readers, and
// etc/cdk8s-flux-fleet.api.md, the surface report that shows a breaking change in a diff.
// With --check nothing is written: the exit code says whether both are up to date.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { Application, ReflectionKind, TSConfigReader, TypeDocReader } from 'typedoc';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const check = process.argv.includes('--check');
const failures = [];
const outOfDate = (file) => `${file} is out of date: run "npm run docs:api" and review what it changes`;

/** Compiles src to declarations alone, which is what a user of the package sees, and a project that holds just these. */
function emitDeclarations() {
  mkdirSync('.cache/api', { recursive: true });
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = ['--emitDeclarationOnly', '--outDir', '.cache/api/types', '--incremental'];
  options.push('--tsBuildInfoFile', '.cache/api/tsbuildinfo');
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...options], { stdio: 'inherit' });
  if (run.status !== 0) process.exit(1);
  const tsconfig = {
    extends: '../../tsconfig.build.json',
    compilerOptions: { noEmit: true, rootDir: '.' },
    include: ['types/index.d.ts'],
  };
  writeFileSync('.cache/api/tsconfig.json', JSON.stringify(tsconfig));
}

function surfaceReport() {
  const config = ExtractorConfig.loadFileAndPrepare('etc/api-extractor.json');
  const result = Extractor.invoke(config, {
    localBuild: !check,
    messageCallback: (message) => {
      message.handled = message.logLevel !== 'error';
    },
  });
  if (result.errorCount > 0) failures.push('the public API has errors, see above');
  if (check && result.apiReportChanged) failures.push(outOfDate('etc/cdk8s-flux-fleet.api.md'));
}

async function reference() {
  const app = await Application.bootstrapWithPlugins({ options: 'etc/typedoc.json', logLevel: 'Warn' }, [
    new TypeDocReader(),
    new TSConfigReader(),
  ]);
  const model = await app.convert();
  if (!model) {
    failures.push('the reference could not be made, see above');
    return;
  }
  app.validate(model);
  for (const symbol of undocumented(model)) failures.push(`${symbol} has no docstring`);
  await app.generateOutputs(model);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) failures.push('the docstrings have problems, see above');
  const generated = '.cache/api/docs/API.md';
  if (check) {
    if (!sameText(generated, 'API.md')) failures.push(outOfDate('API.md'));
  } else {
    copyFileSync(generated, 'API.md');
  }
}

/** Names of public symbols without a docstring. The members of a type written in place speak for themselves. */
function undocumented(model) {
  const kinds =
    ReflectionKind.ClassOrInterface |
    ReflectionKind.Enum |
    ReflectionKind.EnumMember |
    ReflectionKind.TypeAlias |
    ReflectionKind.Variable |
    ReflectionKind.FunctionOrMethod |
    ReflectionKind.Accessor |
    ReflectionKind.Property;
  const inPlace = (symbol) => symbol?.kindOf(ReflectionKind.TypeLiteral) || (symbol && inPlace(symbol.parent));
  const signatures = (symbol) => symbol.signatures ?? [symbol.getSignature ?? symbol.setSignature ?? symbol];
  return model
    .getReflectionsByKind(kinds)
    .filter((symbol) => !inPlace(symbol.parent) && !symbol.flags.isExternal)
    .filter((symbol) => !symbol.hasComment() && !signatures(symbol).some((signature) => signature.hasComment()))
    .map((symbol) => symbol.getFullName());
}

function sameText(one, other) {
  try {
    return readFileSync(one, 'utf8') === readFileSync(other, 'utf8');
  } catch {
    return false;
  }
}

emitDeclarations();
surfaceReport();
await reference();
for (const failure of failures) console.error(`error: ${failure}`);
if (failures.length > 0) process.exit(1);
