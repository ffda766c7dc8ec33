import { anything, freeMap, list, object, Options, required, text } from '../../core/options';
import { checkLabelSelector as checkTerms } from '../../languages';

/** A label selector as in Kubernetes. All conditions must hold; an empty selector selects everything. */
export interface LabelSelector {
  /**
   * Labels that must exist with these values.
   *
   * @default - none
   */
  readonly matchLabels?: Readonly<Record<string, string>>;

  /**
   * Further conditions.
   *
   * @default - none
   */
  readonly matchExpressions?: ReadonlyArray<{
    /** The label's key. */
    readonly key: string;

    /**
     * Operator of the condition on the label.
     *
     * - `In`: it is there and its value is one of `values`.
     * - `NotIn`: it is not there, or its value is none of `values`.
     * - `Exists`: it is there, whatever its value.
     * - `DoesNotExist`: it is not there.
     */
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

    /**
     * Values, at least one for `In` and `NotIn`; not for the other operators.
     *
     * @default - none
     */
    readonly values?: readonly string[];
  }>;
}

/** A condition on a label. */
type LabelRequirement = NonNullable<LabelSelector['matchExpressions']>[number];

const OPTIONS = Options.of<LabelSelector>('a label selector', {
  matchLabels: freeMap,
  matchExpressions: list(
    object<LabelRequirement>({
      key: required(anything),
      // checkRequirement knows the operators.
      operator: required(anything),
      values: list(text),
    }),
  ),
});

/** Problems of a selector, one message each. */
export function checkLabelSelector(selector: LabelSelector): string[] {
  const faults = OPTIONS.problems(selector);
  return faults.length > 0 ? faults : checkTerms(selector);
}
