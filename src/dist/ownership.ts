import { createHash } from 'node:crypto';
import { HEADER } from '../render/unit';

/** Whose a file is: ours as it was written, ours but changed by hand, or somebody else's. */
export type Ownership = 'intact' | 'edited' | 'foreign';

const HASH_LENGTH = 64;

/** Whose a file is, by its header: that is the only record, so that branches have no list to conflict on. */
export function ownershipOf(content: Buffer): Ownership {
  const mark = Buffer.from(HEADER);
  if (!content.subarray(0, mark.length).equals(mark)) return 'foreign';
  const bodyStart = mark.length + HASH_LENGTH + 1;
  const stated = content.subarray(mark.length, bodyStart - 1).toString('latin1');
  const actual = createHash('sha256').update(content.subarray(bodyStart)).digest('hex');
  return stated === actual && content[bodyStart - 1] === 0x0a ? 'intact' : 'edited';
}
