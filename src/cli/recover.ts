import type { RecoveryPlan } from '../pipeline/recovery';
import { APP, command } from './base/declaration';
import { ask } from './base/query';
import { commandData, formatHead, formatStep, markdownStep } from './bootstrap-text';
import { CLUSTER, CONTEXTS, contextsOf } from './contexts';

/** `flux-fleet recover`. */
export const RECOVER = command({
  description:
    'Says how a cluster is made anew after it was lost: the commands, in their order. An empty cluster comes to follow its ' +
    'folder as with flux-fleet bootstrap; every Secret that people give is named; each Kustomization is waited for after ' +
    'those that it depends on; and data that no repository has comes back from backups of Velero. Runs nothing. Commands ' +
    'with a mark are for you.',
  arguments: [CLUSTER],
  options: {
    app: APP,
    context: CONTEXTS,
  },
  examples: [
    ['flux-fleet recover eu-1', 'the runbook'],
    [
      'flux-fleet recover eu-1 --format markdown > runbooks/eu-1.md',
      'to keep it where it is found without this cluster',
    ],
  ],
  run: async ({ args: [cluster = ''], options, output }) => {
    const contexts = contextsOf(cluster, options.context ?? []);
    const report = await ask(options.app, { action: 'recover', cluster, contexts });
    if (typeof report === 'number') return report;
    const plan = report.recovery!;
    output.print({ text: () => text(plan), markdown: () => markdown(plan), data: () => dataOf(plan) });
    return 0;
  },
});

function notes({ data, unknown }: RecoveryPlan): string[] {
  return [
    ...data.map(({ name, schedules }) =>
      schedules.length === 0
        ? `lost: ${name} is in no schedule of backups`
        : `in no repository: the data of ${name}, which ${schedules.join(' and ')} copies`,
    ),
    ...unknown.map((what) => `not known: ${what}`),
  ];
}

function text(plan: RecoveryPlan): string {
  const more = notes(plan).map((line) => `${line}\n`);
  return [formatHead(plan), ...plan.steps.map(formatStep), ...(more.length > 0 ? [more.join('')] : [])].join('\n');
}

function markdown(plan: RecoveryPlan): string {
  const more = notes(plan).map((line) => `- ${line}\n`);
  return [
    `# To make ${plan.cluster} anew\n\n${formatHead(plan)}`,
    ...plan.steps.map(markdownStep),
    ...(more.length > 0 ? [`## What no repository has\n\n${more.join('')}`] : []),
  ].join('\n');
}

function dataOf({ steps, ...plan }: RecoveryPlan): object {
  return {
    version: 1,
    ...plan,
    steps: steps.map(({ commands, ...step }) => ({ ...step, commands: commands.map(commandData) })),
  };
}
