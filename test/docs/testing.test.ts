import * as fs from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { Folder } from '../support/folder';

const root = join(__dirname, '..', '..');
const page = fs.readFileSync(join(root, 'docs/testing.md'), 'utf8');

/** What the blocks take from the files around them. */
const AROUND = `
  import { Fleet, Placement } from 'cdk8s-flux-fleet';
  declare const makeFleet: (options: { replicas: number }) => Fleet;
`;

test('the compiler takes the blocks of the page', () => {
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) => text!);
  expect(blocks.length).toBe(4);
  const folder = new Folder(fs.mkdtempSync(join(root, 'node_modules/.cache-testing-')));
  try {
    folder.write('fleet.ts', `import { Fleet } from 'cdk8s-flux-fleet';\nexport declare const fleet: Fleet;\n`);
    folder.write(
      'fleet.test.ts',
      `${AROUND}${blocks.join('\n')}\nfor (const _ of testing.targets(Placement.environment('prod')));\n`,
    );
    const config = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config as object;
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram([folder.at('fleet.test.ts')], { ...options, noEmit: true });
    const file = program.getSourceFile(folder.at('fleet.test.ts'));
    const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))).toEqual([]);
  } finally {
    folder.delete();
  }
});
