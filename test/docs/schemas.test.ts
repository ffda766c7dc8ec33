import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Project, projects } from 'cdk8s-flux-fleet-schemas';
import { Folder } from '../support/folder';

const root = join(__dirname, '..', '..');
const page = fs.readFileSync(join(root, 'docs/schemas.md'), 'utf8');
const known: Readonly<Record<string, Project>> = projects;

test('the compiler takes the blocks of the page', () => {
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) => text!);
  expect(blocks.length).toBe(2);
  const folder = new Folder(fs.mkdtempSync(join(root, 'node_modules/.cache-schemas-')));
  try {
    folder.write('fleet.ts', `${blocks.join('\n')}\nfleet.addSchema(...Object.values(projects));\n`);
    const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config as object;
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram([folder.at('fleet.ts')], { ...options, noEmit: true });
    const file = program.getSourceFile(folder.at('fleet.ts'));
    const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
  } finally {
    folder.delete();
  }
});

test('the page names every project with its version and its kinds', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([\w-]+ [\d.]+).* \| (.+) \|$/gm)];
  expect(rows.map(([, key, name, kinds]) => [key, name, kinds])).toEqual(
    Object.entries(known).map(([key, { project, version, kinds }]) => [
      key,
      `${project} ${version}`,
      Object.keys(kinds)
        .map((name) => name.split('/')[1])
        .join(', '),
    ]),
  );
});

test('the package has what it needs, the licences too, and stays small', () => {
  const text = execFileSync('npm', ['pack', '--dry-run', '--json', './schemas'], { cwd: root, encoding: 'utf8' });
  const [{ files, size }] = JSON.parse(text) as [{ files: Array<{ path: string }>; size: number }];
  expect(files.map(({ path }) => path).sort()).toEqual(
    [
      ...['LICENSE', 'NOTICE', 'README.md', 'index.d.ts', 'index.js', 'package.json', 'data/index.json'],
      ...Object.values(known).map(({ project }) => `data/${project}.json`),
    ].sort(),
  );
  expect(size).toBeLessThan(200_000);
  const notice = fs.readFileSync(join(root, 'schemas/NOTICE'), 'utf8');
  for (const { project, version, module, licence } of Object.values(known)) {
    expect(notice).toContain(`${project} ${version}, from the Go module ${module}, under the licence ${licence}`);
  }
});

test('ES modules can import the projects by name', () => {
  const program = `import { projects } from ${JSON.stringify(join(root, 'schemas/index.js'))};
    console.log(Object.keys(projects).join());`;
  const text = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  expect(text.trim().split(',')).toEqual(Object.keys(known));
});
