import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** What programs can import, by "exports" of package.json: modules of `src`, without their endings. */
export const ENTRIES = ['index', 'flux-entry', 'plan-entry', 'testing-entry'];
