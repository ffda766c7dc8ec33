import { parseArgs } from 'node:util';
import { BootstrapPlan, shellText } from '../pipeline/bootstrap';
import { applySteps, Outcome } from './bootstrap-apply';
import { formatBootstrap, formatHead } from './bootstrap-text';
import { textOrJson } from './format';
import { appCommand, NO_SYNTHESIS, runProgram } from './program';
import { UsageError } from './usage-error';

/** Help text of `flux-fleet bootstrap`. */
export const BOOTSTRAP_USAGE = `flux-fleet bootstrap CLUSTER [options]

Says how a cluster comes to follow its folder: the commands, in their order. Before, it checks that the folder is what the
program makes, is committed, and is where Flux reads it. Secrets are named, and never read.
Exit code: 0, 1 when something stands in the way or a command fails, 2 for wrong use.

  --app COMMAND   how the program is run                 (app in cdk8s.yaml)
  --context NAME  context of kubectl for the cluster; CLUSTER=NAME for its manager or another one; may be given again
                                                         (the name of the cluster)
  --apply         run the commands of kubectl and helm, each shown before; repeated, it does only what is left to do.
                  It stops where a Secret is missing. Commands of flux are for you
  --format FORMAT text or json                           (text)
`;

/** Runs `flux-fleet bootstrap`. Returns the exit code. */
export async function bootstrap(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      app: { type: 'string' },
      context: { type: 'string', multiple: true, default: [] },
      apply: { type: 'boolean', default: false },
      format: { type: 'string', default: 'text' },
    },
  });
  const { context, apply } = values;
  const [cluster, ...others] = positionals;
  if (cluster === undefined || others.length > 0)
    throw new UsageError('give the name of one cluster: flux-fleet bootstrap CLUSTER');
  const format = textOrJson(values.format);
  const command = { action: 'bootstrap', cluster, contexts: contextsOf(cluster, context) } as const;
  const { exitCode, report } = await runProgram(appCommand(values.app), command, 'stderr');
  if (exitCode !== 0) return exitCode;
  if (report?.bootstrap === undefined) throw new UsageError(NO_SYNTHESIS);
  const plan = report.bootstrap;
  const print = (text: string) => void process.stdout.write(text);
  if (!apply) {
    print(format === 'json' ? jsonOf(plan) : formatBootstrap(plan));
    return 0;
  }
  if (format === 'text') print(`${formatHead(plan)}\n`);
  const outcome = applySteps(plan, (text) => void (format === 'text' ? print(text) : process.stderr.write(text)));
  if (format === 'json') print(jsonOf(plan, outcome));
  if (outcome.failure === undefined) return 0;
  process.stderr.write(`${outcome.failure}\n`);
  return 1;
}

/** @throws UsageError for one without a name on either side */
function contextsOf(cluster: string, given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      // Names of clusters have no equals sign; contexts such as those of EKS may.
      const [, of = cluster, context = ''] = /^(?:([a-z0-9-]+)=)?(.*)$/.exec(text) ?? [];
      if (context === '') throw new UsageError(`--context ${JSON.stringify(text)} names no context: give one`);
      return [of, context];
    }),
  );
}

function jsonOf(plan: BootstrapPlan, outcome?: Outcome): string {
  const { steps, ...head } = plan;
  const plain = steps.map(({ commands, ...step }, index) => ({
    ...step,
    commands: commands.map(({ argv, text, unless }, position) => ({
      command: text,
      ...(unless === undefined ? {} : { unless: shellText(unless) }),
      by: argv === undefined ? 'person' : 'apply',
      ...(outcome === undefined ? {} : { result: outcome.results[index]?.[position] ?? 'not reached' }),
    })),
  }));
  const failure = outcome?.failure === undefined ? {} : { failure: outcome.failure };
  return `${JSON.stringify({ version: 1, ...head, steps: plain, ...failure }, null, 2)}\n`;
}
