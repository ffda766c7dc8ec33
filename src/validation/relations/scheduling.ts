import { shown } from '../../kubernetes/field-path';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, itemsOf, mapOf, textsOf } from '../checks/values';

/** How many values an operator of a node selector takes. */
export function expressionValues({ operator, values }: Fields, report: Report): void {
  const count = textsOf(values).length;
  if ((operator === 'In' || operator === 'NotIn') && count === 0)
    report.add(['values'], `are missing: ${operator} needs some`);
  if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0) {
    report.add(['values'], `have no meaning with ${operator}: leave them out`);
  }
  if ((operator === 'Gt' || operator === 'Lt') && count !== 1)
    report.add(['values'], `are ${count}: ${operator} needs one`);
}

/** A node by its name. */
export function nodeNames({ operator, values }: Fields, report: Report): void {
  const names = textsOf(values);
  if ((operator === 'In' || operator === 'NotIn') && names.length !== 1) {
    report.add(['values'], `are ${names.length}: give the name of one node`);
  }
  names.forEach((name, index) => {
    if (!fitsFormat('dnsSubdomain', name))
      report.add(['values', index], `${shown(name)} ${unlikeFormat('dnsSubdomain')}`);
  });
}

/** Keys of labels that a pod has, in addition to a selector. */
function labelKeys(term: Fields, field: string, report: Report): readonly string[] {
  const keys = textsOf(term[field]);
  if (keys.length > 0 && !isGiven(term['labelSelector'])) report.add([field], 'need a labelSelector: set it');
  return keys;
}

/** Keys that occur in an expression after they occurred before. */
function repeatedKeys(selector: unknown, keys: readonly string[]): readonly string[] {
  const { matchLabels, matchExpressions } = mapOf(selector);
  const seen = new Set(Object.keys(mapOf(matchLabels)));
  return itemsOf(matchExpressions).flatMap(([, { key }]) => {
    const isRepeated = typeof key === 'string' && seen.has(key) && keys.includes(key);
    if (typeof key === 'string') seen.add(key);
    return isRepeated ? [key] : [];
  });
}

/** The keys of a pod's affinity. */
export function affinityKeys(term: Fields, report: Report): void {
  const match = labelKeys(term, 'matchLabelKeys', report);
  const mismatch = labelKeys(term, 'mismatchLabelKeys', report);
  for (const key of match.filter((one) => mismatch.includes(one))) {
    report.add(['matchLabelKeys'], `have ${shown(key)}, which mismatchLabelKeys have too: keep one of the two`);
  }
  for (const key of repeatedKeys(term['labelSelector'], match)) inBoth(key, report);
}

function inBoth(key: string, report: Report): void {
  report.add(['matchLabelKeys'], `have ${shown(key)}, which labelSelector has too: keep one of the two`);
}

/** The keys of a spread constraint. */
export function spreadKeys(constraint: Fields, report: Report): void {
  const { labelSelector } = constraint;
  const keys = labelKeys(constraint, 'matchLabelKeys', report);
  if (keys.length === 0 || isZero(labelSelector)) return;
  const { matchLabels, matchExpressions } = mapOf(labelSelector);
  const taken = new Set([...Object.keys(mapOf(matchLabels)), ...itemsOf(matchExpressions).map(([, { key }]) => key)]);
  const both = report.minor < 34 ? keys.filter((key) => taken.has(key)) : repeatedKeys(labelSelector, keys);
  for (const key of both) inBoth(key, report);
}
