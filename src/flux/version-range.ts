import { quote } from '../kubernetes/names';
import { LanguageError } from '../languages/go/language-error';
import { parseVersionRange } from '../languages/semver-range';

/**
 * Checks a version or a range of versions as Flux reads it. Words such as `latest` are none: they match nothing.
 *
 * @param what the noun that begins the message, such as `chart version`
 */
export function checkVersionRange(what: string, range: string): string | undefined {
  if (typeof range !== 'string' || range.trim() === '') {
    return `${what} ${quote(range)} says nothing: give a version or a range such as "18.x"`;
  }
  try {
    parseVersionRange(range);
    return undefined;
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error;
    return `${what} ${quote(range)} is not a semantic version or a range of them (${error.message}): give one such as "18.x"`;
  }
}
