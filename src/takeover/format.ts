import { firstNames } from '../core/first-names';
import { toYaml } from '../units/yaml';
import { fieldsOf, ManifestEdit } from './edits';
import { Step } from './steps';
import { ClusterTakeover, Takeover } from './takeover';

/** A takeover as text. */
export function formatTakeover(all: Takeover): string {
  const { clusters, edits, problems, added, left } = all;
  const lines = problems.map((problem) => `! ${problem}`);
  const hasProblems = problems.length > 0 || clusters.some((cluster) => cluster.problems.length > 0);
  if (clusters.length > 0 && !hasProblems) lines.push(...editLines(edits));
  for (const cluster of clusters) lines.push(...clusterLines(cluster));
  if (added.length > 0) lines.push(`not in the old tree, so that nothing is taken over: ${firstNames(added, 10)}`);
  if (left.length > 0) lines.push(`not in the fleet, so that nothing changes there: ${firstNames(left, 10)}`);
  return `${lines.join('\n').replace(/^\n+/, '').trimEnd()}\n`;
}

function editLines(edits: readonly ManifestEdit[]): string[] {
  return [
    'Changes of the old repository (--write makes them in the directory that --from gives):',
    '',
    ...edits.flatMap((edit) => [
      `  ${edit.file}: ${edit.kind} ${edit.namespace}/${edit.name}`,
      ...indented(toYaml(fieldsOf(edit)), 4),
      '',
    ]),
  ];
}

function clusterLines(cluster: ClusterTakeover): string[] {
  const { kept, changed, made, left, problems, notes, releases, steps, back } = cluster;
  return [
    '',
    `Cluster ${cluster.cluster}: ${cluster.from || '.'} -> ${cluster.to || '.'}`,
    ...problems.map((problem) => `  ! ${problem}`),
    `  ${kept} objects stay and get a new owner, ${changed.length} of them change, ${made.length} are made, ${left.length} stay without an owner`,
    ...releases.map(({ release, from, to }) => `  Helm release ${release}: HelmRelease ${from} -> ${to}`),
    ...changed.flatMap(({ object, fields, risks }) => [
      `  ~ ${object}: ${firstNames(fields, 5)}`,
      ...risks.map((risk) => `      ! ${risk}`),
    ]),
    ...(left.length > 0 ? [`  without an owner: ${firstNames(left, 20)}`] : []),
    ...notes.map((note) => `  - ${note}`),
    ...(steps.length > 0 ? ['', '  Steps, each when the check before it prints nothing:', ...stepLines(steps)] : []),
    ...(back.length > 0
      ? ['', '  The way back, as long as no suspended HelmRelease is deleted:', ...stepLines(back)]
      : []),
  ];
}

function stepLines(steps: readonly Step[]): string[] {
  return steps.flatMap(({ title, commands, check }, index) => [
    `  ${index + 1}. ${title}`,
    ...commands.map((command) => `       ${command}`),
    ...(check === undefined ? [] : [`     check: ${check.command}`]),
  ]);
}

function indented(text: string, by: number): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `${' '.repeat(by)}${line}`);
}
