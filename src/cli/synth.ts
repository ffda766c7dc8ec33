import { parseArgs } from 'node:util';
import { defined } from '../core/defined';
import { Command } from '../pipeline/protocol/options';
import { SynthEvent } from '../pipeline/protocol/progress';
import { Shard } from '../pipeline/resolve/selection';
import { OnEdited } from '../pipeline/write/writer';
import { appCommand, baseOf, NO_SYNTHESIS, runProgram } from './program';
import { UsageError } from './usage-error';

/** Help text of `flux-fleet synth`. */
export const SYNTH_USAGE = `flux-fleet synth [options]

Runs the fleet's program and writes its folder. What would lose data, by what is committed, is refused.

  --app COMMAND   how the program is run                 (app in cdk8s.yaml)
  --shard N/M     render one of M shares of the clusters
  --only NAME     render the clusters of a cluster, group or environment; may be given again
  --base REF      the commit that Flux follows           (HEAD)
  --first         nothing is committed yet
  --takeover      with --first, where Flux runs clusters from this repository already: they go over to the fleet by the
                  steps of flux-fleet takeover
  --no-guard      refuse nothing: whatever the program no longer makes is removed
  --check         write nothing; fail when the folder is not what the program makes
  --discard       write generated files that were changed by hand again
  --adopt         leave generated files that were changed by hand as they are from now on
  --no-cache      render and read everything, whatever an earlier run has left to know
  --json          say what happens as lines of JSON
`;

/** Runs `flux-fleet synth`. Returns the exit code. */
export async function synth(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      app: { type: 'string' },
      base: { type: 'string' },
      first: { type: 'boolean' },
      takeover: { type: 'boolean' },
      'no-guard': { type: 'boolean' },
      check: { type: 'boolean' },
      discard: { type: 'boolean' },
      adopt: { type: 'boolean' },
      'no-cache': { type: 'boolean' },
      shard: { type: 'string' },
      only: { type: 'string', multiple: true },
      json: { type: 'boolean' },
    },
  });
  if (values.adopt && values.discard) throw new UsageError('--adopt and --discard exclude each other: give one');
  const onEdited: OnEdited = values.adopt ? 'adopt' : values.discard ? 'discard' : 'refuse';
  if (values['no-guard'] && (values.base !== undefined || values.first))
    throw new UsageError('--no-guard leaves nothing for --base and --first to say: leave it or them out');
  const common = {
    ...baseOf(values, values.check ? undefined : 'HEAD'),
    ...defined({ shard: values.shard === undefined ? undefined : shardOf(values.shard), only: values.only }),
  };
  const command: Command = values.check
    ? { action: 'check', ...common }
    : {
        action: 'synth',
        onEdited,
        ...common,
        ...defined({ guard: values['no-guard'] ? false : undefined, cache: values['no-cache'] ? false : undefined }),
      };
  if (values.json) return await synthInJson(appCommand(values.app), command);
  const { exitCode, report } = await runProgram(appCommand(values.app), command);
  if (exitCode !== 0) return exitCode;
  if (!report) throw new UsageError(NO_SYNTHESIS);
  const { fleet, clusters, objects, files, written, removed, unchanged, seconds } = report;
  const outcome = values.check ? 'as committed' : `${written} written, ${removed} removed, ${unchanged} unchanged`;
  console.log(
    `fleet ${fleet}: ${clusters} clusters, ${objects} objects, ${files} files (${outcome}) in ${seconds.toFixed(2)} s`,
  );
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
