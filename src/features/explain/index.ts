export { explainSubject } from './explain-subject';
export { explainConfig, type ExplainedValue, type Explanation, formatExplanation, type Setting } from './explain';
export type { ExplainQuery } from './query';
export { type ResolvedOverride, type ResolvedSubject, type Subject, subjectPlans } from './statements';
export { subjectAt } from './subjects';
