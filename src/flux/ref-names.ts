import { quote } from '../kubernetes/names';

/** Characters that no reference of Git may contain: blanks, control characters and those with a meaning in revisions. */
// eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]/;

const COMMIT = /^[0-9a-f]{40}$/i;

const HIDDEN = 'has a part that begins with "."';
const LOCK = 'has a part that ends with ".lock"';

/** The rule of `git check-ref-format` that a name breaks; undefined for a valid name. */
function faultOf(name: string): string | undefined {
  const forbidden = FORBIDDEN.exec(name)?.[0];
  if (forbidden !== undefined) return forbidden === ' ' ? 'contains a blank' : `contains ${quote(forbidden)}`;
  if (name.includes('..')) return 'contains ".."';
  if (name.includes('@{')) return 'contains "@{"';
  if (name === '@') return 'is "@" alone';
  if (name.endsWith('.')) return 'ends with "."';
  if (!name.includes('/')) return name.startsWith('.') ? HIDDEN : name.endsWith('.lock') ? LOCK : undefined;
  const parts = name.split('/');
  if (parts.includes('')) return 'begins or ends with "/", or contains "//"';
  if (parts.some((part) => part.startsWith('.'))) return HIDDEN;
  return parts.some((part) => part.endsWith('.lock')) ? LOCK : undefined;
}

/**
 * Checks the short name of a branch or a tag by the rules of `git check-ref-format --branch`. Flux puts `refs/heads/` or
 * `refs/tags/` before it.
 */
export function checkRefName(what: 'branch' | 'tag', name: string): string | undefined {
  const shown = () => `${what} ${quote(name)}`;
  if (typeof name !== 'string' || name === '') return `${shown()} is not a name: give one, or leave it out`;
  const prefix = what === 'branch' ? 'refs/heads/' : 'refs/tags/';
  if (name.startsWith(prefix)) {
    return `${shown()} is looked for as ${quote(prefix + name)}: write ${quote(name.slice(prefix.length))}`;
  }
  const fault = name.startsWith('-') ? 'begins with "-"' : faultOf(name);
  return fault === undefined
    ? undefined
    : `${shown()} ${fault}, which Git does not allow: write it as the repository has it`;
}

/** Checks the full name of a reference, such as `refs/pull/420/head`. A tag may be followed by `^{}`. */
export function checkFullRefName(what: string, name: string): string | undefined {
  const shown = `${what} ${quote(name)}`;
  if (typeof name !== 'string' || name === '') return `${shown} is not a name: give one such as "refs/heads/main"`;
  if (name === 'HEAD') return undefined;
  if (!name.startsWith('refs/'))
    return `${shown} is not the full name of a reference: write ${quote(`refs/heads/${name}`)}`;
  const fault = faultOf(name.startsWith('refs/tags/') ? name.replace(/\^\{\}$/, '') : name);
  return fault === undefined
    ? undefined
    : `${shown} ${fault}, which Git does not allow: write it as the repository has it`;
}

/** Checks the id of a commit: Flux looks it up as it is, so a short one is not found. */
export function checkCommit(commit: string): string | undefined {
  return typeof commit === 'string' && COMMIT.test(commit)
    ? undefined
    : `commit ${quote(commit)} is not the whole id of a commit: give its 40 hexadecimal digits`;
}
