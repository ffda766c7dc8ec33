import { parseArgs } from 'node:util';
import { OnEdited } from '../dist/writer';
import { SynthOptions } from '../synth-options';
import { appCommand, baseOf, runProgram, UsageError } from './program';

/** What `flux-fleet synth --help` says. */
export const SYNTH_USAGE = `flux-fleet synth [options]

Runs the fleet's program and writes its folder. What would lose data, by what is committed, is refused.

  --app COMMAND   how the program is run                 (app in cdk8s.yaml)
  --base REF      the commit that Flux follows           (HEAD)
  --first         nothing is committed yet
  --no-guard      refuse nothing: whatever the program no longer makes is removed
  --check         write nothing; fail when the folder is not what the program makes
  --discard       write generated files that were changed by hand again
  --adopt         leave generated files that were changed by hand as they are from now on
`;

/** Runs `flux-fleet synth`. Returns the exit code. */
export async function synth(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      app: { type: 'string' },
      base: { type: 'string' },
      first: { type: 'boolean' },
      'no-guard': { type: 'boolean' },
      check: { type: 'boolean' },
      discard: { type: 'boolean' },
      adopt: { type: 'boolean' },
    },
  });
  if (values.adopt && values.discard) throw new UsageError('--adopt and --discard exclude each other: give one');
  const onEdited: OnEdited = values.adopt ? 'adopt' : values.discard ? 'discard' : 'refuse';
  if (values['no-guard'] && (values.base !== undefined || values.first))
    throw new UsageError('--no-guard leaves nothing for --base and --first to say: leave it or them out');
  const options: SynthOptions = {
    ...{ onEdited, ...(values.check ? { check: true } : {}) },
    ...baseOf(values, values.check ? undefined : 'HEAD'),
    ...(values['no-guard'] ? { guard: false } : {}),
  };
  const { exitCode, report } = await runProgram(appCommand(values.app), options);
  if (exitCode !== 0) return exitCode;
  if (!report) throw new UsageError('the program ended without a synthesis: call fleet.synth() at its end');
  const { fleet, clusters, objects, files, written, removed, unchanged, seconds } = report;
  const outcome = values.check ? 'as committed' : `${written} written, ${removed} removed, ${unchanged} unchanged`;
  console.log(
    `fleet ${fleet}: ${clusters} clusters, ${objects} objects, ${files} files (${outcome}) in ${seconds.toFixed(2)} s`,
  );
  return 0;
}
