import { listAt, mapAt, textAt } from './json';

/**
 * Whether labels match a valid selector, as Kubernetes reads one: all conditions hold, and an empty selector matches
 * everything.
 */
export function matchesLabels(selector: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  return (
    Object.entries(mapAt(selector, 'matchLabels')).every(([key, value]) => labelOf(labels, key) === value) &&
    listAt(selector, 'matchExpressions').every((requirement) => meets(requirement, labels))
  );
}

function meets(requirement: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  const value = labelOf(labels, textAt(requirement, 'key') ?? '');
  const isListed = (listAt(requirement, 'values') as unknown[]).includes(value);
  switch (textAt(requirement, 'operator')) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

function labelOf(labels: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(labels, key) ? (labels[key] ?? undefined) : undefined;
}
