import { defined } from '../core/defined';
import { BootstrapPlan } from '../pipeline/bootstrap';
import { APP, command, flag } from './base/declaration';
import type { Output } from './base/output';
import { appCommand, NO_SYNTHESIS, runProgram } from './base/program';
import { UsageError } from './base/usage-error';
import { applySteps, Outcome } from './bootstrap-apply';
import { commandData, formatBootstrap, formatHead } from './bootstrap-text';
import { CLUSTER, CONTEXTS, contextsOf } from './contexts';

/** `flux-fleet bootstrap`. */
export const BOOTSTRAP = command({
  description:
    'Says how a cluster comes to follow its folder: the commands, in their order. Before, it checks that the folder is ' +
    'what the program makes, is committed, and is where Flux reads it. Secrets are named, and never read.',
  arguments: [CLUSTER],
  options: {
    app: APP,
    context: CONTEXTS,
    apply: flag(
      'run the commands of kubectl and helm, each shown before; repeated, it does only what is left to do. It stops where a Secret is missing. Commands of flux are for you',
    ),
  },
  examples: [
    ['flux-fleet bootstrap eu-1', 'the commands'],
    ['flux-fleet bootstrap eu-1 --context k3d-eu-1 --apply', 'run them, with another context of kubectl'],
  ],
  run: ({ args: [cluster = ''], options, output }) => bootstrap(cluster, options, output),
});

async function bootstrap(
  cluster: string,
  given: {
    readonly app: string | undefined;
    readonly context: readonly string[] | undefined;
    readonly apply: boolean;
  },
  output: Output,
): Promise<number> {
  const { context = [], apply } = given;
  const request = { action: 'bootstrap', cluster, contexts: contextsOf(cluster, context) } as const;
  const { exitCode, report } = await runProgram(appCommand(given.app), request, 'stderr');
  if (exitCode !== 0) return exitCode;
  if (report?.bootstrap === undefined) throw new UsageError(NO_SYNTHESIS);
  const plan = report.bootstrap;
  if (!apply) {
    output.print({ text: () => formatBootstrap(plan), data: () => dataOf(plan) });
    return 0;
  }
  // Text appears while the commands run. The other formats have the whole at the end.
  const isText = output.format === 'text';
  const print = (text: string) => void (isText ? output.write(text) : process.stderr.write(text));
  if (isText) print(`${formatHead(plan)}\n`);
  const outcome = applySteps(plan, print);
  if (!isText) output.print({ text: () => formatBootstrap(plan), data: () => dataOf(plan, outcome) });
  if (outcome.failure === undefined) return 0;
  process.stderr.write(`${outcome.failure}\n`);
  return 1;
}

function dataOf(plan: BootstrapPlan, outcome?: Outcome): object {
  const { steps, ...head } = plan;
  const plain = steps.map(({ commands, ...step }, index) => ({
    ...step,
    commands: commands.map((one, position) => ({
      ...commandData(one),
      ...defined({ result: outcome && (outcome.results[index]?.[position] ?? 'not reached') }),
    })),
  }));
  const failure = outcome?.failure === undefined ? {} : { failure: outcome.failure };
  return { version: 1, ...head, steps: plain, ...failure };
}
