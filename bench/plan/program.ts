import { formatMarkdown, guard, planReport, readDirectory, readGitTree } from 'cdk8s-flux-fleet/plan';

// The work for a pull request: the committed tree from git, the new one from disk, and the text of the report.
const [folder = ''] = process.argv.slice(2);
const next = readDirectory(`${folder}/dist`);
const base = readGitTree(folder, 'HEAD', 'dist', { known: [next] });
const { comparison, findings } = guard({ base, next, today: '2026-01-01' });
process.stdout.write(formatMarkdown(planReport(comparison, findings)));
