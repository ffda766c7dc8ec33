// `npm run test:deep`: the randomized tests at full size. All other tests are the same as in `npm test`.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const files = readdirSync('test', { recursive: true })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter((file) => readFileSync(file, 'utf8').includes('process.env.DEEP'))
  .sort();
const args = ['node_modules/jest/bin/jest.js', '--ci', '--runTestsByPath', ...files];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, DEEP: '1' } });
process.exitCode = status ?? 1;
