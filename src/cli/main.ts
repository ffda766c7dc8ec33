#!/usr/bin/env node
import { UsageError } from './base/usage-error';
import { version } from './version';

/**
 * Runs the command.
 *
 * @returns the exit code: those of `EXIT_CODES`, or that of the program where it ends by itself
 */
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === '--version') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  try {
    // Loaded on first use, with the library that parses.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { run } = require('./parse') as typeof import('./parse');
    return await run(args.length === 0 || args[0] === 'help' ? [...args.slice(1), '--help'] : args);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`${isUsage ? error.message : ((error as Error).stack ?? String(error))}\n`);
    return isUsage ? 2 : 1;
  }
}

if (require.main === module) {
  // A reader that has seen enough, such as head, is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
}
