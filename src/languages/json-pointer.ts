import { quote } from '../kubernetes/names';
import { LanguageError } from './go/language-error';

/**
 * Reads a JSON pointer (RFC 6901), such as `/metadata/annotations/example.com~1name`.
 *
 * @returns the keys that the pointer leads through
 * @throws LanguageError when the text is not a pointer
 */
export function parseJsonPointer(text: string): string[] {
  if (text === '') return [];
  if (!text.startsWith('/')) {
    throw new LanguageError(`the pointer ${quote(text)} does not begin with "/": write ${quote(suggestion(text))}`, 0);
  }
  return text
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The pointer to what a text in another notation, such as `.spec.replicas` or `$.spec.replicas`, means. */
function suggestion(text: string): string {
  return `/${text.replace(/^\$?\.?/, '').replaceAll('.', '/')}`;
}
