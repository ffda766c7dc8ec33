import { escapeRegExp } from '../core/escape-regexp';
import { decodeBase64 } from './base64';
import { commandPasswords, COMMANDS } from './commands';
import { isCredential, isWorkingDirectory, namedAs } from './names';
import { TOKEN_FORMATS, tokenId, TOKENS } from './token-formats';
import { isPlaceholder, isReference } from './values';

/** A suspected credential in a text. */
export interface TextLeak {
  /** Stable name of the kind of credential. */
  readonly id: string;
  /** The kind's name in messages. */
  readonly what: string;
  /** The credential itself. Never shown, but needed to redact messages. */
  readonly value: string;
  /** Its position in the given text. */
  readonly index: number;
  /** How often base64 had to be decoded to see it. */
  readonly decoded: number;
  /** Whether it is random enough that a part of its hash does not help to guess it. */
  readonly random: boolean;
}

type Take = (leak: TextLeak) => void;

/** Levels of base64 that are decoded. */
const DEEPEST = 2;

const SHORTEST = 8;

/** Matches every text that may contain a token of a known format: a cheap test that most texts fail. */
const MARKS = new RegExp(
  TOKEN_FORMATS.flatMap(({ marks }) => marks)
    .map(escapeRegExp)
    .sort()
    .join('|'),
);

/** Parts of credentials' names: a text without any of them has no name to inspect. */
const NAMES = /pass|pwd?(?![a-z])|psw|secret|token|key|auth|cred|dsn|jwt|bearer|connection/i;

/** A run of characters that may be base64 of more than a word. */
const RUNS = /[A-Za-z0-9+/_-]{24,}={0,2}/g;

interface Pattern {
  readonly id: string;
  readonly what: string;
  /** A part of every match: texts without it are skipped. */
  readonly mark: string;
  readonly pattern: RegExp;
  /** Whether the first group is a credential. @default - if it is neither a placeholder nor a reference */
  readonly accept?: (value: string, text: string) => boolean;
}

const isLiteral = (value: string) => !isPlaceholder(value) && !isReference(value);

const isBasicAuth = (value: string) => {
  const [, password] = /^[^\s:]{1,128}:(\S{3,})$/.exec(decodeBase64(value) ?? '') ?? [];
  return password !== undefined && isLiteral(password);
};

/** Credentials that are recognized by their context. */
const PATTERNS: readonly Pattern[] = [
  {
    id: 'url-credentials',
    what: 'a password in a URL',
    mark: '@',
    pattern: /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#:@"'<>]*:([^\s@"'<>]{1,256})@/gi,
    // The @ may also belong to a path behind a port.
    accept: (value) => isLiteral(value) && !/^[0-9]{1,5}[/?#]/.test(value) && !value.includes('://'),
  },
  {
    id: 'connection-string',
    what: 'a connection string with a password',
    mark: '@',
    pattern: /(?<![\w])[^\s:@/"']{1,64}:([^\s@"']{3,})@(?:tcp|unix)\(/g,
  },
  {
    id: 'connection-string',
    what: 'a connection string with a password',
    mark: 'jdbc:oracle',
    pattern: /jdbc:oracle:\w+:[^\s/"']{1,64}\/([^\s@"']{3,})@/g,
  },
  {
    id: 'htpasswd',
    what: 'a line of htpasswd',
    mark: ':',
    pattern:
      /(?<![\w.@-])[\w.@-]{1,64}:(\$(?:apr1|2[abxy]|[1567y]|argon2\w*|sha1)\$[^\s:'"]{8,}|\{SHA\}[A-Za-z0-9+/]{27}=)/g,
    accept: () => true,
  },
  {
    id: 'basic-auth',
    what: 'a user and password for basic authentication',
    mark: 'Basic',
    pattern: /\bBasic\s+([A-Za-z0-9+/_-]{8,}={0,2})/g,
    accept: isBasicAuth,
  },
  {
    id: 'bearer-token',
    what: 'a bearer token',
    mark: 'Bearer',
    pattern: /\bBearer\s+([A-Za-z0-9+/._~-]{16,}=*)/g,
    accept: (value) => isCredential(value, 'credential'),
  },
  {
    id: 'basic-auth',
    what: 'a user and password for basic authentication',
    mark: ' -',
    pattern: /\b(?:curl|wget)\b[^\n]*?\s(?:-u|--user)[ =]?["']?[^\s:"'$]{1,64}:([^\s"']{3,})/g,
  },
];

/** Matches every text that one of the patterns, or a command with a password, may match. */
const SIGNS = new RegExp(`@|:\\$|\\{SHA\\}|Basic |Bearer |curl |wget |${COMMANDS.source}`);

const CONNECTION = /(?:^|[;"'\s])(?:server|data source|host|endpoint|user id|uid|user|database|initial catalog)\s*=/i;

/** A name and its value in YAML, JSON, properties, environment files, query strings and flags. */
const ASSIGNMENT =
  /(?<![\w.$])([A-Za-z_][\w.-]{1,80})\\?["']?[ \t]*(?::=|=>|=|:)[ \t]*(?:\\?"((?:[^"\\\n]|\\(?!"))*)\\?"|'([^'\n]*)'|([^\s,;#&"'`]+))/g;

/** A name and its value, separated by a space or as an element of XML. */
const SPACED =
  /(?:(?<![\w-])--?((?:[A-Za-z]+-)*(?:password|passwd|passphrase|token|secret|api-?key))|\b(requirepass|masterauth)|\blogin\s+\S+\s+(?:account\s+\S+\s+)?(password))[ \t]+["']?([^\s"'-][^\s"']*)/g;
const ELEMENT = /<(?:[\w-]+:)?([A-Za-z][\w.-]*)>([^<>]{4,256})<\//g;

/**
 * Finds suspected credentials in a text, which may be a whole file.
 *
 * @returns whether it found any
 */
export function inspectText(given: string, take: Take, decoded = 0): boolean {
  if (given.length < SHORTEST) return false;
  // A file within JSON has escaped line breaks. The replacement has the same length, so that positions stay right.
  const text = given.includes('\\n') ? given.replaceAll('\\n', ' \n') : given;
  const spans: Array<readonly [number, number]> = [];
  const found = (leak: TextLeak, start: number) => {
    const end = start + leak.value.length;
    if (spans.some(([from, to]) => start < to && from < end)) return;
    spans.push([start, end]);
    take(leak);
  };
  if (MARKS.test(text)) inspectTokens(text, decoded, found);
  if (SIGNS.test(text)) {
    for (const { value, index } of commandPasswords(text)) found(inCommand(value, index, decoded), index);
    for (const { id, what, mark, pattern, accept = isLiteral } of PATTERNS) {
      if (!text.includes(mark)) continue;
      for (const match of text.matchAll(pattern)) {
        const value = match[1] ?? '';
        const start = match.index + match[0].lastIndexOf(value);
        if (accept(value, text)) found({ id, what, value, index: start, decoded, random: false }, start);
      }
    }
  }
  if (NAMES.test(text)) inspectNames(text, decoded, found);
  if (decoded < DEEPEST && text.length >= 24) {
    for (const run of text.matchAll(RUNS)) {
      // The whole text of a value with a credential's name is redacted.
      if (run[0].length === text.length) break;
      const inner = decodeBase64(run[0]);
      if (inner !== undefined) {
        inspectValue('', inner, (leak) => found({ ...leak, index: run.index }, run.index), decoded + 1);
      }
    }
  }
  return spans.length > 0;
}

function inCommand(value: string, index: number, decoded: number): TextLeak {
  const what = 'a password in a command line';
  return { id: 'command-password', what, value, index, decoded, random: false };
}

type Found = (leak: TextLeak, start: number) => void;

function inspectTokens(text: string, decoded: number, found: Found): void {
  for (const match of text.matchAll(TOKENS)) {
    const format = TOKEN_FORMATS[match.slice(1).findIndex((group) => group !== undefined)];
    const value = match[0];
    if (format === undefined || !isReal(tokenId(format), value)) continue;
    const { what } = format;
    found(
      {
        id: tokenId(format),
        what: `a ${what}`.replace(/^a ([aeioAEIO])/, 'an $1'),
        value,
        index: match.index,
        decoded,
        random: true,
      },
      match.index,
    );
  }
}

/** Whether a token is real and not an example of its format. */
function isReal(id: string, value: string): boolean {
  if (isPlaceholder(value)) return false;
  if (id === 'private-key') {
    const body = value.replace(/-----[A-Z ]+-----|\\[nr]|[\s.]/g, '');
    return value.startsWith('PuTTY') || body.length >= 40;
  }
  if (id === 'jwt') return decodeBase64(value.slice(0, value.indexOf('.')))?.includes('"alg"') === true;
  return new Set(value.slice(-16)).size > 4;
}

function inspectNames(text: string, decoded: number, found: Found): void {
  const inConnection = CONNECTION.test(text);
  const inFile = {
    kubeconfig: /\bclusters\\?"?\s*:/.test(text) && /\busers\\?"?\s*:/.test(text),
    docker: /\bauths\\?"?\s*:/.test(text),
  };
  const look = (name: string, value: string, start: number, quoted: boolean) => {
    // Code that computes the value, the start of a block, or a value of another type.
    if (!quoted && (/[(){}<>]/.test(value) || /^[|>&*![{]/.test(value))) return;
    inspectNamed(
      name,
      value,
      (leak) => {
        let { id, what } = leak;
        if (id === 'named-value' && inFile.kubeconfig) [id, what] = ['kubeconfig', 'a kubeconfig with credentials'];
        if (id === 'basic-auth' && inFile.docker)
          [id, what] = ['docker-config', 'a Docker configuration with credentials'];
        if (id === 'named-value' && inConnection && /^(?:password|pwd)$/i.test(name))
          [id, what] = ['connection-string', 'a connection string with a password'];
        found({ ...leak, id, what, index: start }, start);
      },
      decoded,
    );
  };
  const assignments = (within: string, offset: number) => {
    for (const match of within.matchAll(ASSIGNMENT)) {
      const quoted = match[2] ?? match[3];
      const value = quoted ?? match[4]!;
      const start = offset + match.index + match[0].lastIndexOf(value);
      look(match[1]!, value, start, quoted !== undefined);
      // The value of a harmless name may hold names and values itself: the query of a URL, options in a variable.
      if (NAMES.test(value) && /[=:]/.test(value) && namedAs(match[1]!) === undefined) assignments(value, start);
    }
  };
  assignments(text, 0);
  for (const match of text.matchAll(SPACED)) {
    const name = match[1] ?? match[2] ?? match[3]!;
    look(name, match[4]!, match.index + match[0].lastIndexOf(match[4]!), false);
  }
  for (const match of text.matchAll(ELEMENT))
    look(match[1]!, match[2]!, match.index + match[0].lastIndexOf(match[2]!), true);
}

/** Inspects a value by its name alone. */
function inspectNamed(name: string, value: string, take: Take, decoded: number): boolean {
  const as = namedAs(name);
  if (as === undefined || isWorkingDirectory(name, value)) return false;
  const inner = decoded < DEEPEST ? decodeBase64(value) : undefined;
  if (as === 'basic-auth' && isBasicAuth(value)) {
    take({
      id: 'basic-auth',
      what: 'a user and password for basic authentication',
      value,
      index: 0,
      decoded,
      random: false,
    });
    return true;
  }
  const kind = as === 'basic-auth' ? 'credential' : as;
  if (inner !== undefined) return inspectValue(name, inner, take, decoded + 1);
  if (!isCredential(value, kind)) return false;
  take({
    id: 'named-value',
    what: 'a literal under the name of a credential',
    value: value.trim(),
    index: 0,
    decoded,
    random: false,
  });
  return true;
}

/**
 * Inspects a value by its format, by the base64 in it and by its name.
 *
 * @returns whether it found any credential
 */
export function inspectValue(name: string, value: string, take: Take, decoded = 0): boolean {
  if (inspectText(value, take, decoded)) return true;
  const named = namedAs(name) !== undefined;
  if (named) return inspectNamed(name, value, take, decoded);
  const inner = decoded < DEEPEST ? decodeBase64(value) : undefined;
  return inner !== undefined && inspectValue(name, inner, (leak) => take({ ...leak, index: 0 }), decoded + 1);
}
