export { explainElement } from './explain-element';
export { explainConfig, type ExplainedValue, type Explanation, formatExplanation, type Setting } from './explain';
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
