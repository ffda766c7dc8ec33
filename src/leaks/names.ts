import { isPlaceholder, isReference, looksLikeName, looksRandom } from './values';

/**
 * The kind of value that a field's name suggests: a password, or a credential, a login of user and password, or the
 * address of a database with one, if the value looks like it.
 */
export type NamedAs = 'password' | 'credential' | 'basic-auth' | 'login' | 'dsn' | undefined;

const PASSWORD =
  /(?:password|passwd|passphrase|passcode|pwd|requirepass|masterauth)$|^(?:db|user|smtp|my?sql|pg|redis|root|admin|auth|ftp|http|ldap|bind)?(?:pass|psw|pw)$/;

/** Endings of names, without separators of words. */
const CREDENTIAL =
  /(?:secret|token|credential|bearer|jwt|(?:api|access|secret|private|auth|encryption|encrypt|signing|master|shared|session|account|storage|hmac|aes|crypt|cipher|deploy|fernet|app|routing|service|integration|license|consumer|admin|function)key|secretkeybase|connectionstring|cookiesecret)$/;

/** First words of names such as `passwordForAdmin`; names that begin otherwise mostly configure passwords. */
const BEGINS = /^(?:password|passwd|passphrase)$/;

/** A user and a password, as the value of `creds`. A port or version behind the colon is none. */
const LOGIN = /^[^\s:/@]{1,64}:([^\s:/@]{4,128})$/;

/** The address of a database with a user and a password, as drivers write it without a scheme. */
const DSN = /^[^\s:@/]{1,64}[:/]([^\s@:/]{3,})@/;

/** Names with these endings that refer to a Secret or configure its use. */
const ELSEWHERE =
  /^(?:existing|use|enable|create|generate|mount|has|is|image)|(?:pull|tls|server|ca|cert|certificate)secret$/;

const known = new Map<string, NamedAs>();
const MOST_KNOWN = 20_000;

/** The kind of value that a name suggests. Cached, because names repeat a thousandfold. */
export function namedAs(name: string): NamedAs {
  const before = known.get(name);
  if (before !== undefined || known.has(name)) return before;
  const found = judge(name);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(name, found);
  return found;
}

function judge(name: string): NamedAs {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/^(.*[a-z])[0-9]+$/, '$1'))
    .filter((word) => word !== '' && !/^[0-9]+$/.test(word));
  const last = words.at(-1)?.replace(/s$/, '') ?? '';
  if (last === 'auth') return 'basic-auth';
  if (last === 'dsn') return 'dsn';
  const joined = words.join('').replace(/s$/, '');
  if (ELSEWHERE.test(joined)) return undefined;
  if (last === 'cred') return 'login';
  if (PASSWORD.test(last) || PASSWORD.test(words.at(-1) ?? '')) return 'password';
  return CREDENTIAL.test(joined) || BEGINS.test(words[0] ?? '') ? 'credential' : undefined;
}

/** Whether a variable is that of a shell for its working directory, which is called like a password. */
export function isWorkingDirectory(name: string, value: string): boolean {
  return (name === 'PWD' || name === 'OLDPWD') && /^\/[\w./-]*$/.test(value.trim());
}

/**
 * Whether a value with such a name is a credential, and not a reference, placeholder or name.
 *
 * @param given the value, decoded when it was base64
 */
export function isCredential(given: string, as: NamedAs): boolean {
  const value = given.trim();
  if (as === undefined || value.length < 4 || isReference(value) || isPlaceholder(value)) return false;
  if (as === 'login' || as === 'dsn') {
    const [, password] = (as === 'dsn' ? DSN : LOGIN).exec(value) ?? [];
    if (password !== undefined) {
      return ![isPlaceholder, isReference, looksLikeName].some((no) => no(password)) && !/^[0-9.]+$/.test(password);
    }
    return as === 'login' && looksRandom(value);
  }
  if (as === 'password') return !looksLikeName(value) && !isProse(value);
  return looksRandom(value);
}

/** Whether a text is a label or an explanation. A passphrase has no capital at its start and no full stop. */
function isProse(value: string): boolean {
  const words = value.split(/\s+/);
  if (
    words.length === 1 ||
    !words.every((word) => /^["'(]?(?:[A-Za-z]+(?:['’-][A-Za-z]+)*|[0-9]+)["')]?[.,:;?!]*$/.test(word))
  ) {
    return words.length > 40;
  }
  return /^["'(]?[A-Z]|[.:?!]$|pass(?:word|phrase)|secret/.test(value);
}
