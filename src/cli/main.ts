#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { UsageError } from './usage-error';

const USAGE = `flux-fleet: fleets of Kubernetes clusters run by Flux, from one TypeScript program

  flux-fleet synth      run the program and write its folder
  flux-fleet plan       say what a merge will do, and refuse what would lose data
  flux-fleet resolve    write files again that a merge left with conflicts
  flux-fleet takeover   say how running clusters go over to the fleet without losing anything
  flux-fleet images     say which tags the policies of images select, and add what the versions file lacks
  flux-fleet bootstrap  say how a new cluster comes to follow its folder, or bring it there

flux-fleet COMMAND --help says more of each, flux-fleet --version which one this is.
`;

/** A subcommand. */
interface Subcommand {
  readonly run: (args: readonly string[]) => Promise<number> | number;
  readonly usage: string;
}

// Each is loaded when it is asked for: the plan alone is more than a hundred files.
/* eslint-disable @typescript-eslint/no-require-imports */
const COMMANDS: Readonly<Record<string, () => Subcommand>> = {
  synth: () => {
    const { synth, SYNTH_USAGE } = require('./synth') as typeof import('./synth');
    return { run: synth, usage: SYNTH_USAGE };
  },
  plan: () => {
    const { plan, PLAN_USAGE } = require('./plan') as typeof import('./plan');
    return { run: plan, usage: PLAN_USAGE };
  },
  resolve: () => {
    const { resolve, RESOLVE_USAGE } = require('./resolve') as typeof import('./resolve');
    return { run: resolve, usage: RESOLVE_USAGE };
  },
  takeover: () => {
    const { takeover, TAKEOVER_USAGE } = require('./takeover') as typeof import('./takeover');
    return { run: takeover, usage: TAKEOVER_USAGE };
  },
  images: () => {
    const { images, IMAGES_USAGE } = require('./images') as typeof import('./images');
    return { run: images, usage: IMAGES_USAGE };
  },
  bootstrap: () => {
    const { bootstrap, BOOTSTRAP_USAGE } = require('./bootstrap') as typeof import('./bootstrap');
    return { run: bootstrap, usage: BOOTSTRAP_USAGE };
  },
};
/* eslint-enable @typescript-eslint/no-require-imports */

/**
 * Runs the command.
 *
 * @returns the exit code: 0 for success, 1 for a problem of the fleet, 2 for wrong usage
 */
export async function main(args: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]?.() : undefined;
  if (name === '--version') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  if (command === undefined) {
    const isHelp = ['--help', '-h', 'help'].includes(name);
    process[isHelp ? 'stdout' : 'stderr'].write(isHelp ? USAGE : `no command ${JSON.stringify(name)}\n\n${USAGE}`);
    return isHelp ? 0 : 2;
  }
  if (rest.includes('--help')) {
    process.stdout.write(command.usage);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (error) {
    // parseArgs throws an error of its own for unknown options.
    const isUsage =
      error instanceof UsageError || String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
    process.stderr.write(`${isUsage ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
    return isUsage ? 2 : 1;
  }
}

function version(): string {
  const file = path.join(__dirname, '../../package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

if (require.main === module) {
  void main(process.argv.slice(2)).then((code) => (process.exitCode = code));
}
