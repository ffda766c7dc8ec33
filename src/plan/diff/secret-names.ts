import { JsonValue } from '../../kubernetes/objects';

/** Names of secrets, however they are written, also with a word behind that says which or in what form. */
const SENSITIVE =
  /(?:pass(?:word|wd|phrase|code)?|pwd|token|secret|(?:api|access|private|client|ssh|signing|encryption|master|session|hmac)[-_]?key|credentials?)s?(?:[-_.]?(?:old|new|prev|previous|hash|json|pem|b64|base64|v?\d{1,3}))?$/i;

/** Names of files that hold a key, a PIN, and a login in an address. */
const SENSITIVE_FILE = /\.key$|^id_(?:rsa|dsa|ecdsa|ed25519)$|(?:^|[-_.])pin[-_]?code$|(?:^|[-_.])dsn[-_]?url$/i;

/** Last words of names that are too short to be searched for within words. */
const SHORT: ReadonlySet<string> = new Set([
  ...['authorization', 'cookie', 'cred', 'creds', 'dsn', 'htpasswd', 'jwt', 'mnemonic', 'otp', 'pin', 'pins', 'psk'],
  ...['psw', 'pw', 'pws', 'salt', 'sas', 'seed'],
]);

/** Words of names that count tokens instead of holding one. */
const COUNTING =
  /^(?:budget|count|len|length|limit|lifetime|max|maximum|min|minimum|num|number|per|quota|rate|size|total|ttl|window)$/;

/** A number, or a text that is one. */
const NUMBER = /^[0-9]{1,9}(?:\.[0-9]+)?$/;

/** Whether a value with this name may be a secret. Too many are better than one too few: they are only hidden. */
export function isSecretName(name: string, value?: JsonValue): boolean {
  if (!SENSITIVE.test(name)) return SENSITIVE_FILE.test(name) || SHORT.has(wordsOf(name).at(-1) ?? '');
  return !isCounter(name, value);
}

/** Whether a number has the name of one that counts tokens, such as `max_tokens`. */
function isCounter(name: string, value: JsonValue | undefined): boolean {
  if (!NUMBER.test(typeof value === 'number' || typeof value === 'string' ? String(value) : '')) return false;
  const words = wordsOf(name);
  const isOfTokens = /^tokens?$/.test(words.at(-1) ?? '');
  return isOfTokens && words.length > 1 && (words.at(-1) === 'tokens' || words.some((word) => COUNTING.test(word)));
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** A setting in a text, with the beginning of its value, in which there may be another one: `url=https://a/b?salt=c`. */
const SETTING = /(?<![\w.-])([\w.-]+)["']?\s*(?:=|:(?=[\s"']))\s*["']?(?=([^\s"';&,}]{1,64}))/g;

/** Whether a text has a setting with the name of a secret. */
export function hasSecretSetting(text: string): boolean {
  return [...text.matchAll(SETTING)].some(([, name, value]) => isSecretName(name!, value!.replace(/[)\]]+$/, '')));
}

/** A flag `-p` with a password right behind it: no port, no path, and no name of another flag. */
const SHORT_FLAG = /^-p(?![a-z]+(?:-[a-z]+)*(?:=|$))(?!\d{1,5}(?::\d{1,5})?$)(?![./=])\S{3,}$/;

/** Values of a flag `-p` that are no password. */
const NO_PASSWORD = /^(?:-|\.{0,2}\/|\d{1,5}(?:[:/-]|$))/;

/** Whether an argument of a command holds a secret, or is the value of the flag before it. */
export function isSecretArgument(argument: string, before: JsonValue | undefined): boolean {
  if (SHORT_FLAG.test(argument)) return true;
  if (/^--?[\w.-]+=/.test(argument)) {
    const equals = argument.indexOf('=');
    return isSecretName(argument.slice(0, equals), argument.slice(equals + 1));
  }
  if (typeof before !== 'string' || !before.startsWith('-')) return false;
  return before === '-p' ? !NO_PASSWORD.test(argument) : isSecretName(before, argument);
}
