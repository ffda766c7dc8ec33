import { RELEASE_NAME_MAX } from '../../flux/helm-release-parts';
import { checkVariable } from '../../flux/rules';
import { byteLength, checkDnsLabel, checkDnsSubdomain, DNS_LABEL_MAX, quote } from '../../kubernetes/names';
import { checkConfig } from '../config';
import { TargetContext } from '../context';
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

/** Name of the Kustomization that applies a cluster's folder, which Flux Operator makes without a file that says so. */
const ROOT = 'flux-system';

/** Problems of a name that the program gives a Flux object, one message each. Flux writes it into labels. */
export function checkFluxName(name: string): Array<string | undefined> {
  const bytes = byteLength(name);
  return [
    checkDnsSubdomain('fluxName', name),
    bytes > DNS_LABEL_MAX ? `fluxName ${quote(name)} is ${bytes} bytes long: use at most ${DNS_LABEL_MAX}` : undefined,
    name === ROOT ? `fluxName ${quote(name)} is the name of the cluster's root: choose another` : undefined,
  ];
}

/** Problems of a namespace that the program gives a Flux object, one message each. */
export function checkFluxNamespace(namespace: string): Array<string | undefined> {
  return [checkDnsLabel('fluxNamespace', namespace)];
}

/** Checks the release name. It defaults to the name of the component or app, so the default may be too long as well. */
export function checkReleaseName<C extends object>(
  context: TargetContext<C>,
  address: readonly string[],
  name: string,
  given: string | undefined,
): void {
  const releaseName = given ?? name;
  const bytes = byteLength(releaseName);
  context.report(
    'name',
    address,
    bytes > RELEASE_NAME_MAX
      ? `releaseName ${quote(releaseName)} is ${bytes} bytes long: use at most ${RELEASE_NAME_MAX}`
      : given === undefined
        ? undefined
        : checkDnsLabel('releaseName', given),
  );
}

/** Reports an option whose field of the Flux object is given by `flux` as well. */
export function reportTwice<C extends object>(
  context: TargetContext<C>,
  address: readonly string[],
  value: unknown,
  option: string,
  fields: object | null | undefined,
  field: string,
): void {
  if (value === undefined || (fields as Readonly<Record<string, unknown>> | undefined)?.[field] == null) return;
  const path = option === field ? field : `postBuild.${field}`;
  context.report('flux', address, `flux.${path} is what the option ${option} gives: leave it out there`);
}
