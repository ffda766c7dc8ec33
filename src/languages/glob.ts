import { LanguageError } from './go/language-error';

/**
 * Checks a pattern for paths, such as `@apps/*.yaml`, by the rules of doublestar 4.10 (`ValidatePattern`), which source-watcher uses.
 *
 * @throws LanguageError when the pattern is malformed, so that every match fails
 */
export function parseGlob(text: string): void {
  let braces = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charAt(at)) {
      case '\\':
        at += 1;
        if (at === text.length) throw new LanguageError('"\\\\" stands at the end: leave it out', at - 1);
        break;
      case '[':
        at = endOfClass(text, at);
        break;
      case '{':
        braces += 1;
        break;
      case '}':
        if (braces === 0) throw new LanguageError('"}" closes nothing: write "\\\\}" for the character', at);
        braces -= 1;
        break;
    }
  }
  if (braces > 0)
    throw new LanguageError('"{" is not closed: close it, or write "\\\\{" for the character', text.length);
}

/** The index of the `]` of a character class. */
function endOfClass(text: string, start: number): number {
  let at = start + 1;
  if (/[!^]/.test(text.charAt(at))) at += 1;
  if (text.charAt(at) === ']')
    throw new LanguageError('a class of characters is empty: write one such as [a-z]', start);
  for (; at < text.length; at += 1) {
    if (text.charAt(at) === ']') return at;
    if (text.charAt(at) === '\\') at += 1;
  }
  throw new LanguageError('a class of characters is not closed: write one such as [a-z]', start);
}
