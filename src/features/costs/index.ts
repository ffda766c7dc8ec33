export type { CostProps } from './costs';
export { type CostSettings, costSettings } from './stated';

/** Loaded with the first statement about costs: most programs make none. */
export function costStatements(): typeof import('./costs') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./costs') as typeof import('./costs');
}
