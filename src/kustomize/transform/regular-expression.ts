import { BuildError } from '../yaml/node';

const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  word: String.raw`\w`,
  space: String.raw`\s`,
  punct: String.raw`!-/:-@\[-\x60{-~`,
};

const cache = new Map<string, RegExp>();

/**
 * A regular expression of Go (RE2), which may match anywhere in a text.
 *
 * @throws BuildError when it is not valid
 */
export function goRegExp(pattern: string): RegExp {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  let flags = 's';
  let source = pattern.replace(/^\(\?([ims]+)\)/, (_all, letters: string) => {
    if (letters.includes('i')) flags += 'i';
    if (letters.includes('m')) flags += 'm';
    return '';
  });
  if (/\\[pPkQ]|\(\?[=!]|\(\?<[=!]/.test(source)) source = '(?';
  source = source
    .replaceAll(/\(\?P</g, '(?<')
    .replaceAll(/\[:(\^?)(\w+):\]/g, (all, _not, name: string) => POSIX[name] ?? all)
    .replaceAll(String.raw`\A`, '^')
    .replaceAll(String.raw`\z`, '$');
  // A dot of Go matches no line end, unless a flag says so.
  if (!/^\(\?[im]*s/.test(pattern)) flags = flags.replace('s', '');
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, flags);
  } catch {
    throw new BuildError(`${JSON.stringify(pattern)} is not a valid regular expression`);
  }
  if (cache.size > 1_000) cache.clear();
  cache.set(pattern, compiled);
  return compiled;
}

/** Whether a text matches a pattern as a whole. An empty pattern matches everything. */
export function matchesWhole(pattern: string, text: string): boolean {
  return pattern === '' || goRegExp(`^(?:${pattern})$`).test(text);
}
