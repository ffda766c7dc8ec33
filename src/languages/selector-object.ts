import { checkLabelKey, checkLabelValue, quote } from '../kubernetes/names';

/** A condition of a label selector. */
interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** A label selector of Kubernetes. */
interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelRequirement[];
}

const OPERATORS: readonly string[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** Problems of a selector, one message each. */
export function checkLabelSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string[] {
  return [
    ...Object.entries(matchLabels).flatMap(([key, value]) => [
      checkLabelKey('label key', key),
      checkLabelValue(`value of label ${quote(key)}`, value),
    ]),
    ...matchExpressions.flatMap(checkRequirement),
  ].filter((problem) => problem !== undefined);
}

function checkRequirement({ key, operator, values }: LabelRequirement): Array<string | undefined> {
  const problems = [
    checkLabelKey('label key', key),
    ...(values ?? []).map((value) => checkLabelValue(`value of label ${quote(key)}`, value)),
  ];
  if (!OPERATORS.includes(operator)) {
    return [
      ...problems,
      `operator ${quote(operator)} of label ${quote(key)} is not known: use ${OPERATORS.join(', ')}`,
    ];
  }
  const takesValues = operator === 'In' || operator === 'NotIn';
  const isGiven = (values ?? []).length > 0;
  if (takesValues && !isGiven)
    return [...problems, `${operator} of label ${quote(key)} has no values: give at least one`];
  if (!takesValues && isGiven) {
    return [...problems, `${operator} of label ${quote(key)} has values ${quote(values)}: leave them out`];
  }
  return problems;
}
