import { shown } from '../../kubernetes/field-path';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, itemsOf, mapOf, textsOf } from '../checks/values';

/** Whether labels fit a label selector. An empty one fits all. */
export function matches(selector: unknown, labels: Fields): boolean {
  const { matchLabels, matchExpressions } = mapOf(selector);
  const wanted = mapOf(matchLabels);
  return (
    Object.keys(wanted).every((key) => (labels[key] ?? undefined) === (wanted[key] ?? '')) &&
    itemsOf(matchExpressions).every(([, { key, operator, values }]) => {
      const value = labels[String(key)];
      const isIn = isGiven(value) && textsOf(values).includes(String(value));
      if (operator === 'In') return isIn;
      if (operator === 'NotIn') return !isIn;
      return isGiven(value) === (operator === 'Exists');
    })
  );
}

/** The labels of a template. */
export function labelsOf(template: unknown): Fields {
  return mapOf(mapOf(mapOf(template)['metadata'])['labels']);
}

function isEmpty(selector: unknown): boolean {
  const { matchLabels, matchExpressions } = mapOf(selector);
  return Object.keys(mapOf(matchLabels)).length + itemsOf(matchExpressions).length === 0;
}

/** A workload selects the pods that it makes, and not all pods. */
export function selectsTemplate({ selector, template }: Fields, report: Report): void {
  if (!isGiven(selector)) return;
  if (isEmpty(selector)) report.add(['selector'], "is empty: select the template's labels");
  else if (!matches(selector, labelsOf(template))) {
    const labels = Object.entries(labelsOf(template)).map(([key, value]) => `${key}=${String(value)}`);
    const has = labels.length === 0 ? 'which has none' : `which has ${shown(labels.join(','))}`;
    report.add(['selector'], `does not match the labels of template, ${has}: make them agree`);
  }
}

/** The plain selector of a ReplicationController; without one it has the template's labels. */
export function selectsPlainly({ selector, template }: Fields, report: Report): void {
  const labels = labelsOf(template);
  const wanted = Object.keys(mapOf(selector)).length > 0 ? mapOf(selector) : labels;
  if (Object.keys(wanted).length === 0) report.add(['selector'], 'is empty: set it, or give the template labels');
  if (!matches({ matchLabels: wanted }, labels))
    report.add(['selector'], 'does not match the labels of template: make them agree');
}
