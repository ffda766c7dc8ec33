import { checkVariable } from '../../flux/rules';
import { quote } from '../../kubernetes/names';
import { checkConfig } from '../config';
import { foreignSourceProblem, HelmChart, Source } from '../source';

/** Problems of a chart, one message each. */
export function checkChart(chart: HelmChart): readonly string[] {
  return chart instanceof HelmChart ? chart.problems : [`chart is ${quote(chart)}: give a HelmChart`];
}

/** Problems of a chart's values, one message each: they must be a map of JSON data. */
export function checkValues(values: object): string[] {
  return Array.isArray(values) ? ['values is a list: give a map'] : checkConfig(values, 'values');
}

/** Problems of a folder's source, one message each. Where it is an artifact, who may read it is checked elsewhere. */
export function checkSource(source: Source): readonly string[] {
  if (!(source instanceof Source)) return [`source is ${quote(source)}: give a Source`];
  if (source.artifact) return source.artifactProblems;
  return [...source.problems, foreignSourceProblem(source.spec)].filter((problem) => problem !== undefined);
}

/** Problems of a folder's variables, one message each. */
export function checkSubstitutions(substitutions: Readonly<Record<string, string>>): Array<string | undefined> {
  return Object.entries(substitutions).flatMap(([name, value]: [string, unknown]) => [
    checkVariable('variable', name),
    typeof value === 'string' ? undefined : `variable ${quote(name)} is ${quote(value)}: give a string`,
  ]);
}
