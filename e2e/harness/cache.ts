import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder of this user where what is expensive to make outlives a run. */
export function cacheDirectory(...parts: string[]): string {
  // The XDG specification wants a relative value ignored.
  const configured = process.env.XDG_CACHE_HOME;
  const base = configured?.startsWith('/') ? configured : join(homedir(), '.cache');
  return join(base, 'cdk8s-flux-fleet', ...parts);
}
