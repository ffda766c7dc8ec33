import { defined } from '../core/defined';
import { Command } from '../pipeline/protocol/options';
import { SynthEvent } from '../pipeline/protocol/progress';
import { Shard } from '../pipeline/resolve/selection';
import { OnEdited } from '../pipeline/write/writer';
import { APP, command, flag, value, values } from './base/declaration';
import type { Output } from './base/output';
import { appCommand, baseOf, NO_SYNTHESIS, outcomeText, runProgram } from './base/program';
import { UsageError } from './base/usage-error';

/** The branch of a commit where no option names it. */
export const BRANCH_FALLBACK = 'the one that is checked out, or that the pull request is for';

/** `flux-fleet synth`. */
export const SYNTH = command({
  description: `Runs the fleet's program and writes its folder. What would lose data, by what is committed, is refused.`,
  options: {
    app: APP,
    shard: value('n/m', 'render one of m shares of the clusters'),
    only: values('name', 'render the clusters of a cluster, group or environment'),
    base: value('ref', 'the commit that Flux follows', { fallback: 'HEAD' }),
    first: flag('nothing is committed yet'),
    takeover: flag(
      'with --first, where Flux runs clusters from this repository already: they go over to the fleet by the steps of flux-fleet takeover',
    ),
    'no-guard': flag('refuse nothing: whatever the program no longer makes is removed'),
    check: flag('write nothing; fail when the folder is not what the program makes'),
    branch: value('name', 'with --check: the branch that the commit is for', { fallback: BRANCH_FALLBACK }),
    discard: flag('write generated files that were changed by hand again'),
    adopt: flag('leave generated files that were changed by hand as they are from now on'),
    watch: flag('synthesize again after each change of a file, and say what Flux will do, until it is interrupted'),
    'no-cache': flag('render and read everything, whatever an earlier run has left to know'),
  },
  examples: [
    ['flux-fleet synth --first', 'the first time, before anything is committed'],
    ['flux-fleet synth', 'after each change of the program'],
    ['flux-fleet synth --watch', 'while you work on the program and its data'],
    ['flux-fleet synth --only eu-1 --json', 'one cluster, with lines of JSON while it works'],
  ],
  run: ({ options, output }) => synth(options, output),
});

/** Values of the options of `synth`; `check` has some of them. */
export interface SynthValues {
  readonly app?: string | undefined;
  readonly shard?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly base?: string | undefined;
  readonly first?: boolean;
  readonly takeover?: boolean;
  readonly 'no-guard'?: boolean;
  readonly check?: boolean;
  readonly branch?: string | undefined;
  readonly discard?: boolean;
  readonly adopt?: boolean;
  readonly watch?: boolean;
  readonly 'no-cache'?: boolean;
}

/** Runs the program, and writes or checks its folder. Returns the exit code. */
export async function synth(given: SynthValues, output: Output): Promise<number> {
  if (given.adopt && given.discard) throw new UsageError('--adopt and --discard exclude each other: give one');
  const onEdited: OnEdited = given.adopt ? 'adopt' : given.discard ? 'discard' : 'refuse';
  if (given['no-guard'] && (given.base !== undefined || given.first))
    throw new UsageError('--no-guard leaves nothing for --base and --first to say: leave it or them out');
  if (given.watch && given.check)
    throw new UsageError('--watch writes what the program makes, and --check writes nothing: give one');
  if (given.branch !== undefined && !given.check)
    throw new UsageError('--branch says what a check is for: give --check too, or leave it out');
  const common = {
    ...baseOf(given, given.check ? undefined : 'HEAD'),
    ...defined({ shard: given.shard === undefined ? undefined : shardOf(given.shard), only: given.only }),
  };
  const request: Command = given.check
    ? { action: 'check', ...common, ...defined({ branch: given.branch }) }
    : {
        action: 'synth',
        onEdited,
        ...common,
        ...defined({ guard: given['no-guard'] ? false : undefined, cache: given['no-cache'] ? false : undefined }),
        ...defined({ withPlan: given.watch || undefined }),
      };
  if (given.watch) {
    // Loaded on first use, with the library that watches.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { watchProgram } = require('./watch/watch') as typeof import('./watch/watch');
    return await watchProgram(() => appCommand(given.app), request, output);
  }
  if (output.format === 'json') return await synthInJson(appCommand(given.app), request);
  const { exitCode, report } = await runProgram(appCommand(given.app), request);
  if (exitCode !== 0) return exitCode;
  if (!report) throw new UsageError(NO_SYNTHESIS);
  // One line, in Markdown too; JSON has left above.
  console.log(outcomeText(report, given.check ? 'as committed' : undefined));
  return 0;
}

/** Prints nothing but events; the program's own output goes to stderr. */
async function synthInJson(app: string, command: Command): Promise<number> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  let hasFailed = false;
  const { exitCode, report } = await runProgram(app, command, 'stderr', (line) => {
    hasFailed ||= (JSON.parse(line) as SynthEvent).event === 'failed';
    print(line);
  });
  if (exitCode === 0 && !report) throw new UsageError(NO_SYNTHESIS);
  // The program failed outside the synthesis, or was ended.
  if (exitCode !== 0 && !hasFailed) print(JSON.stringify({ event: 'failed', problems: [], exitCode }));
  return exitCode;
}

function shardOf(text: string): Shard {
  const [, number = '', of = ''] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? [];
  if (number === '' || Number(number) > Number(of))
    throw new UsageError(`--shard ${JSON.stringify(text)} is no share: give its number and how many there are, as 3/8`);
  return { number: Number(number), of: Number(of) };
}
