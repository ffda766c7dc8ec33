import { BootstrapCommand, BootstrapPlan, BootstrapStep, shellText } from '../pipeline/bootstrap';

const INSTALLERS = {
  external: 'Flux is installed by somebody else',
  gotk: 'Flux is installed from gotk-components.yaml',
  operator: 'Flux is installed by Flux Operator',
} as const;

/** The cluster, and the folders that Flux reads for it. */
export function formatHead({ cluster, manager, installer, url, reads }: BootstrapPlan): string {
  const how = manager === undefined ? INSTALLERS[installer ?? 'external'] : `remote, deployed to by Flux on ${manager}`;
  const folders = reads.map(({ ref, folder }) => `  ${ref}, folder ${folder}\n`);
  return `Cluster ${cluster}: ${how}. It follows ${url}\n${folders.join('')}`;
}

/** A step with its commands; those that only a person runs have a mark. */
export function formatStep({ title, note, commands }: BootstrapStep, index: number): string {
  const lines = [`${index + 1}. ${title}`, ...(note === undefined ? [] : [`   ${note}`])];
  return [...lines, ...commands.map(formatCommand)].map((line) => `${line}\n`).join('');
}

function formatCommand({ argv, text, unless }: BootstrapCommand): string {
  const whole = unless === undefined ? text : `${shellText(unless)} ||\n       ${text}`;
  return `     ${whole}${argv === undefined ? '   # for you' : ''}`;
}

/** The whole plan. */
export function formatBootstrap(plan: BootstrapPlan): string {
  return [formatHead(plan), ...plan.steps.map(formatStep)].join('\n');
}
