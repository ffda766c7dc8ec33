import type { Unknown } from '../predict/unknown';

/** Why the trees do not tell all about a Kustomization. */
export type Reason = Unknown['kind'] | 'chart' | 'link' | 'path' | 'source' | 'suspended' | 'unread';

/** Something that the trees do not tell. */
export interface Unclear {
  readonly reason: Reason;
  readonly what: string;
  /** Whether it may be another one in the new tree. */
  readonly changed: boolean;
}
