export { checkPolicies, POLICY_TYPES, type PolicyEngine, type PolicyProps } from './policies';
export { policyFiles } from './render';
