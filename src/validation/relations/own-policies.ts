/**
 * Fingerprints of the admission policies that this library makes. Their expressions are in order: the unit tests check
 * each of them as they check those of others, and hold that the list has all of them and no more. What is in the list is
 * not parsed again by every run.
 */
export const OWN_POLICIES: ReadonlySet<string> = new Set([
  '3eEfV/5vYQDMefIL',
  '7J+Gl2BnF6jTx/nj',
  '7qpdqwom/O+bNFJZ',
  '89Dtu3n3XrWUIxi3',
  'Bd6qqwZ1J0YO14/M',
  'H+25Q2yA9UwP9lv3',
  'L7pbzKLQAPx3i4fN',
  'mhAxPttMuJRX8v/D',
  'qfa54ScVcMefHtgk',
  'qxAbLM7udqHs8ayT',
  'wLnBI4YPk1f/kQ6q',
]);
