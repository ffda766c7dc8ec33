import { formatMarkdown, guard, planReport, readDirectory, readGitTree } from 'cdk8s-flux-fleet/plan';

// What a pull request asks for: the committed tree out of git, the new one as it lies there, and the text to show.
const [folder = ''] = process.argv.slice(2);
const next = readDirectory(`${folder}/dist`);
const base = readGitTree(folder, 'HEAD', 'dist', { known: [next] });
const { comparison, findings } = guard({ base, next, today: '2026-01-01' });
process.stdout.write(formatMarkdown(planReport(comparison, findings)));
