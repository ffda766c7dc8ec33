import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** What programs can import, by "exports" of package.json: modules of `src`, without their endings. */
export const ENTRIES = ['index', 'flux-entry', 'plan-entry', 'testing-entry'];

/** What is started as a process of its own, which no module of the others needs to import. */
export const STARTED = ['cli/main', 'cli/watch/wait'];
