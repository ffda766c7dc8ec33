import { shown } from '../../kubernetes/field-path';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, itemsOf, mapOf, textOf } from '../checks/values';
import { checkResourceName } from './quantities';

/** The number of replicas lies between two bounds. */
export function replicas({ minReplicas, maxReplicas, metrics }: Fields, report: Report): void {
  const min = Number(minReplicas ?? 1);
  const scalesAway = itemsOf(metrics).some(([, { type }]) => type === 'Object' || type === 'External');
  if (min === 0 && report.minor >= 37 && !scalesAway) {
    report.add(['minReplicas'], 'is 0, which needs a metric of type Object or External: add one, or give 1');
  }
  if (typeof maxReplicas === 'number' && maxReplicas >= 1 && maxReplicas < min) {
    report.add(['maxReplicas'], `is ${maxReplicas}, below minReplicas, ${min}: raise it`);
  }
}

/** Fields of a metric by its type. */
const SOURCES: Readonly<Record<string, string>> = {
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
  External: 'external',
};

/** A metric has the field of its type, and no other. */
export function metricSource(metric: Fields, report: Report): void {
  const wanted = SOURCES[textOf(metric['type'])];
  if (wanted === undefined) return;
  if (!isGiven(metric[wanted])) report.add([wanted], `is missing: type ${textOf(metric['type'])} needs it`);
  for (const field of Object.values(SOURCES)) {
    if (field !== wanted && isGiven(metric[field]))
      report.add([field], `does not belong to type ${textOf(metric['type'])}: leave it out`);
  }
}

/** The fields of a target, of which a metric needs one or takes one. */
export function metricTarget(
  fields: readonly string[],
  isExclusive: boolean,
): (source: Fields, report: Report) => void {
  return ({ target }, report) => {
    const found = fields.filter((field) => isGiven(mapOf(target)[field]));
    if (found.length === 0) report.add(['target'], `has no amount: give ${fields.join(' or ')}`);
    if (isExclusive && found.length > 1) report.add(['target'], `has ${found.join(' and ')}: keep one of them`);
  };
}

/** The API version of what is scaled; it has a group, but for the only such kind of the core. */
export function scaleTarget({ apiVersion, kind }: Fields, report: Report): void {
  apiVersionOf(apiVersion, report, kind !== 'ReplicationController');
}

/** The API version of what a metric describes. */
export function describedObject({ apiVersion }: Fields, report: Report): void {
  apiVersionOf(apiVersion, report, false);
}

function apiVersionOf(value: unknown, report: Report, needsGroup: boolean): void {
  if (report.minor < 34) return;
  const parts = textOf(value).split('/');
  if (parts.length > 2)
    report.add(['apiVersion'], `${shown(value)} is not an API version: write one such as "apps/v1"`);
  else if (needsGroup && (parts.length < 2 || parts[0] === '')) {
    report.add(['apiVersion'], `${shown(value)} has no group: write one such as "apps/v1"`);
  }
}

/** How fast the number changes. */
export function scalingRules(rules: Fields, report: Report): void {
  if (Array.isArray(rules['policies']) && rules['policies'].length === 0)
    report.add(['policies'], 'are empty: give some, or leave them out');
}

/** A resource of a container. */
export function containerResource({ name }: Fields, report: Report): void {
  if (textOf(name) !== '') checkResourceName(textOf(name), 'container', report, ['name']);
}
