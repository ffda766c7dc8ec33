export { checkPolicies, type PolicyEngine, type PolicyProps } from './policies';
export { refusalsOf } from './refusals';
export { policyFiles } from './render';
