import * as fs from 'node:fs';
import { join } from 'node:path';
import { compilerFindings } from '../support/compile';

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
  const fleet = `import { Fleet } from 'cdk8s-flux-fleet';\nexport declare const fleet: Fleet;\n`;
  const tests = `${AROUND}${blocks.join('\n')}\nfor (const _ of testing.targets(Placement.environment('prod')));\n`;
  expect(compilerFindings({ 'fleet.ts': fleet, 'fleet.test.ts': tests }, ['node', 'jest'])).toEqual([]);
});
