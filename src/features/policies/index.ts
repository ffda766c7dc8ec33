export { checkPolicies, type PolicyEngine, type PolicyProps } from './policies';
export { policyFiles } from './render';
