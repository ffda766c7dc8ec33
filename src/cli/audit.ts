import { type AuditReport, auditTables, findingLines } from '../audit';
import { defined } from '../core/defined';
import { APP, command, value } from './base/declaration';
import { ask } from './base/query';
import { UsageError } from './base/usage-error';
import { markdownTable, textTable } from './table';

/** `flux-fleet audit`. */
export const AUDIT = command({
  description:
    'Says, of the objects that Flux applies: who may do what where, which accounts Flux acts as, which admission policies ' +
    'hold on which cluster, and which exceptions there are, with reason and end. Findings are what an auditor has to look ' +
    'at: sensitive rights of people without a reason, policies that a cluster lacks, exceptions that have ended, and with ' +
    '--base rights that somebody did not have there. Exit code 1 when there is one.',
  options: { app: APP, base: value('ref', 'the commit whose rights are compared') },
  examples: [
    ['flux-fleet audit --format markdown > audit.md', 'for an auditor'],
    ['flux-fleet audit --base v1.0.0 --json', 'with what rights have widened since a release'],
  ],
  run: async ({ options, output }) => {
    const { app, base } = options;
    if (base === '') throw new UsageError('--base is empty: give a commit, branch or tag');
    const report = await ask(app, { action: 'audit', ...defined({ base }) });
    if (typeof report === 'number') return report;
    const audit = report.audit!;
    output.print({ text: () => text(audit), markdown: () => markdown(audit), data: () => audit });
    return audit.findings.length > 0 ? 1 : 0;
  },
});

function text(audit: AuditReport): string {
  const findings = findingLines(audit);
  const head = findings.length === 0 ? ['no findings\n'] : findings.map((line) => `${line}\n`);
  const tables = auditTables(audit).map((table) => `\n${table.title}\n${textTable(table.head, table.rows)}`);
  const unknown = audit.unknown.map((line) => `not known: ${line}\n`);
  return [...head, ...tables, ...(unknown.length > 0 ? ['\n', ...unknown] : [])].join('');
}

function markdown(audit: AuditReport): string {
  const findings = findingLines(audit).map((line) => `- ${line}\n`);
  const since = audit.base === undefined ? '' : `, compared with ${audit.base}`;
  const tables = auditTables(audit).map((table) => `\n## ${table.title}\n\n${markdownTable(table.head, table.rows)}`);
  const unknown = audit.unknown.map((line) => `- ${line}\n`);
  return [
    `# Audit of ${audit.day}${since}\n\n## Findings\n\n`,
    ...(findings.length === 0 ? ['none\n'] : findings),
    ...tables,
    ...(unknown.length > 0 ? ['\n## Not known\n\n', ...unknown] : []),
  ].join('');
}
