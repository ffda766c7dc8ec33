import { SEVERITY } from '../../src/plan/risk/risk';
import { Entry } from './entry';
import { GUARD_ENTRIES } from './guard';
import { RISK_ENTRIES } from './risks';

const HEAD = `# Findings and risks

<!-- Written by \`npm run docs:errors\` from scripts/errors. -->

Every id that the guard and the plan print, with its cause, an example, and how to mend it. How removals are declared and
findings acknowledged is in [Safe changes and the plan](plan.md); what controllers refuse, in
[Rules of controllers](controller-rules.md).`;

function sections(entries: Readonly<Record<string, Entry>>, kind: (id: string) => string): string[] {
  return Object.entries(entries)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { cause, example, mend }]) => {
      return [`### ${id}`, `${cause}${kind(id)}`, `\`\`\`\n${example}\n\`\`\``, `**Mend:** ${mend}`].join('\n\n');
    });
}

/** The page of the documentation. */
export function errorsPage(): string {
  const risk = (id: string) => ` Severity by default: ${SEVERITY[id as keyof typeof SEVERITY]}.`;
  return `${[
    HEAD,
    `## Findings of the guard (${Object.keys(GUARD_ENTRIES).length})`,
    'An error keeps the change from being written or merged; a warning does not.',
    ...sections(GUARD_ENTRIES, () => ''),
    `## Risks of a plan (${Object.keys(RISK_ENTRIES).length})`,
    'Reasons to review a change before it is merged. They refuse nothing.',
    ...sections(RISK_ENTRIES, risk),
  ].join('\n\n')}\n`;
}
