import type { ClusterApiReference, MachinePoolProps, ProvisionProps } from './props';
import type { ResolvedProvision } from './resolved';

export type { ClusterApiReference, MachinePoolProps, ProvisionProps, ResolvedProvision };

// Loaded with the first cluster that is provisioned: most fleets have none.
/* eslint-disable @typescript-eslint/no-require-imports */

/** The types of the options, but for the management cluster. */
export const provisionTypes = () => (require('./options') as typeof import('./options')).PROVISION_TYPES;

/** Checks how clusters are provisioned. */
export const provisionChecks = () => require('./check') as typeof import('./check');

/** Makes the files that provision clusters. */
export const provisionRendering = () => require('./render') as typeof import('./render');
