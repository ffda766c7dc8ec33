// Others import this with the first image that Flux updates: most fleets have none.

export type { ImageAutomation } from './automation';
export type { ImageReport } from './check';
export type { ImageAutomationHandle, ImageAutomationProps, ImageUpdateProps } from './props';
export { imageRegistry } from './registry';

/* eslint-disable @typescript-eslint/no-require-imports */

/** Declares updates of images. */
export const imageDeclarations = () => require('./declare') as typeof import('./declare');

/** Makes the automation that writes them. */
export const imageAutomations = () => require('./automation') as typeof import('./automation');

/** Checks all of them together. */
export const imageChecks = () => require('./check') as typeof import('./check');

/** Reads and writes versions files. */
export const imageFiles = () => require('./versions') as typeof import('./versions');
