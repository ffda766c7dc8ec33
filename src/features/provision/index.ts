import { PROVISION_TYPES } from './options';
import type { ClusterApiReference, MachinePoolProps, ProvisionProps } from './props';
import type { ResolvedProvision } from './resolved';

export { PROVISION_TYPES };
export type { ClusterApiReference, MachinePoolProps, ProvisionProps, ResolvedProvision };

// Loaded with the first cluster that is provisioned: most fleets have none.
/* eslint-disable @typescript-eslint/no-require-imports */

/** What checks how clusters are provisioned. */
export const provisionChecks = () => require('./check') as typeof import('./check');

/** What makes the files that provision clusters. */
export const provisionRendering = () => require('./render') as typeof import('./render');
