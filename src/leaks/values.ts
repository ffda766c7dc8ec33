/** Heuristics for values in the place of a credential. */

/** A placeholder that is filled in later. */
const INSERTED = /\$\(|\$\{|\{\{|^<[^<>]*>$|^\$[A-Za-z_0-9]+$|^%[\w.]+%$|^%\(?\w+\)?s?$|^@\w+@$|^\{[\w.]+\}$/;
const ELSEWHERE =
  /^(?:ref\+|vault:|bank-vaults:|op:\/\/|arn:aws|file:|env:|secrets?ref:|ssm:|awssm:|gcpsm:|akv:|kms:|sops:|ENC\[|@Microsoft\.KeyVault|projects\/[^/]+\/secrets\/|secret\/|kv\/)/i;
const PATH = /^(?:\.{1,2}|[@~])?(?:\/[A-Za-z0-9_.@-]{1,40}){2,}\/?$|^\.{1,2}\/|^[A-Za-z]:\\/;
const URL_WITHOUT_PASSWORD = /^[a-z][a-z0-9+.-]*:\/\/[^@\s]+$/i;

/** Whether a value refers to another one: a variable, a template, a file, an entry of a store, an address. */
export function isReference(value: string): boolean {
  return INSERTED.test(value) || ELSEWHERE.test(value) || PATH.test(value) || URL_WITHOUT_PASSWORD.test(value);
}

/**
 * Placeholders of credentials, and well-known defaults. Such a default is weak but no secret, so that refusing it is
 * not the task of this rule.
 */
const PLACEHOLDER =
  /^(?:x{3,}|\*{2,}|\.{2,}|-+|_+|\?+|change[-_ ]?(?:me|it|this|in)\S*|(?:your|insert|replace|fill|enter|put|add|set)[-_ ]\S*|replaceme\S*|(?:todo|tbd|fixme|placeholder|redacted|removed|hidden|masked|omitted|example|sample|dummy|fake|mock|notused|unused|na)(?:[-_ ]\S*)?|n\/a|none|null|nil|undefined|unset|empty|default|auto|automatic|generated?|random|true|false|yes|no|on|off|enabled?|disabled?|required|optional|always|never|inherit|string|bool|int|any|test|tests|testing|testpass(?:word)?|pass|passwd|password|pw|secret|token|apikey|key|admin|root|guest|user|username|postgres|mysql|bearer|basic|opaque)$/i;

/** Whether a value is a placeholder or a word without a secret. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value) || /EXAMPLE(?:KEY)?$/.test(value) || /^(.)\1*$/.test(value);
}

/** Whether a value is the name of a Secret or of a key in one: separated words, one of which is like `password`. */
export function looksLikeName(value: string): boolean {
  return (
    /^[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)+$/.test(value) &&
    /(?:^|[-_.])(?:password|passwd|passphrase|pass|pw|pwd|secret|secrets|token|credential|credentials|creds|key|auth)(?:$|[-_.])/i.test(
      value,
    )
  );
}

const DIGEST = /^(?:sha[0-9]+|md5|blake[0-9a-z]*)[:-]/i;
const NUMBER = /^[-+]?[0-9]+(?:[.,:][0-9]+)*(?:[-+ ]?[A-Za-z]{0,10})$/;
const VERSION = /^[v^~>=<]*[0-9]+(?:\.[0-9x*]+)+(?:[-+][0-9A-Za-z.-]+)?$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9:.Z+-]+)?$/;
const ADDRESS = /^[^@\s]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$/;
const HOST = /^(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?(?:\/[a-z0-9._/-]*)?(?:[:@][\w.:-]+)?$/;
const WORD = /^(?:[A-Za-z]{0,24}[0-9]{0,4}|[a-z]{1,2}[0-9]{1,2}[a-z]{1,2}|v[0-9]+[a-z]*[0-9]*|[0-9]{1,4}[a-z]{0,4})$/;
const GENERATED_END = /^[a-z0-9]{4,10}$/;

/**
 * Whether a value looks generated: letters and digits without words. Names, versions, dates, hosts, digests and numbers
 * with units do not.
 */
export function looksRandom(value: string): boolean {
  if (value.length < 8 || value.length > 4096 || !/^[\x21-\x7e]+$/.test(value)) return false;
  if ([DIGEST, NUMBER, VERSION, DATE, ADDRESS, HOST].some((other) => other.test(value))) return false;
  if (isWords(value)) return false;
  return new Set(value).size >= 6 && entropyBits(value) >= 26;
}

function isWords(value: string): boolean {
  const parts = value.split(/[-_.:/,]/);
  const last = parts.length > 1 ? parts.at(-1)! : '';
  // Names that Kubernetes generates end in random characters that are no secret.
  const judged = GENERATED_END.test(last) ? parts.slice(0, -1) : parts;
  return judged.every((part) => WORD.test(part) && !isJumbled(part));
}

/** Whether letters change their case more often than words do. */
function isJumbled(part: string): boolean {
  const humps = part.match(/[a-z][A-Z]/g)?.length ?? 0;
  return part.length >= 16 && humps > part.length / 5;
}

/** Shannon entropy of the characters, multiplied by their number. */
function entropyBits(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / value.length);
  return bits;
}
