import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { COMMAND_VARIABLE } from '../../pipeline/protocol/options';

/**
 * Preload of Node.js for a fleet's program that is to wait for its command: first what the program needs of this
 * library, then, from the file descriptor 3, the command. Nothing of the user's is read before it is there.
 */

/** Modules that a synthesis loads on first use. */
const ON_FIRST_USE = [
  '../../pipeline/run',
  '../../pipeline/guard/guard-tree',
  '../../plan',
  '../../plan/guard/finding',
];

try {
  createRequire(path.join(process.cwd(), 'package.json'))('cdk8s-flux-fleet');
  for (const name of ON_FIRST_USE) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require(name);
  }
} catch {
  // The program says what cannot be loaded.
}
const command = readFileSync(3, 'utf8');
// Nobody needs it any more.
if (command === '') process.exit(0);
process.env[COMMAND_VARIABLE] = command;
