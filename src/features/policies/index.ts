export { checkPolicies, POLICY_TYPES, type PolicyEngine, type PolicyProps } from './policies';
export { refusalsOf } from './refusals';
export { policyFiles, type TenantNeeds } from './render';
