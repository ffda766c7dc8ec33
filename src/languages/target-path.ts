import { quote } from '../kubernetes/names';
import { LanguageError } from './go/language-error';

/** Limits of Helm's `strvals`. */
const LIMITS = { index: 65_536, depth: 30 };

/** A key, with a backslash before each of `.`, `[` and `\` that belongs to it, and its indexes. */
const SEGMENT = /((?:\\[^]|[^\\.[])*)((?:\[[0-9]{1,5}\])*)/y;

/** The characters that the CRD of HelmRelease allows. */
const ALLOWED = /^(?:[a-zA-Z0-9_\-.\\/]|\[[0-9]{1,5}\])*/;

/**
 * Checks a path into Helm values, such as `image.tag` or `hosts[0].name`, as helm-controller reads it (Helm 4.2,
 * `strvals.ParseInto`).
 *
 * @throws LanguageError when the path is wrong or leads nowhere, so that the value would be lost
 */
export function parseTargetPath(text: string): void {
  const allowed = ALLOWED.exec(text)?.[0].length ?? 0;
  if (allowed < text.length) {
    throw new LanguageError(
      `${quote(text.charAt(allowed))} cannot stand in a path: write one such as a.b[0].c`,
      allowed,
    );
  }
  let depth = 0;
  for (let at = 0; ;) {
    SEGMENT.lastIndex = at;
    const [all = '', key = '', indexes = ''] = SEGMENT.exec(text) ?? [];
    if (key === '') throw new LanguageError('a key is missing: write one before and after each "."', at);
    for (const [index] of indexes.matchAll(/[0-9]+/g)) {
      if (Number(index) > LIMITS.index) {
        throw new LanguageError(`index ${index} is too large: write at most ${LIMITS.index}`, at + key.length);
      }
    }
    at += all.length;
    if (at === text.length) return;
    if (text.charAt(at) !== '.') {
      throw new LanguageError('a "." is missing: write one between keys, and "\\\\" for a backslash', at);
    }
    // Helm does not count the levels below an index.
    if (indexes === '') depth += 1;
    if (depth > LIMITS.depth) throw new LanguageError(`the path has more than ${LIMITS.depth} levels: shorten it`, at);
    at += 1;
  }
}
