import type { explainConfig as ofConfig, Explanation } from './explain';
import type { explainElement as ofElement } from './explain-element';

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
const configs = () => require('./explain') as typeof import('./explain');
const elements = () => require('./explain-element') as typeof import('./explain-element');
/* eslint-enable @typescript-eslint/no-require-imports */

/** The origin of a key's value among the layers of configuration. */
export const explainConfig: typeof ofConfig = (...given) => configs().explainConfig(...given);

/** The origin of a value of an element. */
export const explainElement: typeof ofElement = (...given) => elements().explainElement(...given);

/** An explanation as text: a line for each value, and below it one for each that it overrides. */
export function formatExplanation(explanation: Explanation): string {
  return configs().formatExplanation(explanation);
}
