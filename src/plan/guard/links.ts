import { SEVERITY } from '../risk/risk';
import { GUARD_FINDINGS } from './finding';

/** The page of this package that explains each finding and risk by its id. */
const PAGE = 'docs/errors.md';

/** Where findings and risks are explained, a line; empty for ids that are neither. */
export function errorLinks(ids: Iterable<string>): string {
  const known = [...new Set(ids)].filter((id) => (GUARD_FINDINGS as readonly string[]).includes(id) || id in SEVERITY);
  if (known.length === 0) return '';
  return `Cause and mend: ${known
    .sort()
    .map((id) => `${PAGE}#${id}`)
    .join(', ')}\n`;
}
