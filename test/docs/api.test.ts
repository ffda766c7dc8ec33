import * as fs from 'node:fs';
import { join } from 'node:path';
import { compilerFindings } from '../support/compile';

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

test('what the compiler refuses is found', () => {
  const wrong = "import { Fleet } from 'cdk8s-flux-fleet';\nnew Fleet();\n";
  expect(compilerFindings({ 'wrong.ts': wrong, 'right.ts': 'export const one: number = 1;\n' })).toEqual([
    { file: 'wrong.ts', line: 'new Fleet();', message: 'Expected 1 arguments, but got 0.' },
  ]);
});

test('each page begins with an example that the compiler takes, and none is over 60 kB', () => {
  const programs: Record<string, string> = {};
  for (const page of pages) {
    const text = fs.readFileSync(join(root, 'docs/api', page), 'utf8');
    expect([page, Buffer.byteLength(text) <= 60_000]).toEqual([page, true]);
    const [, example] = /^# [^\n]+\n\n```ts\n([^]*?)^```$/m.exec(text)!;
    const around = Object.entries(AROUND).filter(([name]) => !new RegExp(`const ${name}\\b`).test(example!));
    const declared = around.map(([name, type]) => `declare const ${name}: ${type};\n`);
    programs[page.replace(/\.md$/, '.ts')] = `${declared.join('')}${example}`;
  }
  expect(compilerFindings(programs)).toEqual([]);
});
