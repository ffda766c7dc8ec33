import type * as ofConfig from './explain';
import type * as ofElement from './explain-element';

export type { ExplainedValue, Explanation, Setting } from './explain';
export { EXPLAIN_QUERY, type ExplainQuery } from './query';
export {
  type ResolvedOverride,
  type ResolvedElement,
  type ExplainedElement,
  elementName,
  explainedKeys,
  resolvedElements,
} from './statements';
export { elementAt, isPlacedAt } from './elements';

/* eslint-disable @typescript-eslint/no-require-imports */
// Loaded with the first question: a synthesis asks none.
const configs = () => require('./explain') as typeof ofConfig;
const elements = () => require('./explain-element') as typeof ofElement;
/* eslint-enable @typescript-eslint/no-require-imports */

/** The origin of a key's value among the layers of configuration. */
export const explainConfig: typeof ofConfig.explainConfig = (...given) => configs().explainConfig(...given);

/** The origin of a value of an element. */
export const explainElement: typeof ofElement.explainElement = (...given) => elements().explainElement(...given);

/** An explanation as text: a line for each value, and below it one for each that it overrides. */
export function formatExplanation(explanation: ofConfig.Explanation): string {
  return configs().formatExplanation(explanation);
}
