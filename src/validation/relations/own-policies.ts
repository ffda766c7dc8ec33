/**
 * Fingerprints of the admission policies that this library makes. Their expressions are in order: the unit tests check
 * each of them as they check those of others, and hold that the list has all of them and no more. What is in the list is
 * not parsed again by every run.
 */
export const OWN_POLICIES: ReadonlySet<string> = new Set([
  '6b+/dCR8zP+Y7KPc',
  '89Dtu3n3XrWUIxi3',
  'DjlPue0IiJosMhR6',
  'E1hgnhExrgF00K84',
  'H+25Q2yA9UwP9lv3',
  'Kay3LqXorQM39DC0',
  'L7pbzKLQAPx3i4fN',
  'Xdh9qq73cNk4Cb/x',
  'qfa54ScVcMefHtgk',
  'th4VTYdXOOwq6LSB',
  'wLnBI4YPk1f/kQ6q',
]);
