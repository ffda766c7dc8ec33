export { type CostProps, stateCosts } from './costs';
export { type CostSettings, costSettings } from './stated';
