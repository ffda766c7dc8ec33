import { defined } from '../core/defined';
import { BootstrapCommand, BootstrapPlan, BootstrapStep, shellText } from '../pipeline/bootstrap';
import { fenced } from './base/output';

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

/** A step as Markdown: its commands are a block to copy. */
export function markdownStep({ title, note, commands }: BootstrapStep, index: number): string {
  const lines = commands.map(({ argv, text, unless }) => {
    const whole = unless === undefined ? text : `${shellText(unless)} ||\n  ${text}`;
    return argv === undefined ? `${whole} # for you` : whole;
  });
  const block = lines.length === 0 ? '' : `\n${fenced(lines.join('\n'), 'sh')}`;
  return `## ${index + 1}. ${title}\n${note === undefined ? '' : `\n${note}\n`}${block}`;
}

/** A command as plain data. */
export function commandData({ argv, text, unless }: BootstrapCommand): object {
  return {
    command: text,
    ...defined({ unless: unless && shellText(unless) }),
    by: argv === undefined ? 'person' : 'apply',
  };
}

/** The whole plan. */
export function formatBootstrap(plan: BootstrapPlan): string {
  return [formatHead(plan), ...plan.steps.map(formatStep)].join('\n');
}
