import { SEVERITY } from '../../src/plan/risk/risk';
import { Entry } from './entry';
import { GUARD_ENTRIES } from './guard';
import { RISK_ENTRIES } from './risks';

// The page is published without the pages that it names.
const DOCS = 'https://github.com/cdk8s-flux-fleet/cdk8s-flux-fleet/blob/main/docs';

const HEAD = `# Findings and risks

<!-- Written by \`npm run docs:errors\` from scripts/errors. -->

Look here for the id of a finding or a risk that \`flux-fleet synth\` or \`flux-fleet plan\` prints. Each has its cause, an
example of the message, and how to mend it. *Findings* come from the guard, which compares a change with the last commit.

[Safe changes and the plan](${DOCS}/plan.md) says how to declare a removal and how to acknowledge a finding.
[Rules of controllers](${DOCS}/controller-rules.md) lists what Flux's controllers refuse.`;

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
    'An error keeps `synth` from writing the change, and makes `plan` fail. A warning does neither.',
    ...sections(GUARD_ENTRIES, () => ''),
    `## Risks of a plan (${Object.keys(RISK_ENTRIES).length})`,
    'What the plan marks for review before the merge. A risk by itself refuses nothing.',
    ...sections(RISK_ENTRIES, risk),
  ].join('\n\n')}\n`;
}
