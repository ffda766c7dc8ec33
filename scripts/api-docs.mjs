// Writes what is made from the public declarations: the reference for readers, API.md and docs/api, and the surface
// reports etc/*.api.md, one for each entry of the package, which show a breaking change in a diff.
// With --check nothing is written: the exit code says whether all of them are up to date.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { Application, ReflectionKind, TSConfigReader, TypeDocReader } from 'typedoc';
import ts from 'typescript';
import { TOPICS } from '../etc/api-topics.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
const check = process.argv.includes('--check');
const failures = [];
const types = join(root, '.cache/api/types');

/** Types from which the compiler computes a public one: readers see the result. */
const COMPUTED = new Set(['ChannelRules']);

/** The entries of the package by subpath, each with the file of its declarations and of its surface report. */
const entries = Object.entries(JSON.parse(readFileSync('package.json', 'utf8')).exports)
  .filter(([, target]) => target.types !== undefined)
  .map(([subpath, target]) => ({
    subpath,
    file: join(types, target.types.replace(/^\.\/lib\//, '')),
    report: ['cdk8s-flux-fleet', ...(subpath === '.' ? [] : [subpath.slice(2)])].join('.'),
  }));

/** Compiles src to declarations alone, which is what a user of the package sees. */
function emitDeclarations() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = ['--emitDeclarationOnly', '--outDir', types, '--incremental'];
  options.push('--tsBuildInfoFile', '.cache/api/tsbuildinfo');
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...options], { stdio: 'inherit' });
  if (run.status !== 0) process.exit(1);
}

/** Writes a module for each topic, so that each is a page, and a project of just these and the entries. */
function writeTopics() {
  rmSync(join(types, 'topics'), { recursive: true, force: true });
  mkdirSync(join(types, 'topics'), { recursive: true });
  for (const { page, title, entry, example, names } of TOPICS) {
    const { file } = entries.find(({ subpath }) => subpath === entry);
    const about = `# ${title}\n\n\`\`\`ts${example}\n\`\`\`\n\n@module ${page}`;
    const comment = about.split('\n').map((line) => ` * ${line}`);
    const from = file.replace(`${types}/`, '../').replace(/\.d\.ts$/, '');
    const lines = ['/**', ...comment, ' */', `export { ${names.join(', ')} } from '${from}';`, ''];
    writeFileSync(join(types, 'topics', `${page}.d.ts`), lines.join('\n'));
  }
  const tsconfig = {
    extends: '../../tsconfig.build.json',
    compilerOptions: { noEmit: true, rootDir: '.' },
    include: ['types/index.d.ts', 'types/topics/*.d.ts'],
  };
  writeFileSync('.cache/api/tsconfig.json', JSON.stringify(tsconfig));
}

/** What each entry exports, by the declarations themselves. */
function exportedSymbols() {
  const { config } = ts.readConfigFile('.cache/api/tsconfig.json', ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.cache/api');
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    options,
  );
  const checker = program.getTypeChecker();
  const target = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  return entries.flatMap(({ subpath, file }) =>
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file))).map((symbol) => ({
      name: symbol.name,
      subpath,
      symbol: target(symbol),
      isHidden: target(symbol)
        .getJsDocTags(checker)
        .some(({ name }) => name === 'hidden'),
    })),
  );
}

/** Every name is on one page, from the entry that the page says. */
function checkTopics(exported) {
  const placed = TOPICS.flatMap(({ page, entry, names }) => names.map((name) => ({ page, entry, name })));
  const shown = new Map();
  for (const { page, entry, name } of placed) {
    const found = exported.find((one) => one.name === name && one.subpath === entry);
    if (!found) failures.push(`${name} of the page ${page} is not exported by ${entry}: mend etc/api-topics.mjs`);
    else if (shown.has(found.symbol)) failures.push(`${name} is on two pages: mend etc/api-topics.mjs`);
    else shown.set(found.symbol, page);
  }
  for (const { name, subpath, symbol, isHidden } of exported) {
    if (!isHidden && !shown.has(symbol))
      failures.push(`${name} of ${subpath} is on no page: add it to etc/api-topics.mjs`);
  }
}

/** A report of each entry. A type that a declaration mentions can be imported from one of the entries. */
function surfaceReports(exported) {
  const names = new Set(exported.map(({ name }) => name));
  const prepare = ({ file, report }) => {
    const configObject = ExtractorConfig.loadFile('etc/api-extractor.json');
    configObject.mainEntryPointFilePath = file;
    configObject.apiReport.reportFileName = report;
    configObject.projectFolder = root;
    return ExtractorConfig.prepare({
      configObject,
      configObjectFullPath: join(root, 'etc/api-extractor.json'),
      packageJsonFullPath: join(root, 'package.json'),
    });
  };
  const configs = entries.map(prepare);
  const additionalEntryPoints = entries.slice(1).map(({ file }) => file);
  const compilerState = CompilerState.create(configs[0], { additionalEntryPoints });
  for (const config of configs) {
    const result = Extractor.invoke(config, {
      compilerState,
      localBuild: !check,
      messageCallback: (message) => {
        const forgotten = /^The symbol "(.*)" needs to be exported/.exec(message.text)?.[1];
        message.handled = message.logLevel !== 'error' || names.has(forgotten) || COMPUTED.has(forgotten);
        if (message.handled) message.logLevel = 'none';
      },
    });
    if (result.errorCount > 0) failures.push('the public API has errors, see above');
    if (check && result.apiReportChanged) failures.push(outOfDate(`etc/${config.reportFileName}`));
  }
}

function outOfDate(file) {
  return `${file} is out of date: run "npm run docs:api" and review what it changes`;
}

async function reference() {
  const app = await Application.bootstrapWithPlugins({ options: 'etc/typedoc.json', logLevel: 'Warn' }, [
    new TypeDocReader(),
    new TSConfigReader(),
  ]);
  // A link names what may be on any page, whatever its own file imports.
  app.converter.addUnknownSymbolResolver(({ symbolReference, moduleSource }, { project }) => {
    const [part, ...rest] = symbolReference?.path ?? [];
    if (moduleSource !== undefined || rest.length > 0) return undefined;
    const target = project.children.flatMap(({ children = [] }) => children).find(({ name }) => name === part?.path);
    return target && { target };
  });
  const model = await app.convert();
  if (!model) {
    failures.push('the reference could not be made, see above');
    return;
  }
  // Programs make none of these; without their own constructors, they would seem to have those of constructs.
  for (const made of model.getReflectionsByKind(ReflectionKind.Constructor)) {
    const { parent } = made;
    if (!parent.flags.isAbstract) continue;
    model.removeReflection(made);
    parent.groups = parent.groups?.filter(({ children }) => !children.includes(made));
  }
  app.validate(model);
  for (const symbol of undocumented(model)) failures.push(`${symbol} has no docstring`);
  await app.generateOutputs(model);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) failures.push('the docstrings have problems, see above');
  for (const { page } of TOPICS) publish(`docs/api/${page}.md`, readFileSync(`.cache/api/docs/${page}.md`, 'utf8'));
  publish('API.md', index());
  const pages = new Set(TOPICS.map(({ page }) => `${page}.md`));
  for (const file of readdirSync('docs/api').filter((name) => !pages.has(name))) {
    failures.push(`docs/api/${file} is no page of etc/api-topics.mjs: delete it`);
  }
}

/** The page of pages. */
function index() {
  const rows = TOPICS.map(({ page, title, entry, summary }) => {
    const from = entry === '.' ? 'cdk8s-flux-fleet' : `cdk8s-flux-fleet${entry.slice(1)}`;
    return `| [${title}](docs/api/${page}.md) | \`${from}\` | ${summary} |`;
  });
  const names = TOPICS.flatMap(({ page, names: all }) => all.map((name) => `[${name}](docs/api/${page}.md)`));
  return [
    '# API reference',
    '',
    'Every name that can be imported, by topic. Made from the docstrings by `npm run docs:api`.',
    '',
    '| page | import from | about |',
    '|---|---|---|',
    ...rows,
    '',
    '## Names',
    '',
    `${names.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)).join(',\n')}`,
    '',
  ].join('\n');
}

/** Writes a page, or says that it is not what it should be. */
function publish(file, text) {
  if (check) {
    if (textOf(file) !== text) failures.push(outOfDate(file));
    return;
  }
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
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

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

emitDeclarations();
writeTopics();
const exported = exportedSymbols();
checkTopics(exported);
surfaceReports(exported);
await reference();
for (const failure of failures) console.error(`error: ${failure}`);
if (failures.length > 0) process.exit(1);
