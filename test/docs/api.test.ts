import * as fs from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Folder } from '../support/folder';

const root = join(__dirname, '..', '..');
const pages = fs.readdirSync(join(root, 'docs/api'));

/** What examples take from the program around them, where they do not make it themselves. */
const AROUND: Readonly<Record<string, string>> = {
  fleet: "import('cdk8s-flux-fleet').Fleet<{ region: string }>",
  cluster: "import('cdk8s-flux-fleet').Cluster<{ region: string }>",
  source: "import('cdk8s-flux-fleet').Source",
  web: "import('cdk8s-flux-fleet').Tenant<{ region: string }>",
  chart: "import('cdk8s').Chart",
  object: 'unknown',
};

test('each page begins with an example that the compiler takes, and none is over 60 kB', () => {
  const folder = new Folder(fs.mkdtempSync(join(root, 'node_modules/.cache-api-')));
  try {
    for (const page of pages) {
      const text = fs.readFileSync(join(root, 'docs/api', page), 'utf8');
      expect([page, Buffer.byteLength(text) <= 60_000]).toEqual([page, true]);
      const [, example] = /^# [^\n]+\n\n```ts\n([^]*?)^```$/m.exec(text)!;
      const around = Object.entries(AROUND).filter(([name]) => !new RegExp(`const ${name}\\b`).test(example!));
      const declared = around.map(([name, type]) => `declare const ${name}: ${type};\n`);
      folder.write(page.replace(/\.md$/, '.ts'), `${declared.join('')}${example}`);
    }
    const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config as object;
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const files = pages.map((page) => folder.at(page.replace(/\.md$/, '.ts')));
    const program = ts.createProgram(files, { ...options, noEmit: true, noUnusedLocals: false });
    const problems = files.flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ messageText }) =>
          `${file.slice(folder.path.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    });
    expect(problems).toEqual([]);
  } finally {
    folder.delete();
  }
}, 60_000);
