import { createHash } from 'node:crypto';
import type { Document } from 'yaml';
import { isConstant } from '../core/constant';
import { defined } from '../core/defined';
import { yamlReader } from '../core/yaml-reader';
import { allSopsEncrypted, isSopsEncrypted } from '../kubernetes/sops';
import { below } from '../schema/finding';
import { commandPasswords, COMMANDS } from './commands';
import { namedAs } from './names';
import { inspectValue, TextLeak } from './text';

/** A suspected credential in an object. */
export interface Leak {
  /** Stable name of the kind of credential. */
  readonly id: string;
  /** The kind's name in messages. */
  readonly what: string;
  /** The field, such as `spec.values.auth.token` or `data["app.yaml"]`. */
  readonly field: string;
  /** The line, for a text of several. */
  readonly line?: number;
  /** How often base64 had to be decoded to see it. */
  readonly decoded: number;
  /**
   * The beginning of its SHA-256, which identifies the same credential in another place. Only for values with so many
   * random characters that guessing is hopeless: the hash of a password would confirm a guess.
   */
  readonly fingerprint?: string;
  /** The credential, and the whole value of its field: for redacting messages, and nothing else. */
  readonly hidden: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** A Secret in a text of YAML or JSON. */
const SECRET_IN_TEXT = /\bkind"?:\s*["']?Secret\b/;

/** A flag, whose value is the next argument. */
const FLAG = /^--?[A-Za-z][\w-]*$/;

/** Finds suspected credentials and unencrypted Secrets anywhere in an object. */
export function findLeaks(object: unknown): Leak[] {
  const scan = new Scan();
  scan.value(object, '');
  return scan.found;
}

/** Cache of values without a credential, whatever their names. Most values occur in many objects. */
const harmless = new Set<string>();
const MOST_HARMLESS = 50_000;
const LONGEST_HARMLESS = 200;

/** Whether a value was scanned before without a finding, and its name does not suggest a credential. */
function isHarmless(value: unknown, name: string): boolean {
  if (typeof value !== 'string') return typeof value === 'boolean';
  return value.length <= LONGEST_HARMLESS && harmless.has(value) && namedAs(name) === undefined;
}

/** Constants without a finding, with the name under which they were scanned. */
const clean = new WeakMap<object, string>();

class Scan {
  public readonly found: Leak[] = [];

  /** Keys and positions of the current value, which are formatted as a path only for a finding. */
  private readonly path: Array<string | number> = [];

  /** @param name the name of the value, which need not be its key */
  public value(value: unknown, name: string): void {
    if (typeof value === 'string') this.text(value, name);
    else if (typeof value === 'number') this.number(value, name);
    else if (typeof value === 'object' && value !== null) this.inner(value, name);
  }

  private inner(value: object, name: string): void {
    if (clean.get(value) === name) return;
    const found = this.found.length;
    if (Array.isArray(value)) this.list(value, name);
    else this.map(value as Fields);
    if (isConstant(value) && this.found.length === found) clean.set(value, name);
  }

  private text(value: string, name: string): void {
    if (isHarmless(value, name) || isSopsEncrypted(value)) return;
    const before = this.found.length;
    let first = true;
    inspectValue(name, value, (leak) => {
      // One finding for each place, which is a value or a line of one.
      if (first || value.includes('\n')) this.add(leak, value);
      first = false;
    });
    if (value.length > 20 && SECRET_IN_TEXT.test(value)) this.document(value);
    if (this.found.length > before || value.length > LONGEST_HARMLESS || namedAs(name) !== undefined) return;
    if (harmless.size >= MOST_HARMLESS) harmless.clear();
    harmless.add(value);
  }

  /** A password of digits alone, which YAML parses as a number. */
  private number(value: number, name: string): void {
    const text = String(value);
    if (!/^[0-9]{4,}$/.test(text) || namedAs(name) !== 'password') return;
    const what = 'a literal under the name of a credential';
    this.add({ id: 'named-value', what, value: text, index: 0, decoded: 0, random: false }, text);
  }

  private list(values: readonly unknown[], name: string): void {
    if (values.length > 1) this.arguments([[undefined, values]]);
    let before = '';
    values.forEach((value, index) => {
      this.path.push(index);
      // An argument behind `--password` has that name.
      this.value(value, before === '' ? name : before);
      this.path.pop();
      before = typeof value === 'string' && value.startsWith('-') && FLAG.test(value) ? value : '';
    });
  }

  /** Where both name a tool, each is a command of its own, and is inspected as a list. */
  private commandAndArguments({ command, args }: Fields): void {
    if (!Array.isArray(command) || !Array.isArray(args)) return;
    if (args.some((word) => COMMANDS.test(String(word)))) return;
    this.arguments([
      ['command', command],
      ['args', args],
    ]);
  }

  private map(map: Fields): void {
    const keys = Object.keys(map);
    // Reading fields of maps of all shapes costs more than looking for their names.
    if (keys.includes('kind')) {
      if (map.kind === 'Secret') this.plainSecret(map);
      if (map.kind === 'SealedSecret') this.sealedTemplate(map);
    }
    if (keys.includes('command') && keys.includes('args')) this.commandAndArguments(map);
    const exempt = keys.some((key) => EXEMPTING.has(key)) ? exemptOf(map) : undefined;
    for (const key of keys) {
      const value = map[key];
      const name = key === 'value' ? (nameBeside(map) ?? key) : key;
      if (isHarmless(value, name) || exempt?.includes(key)) continue;
      this.path.push(key);
      this.value(value, name);
      this.path.pop();
    }
  }

  /** The rule without heuristics: every value of a Secret is encrypted. */
  private plainSecret(secret: Fields): void {
    for (const field of ['data', 'stringData']) {
      const values = secret[field];
      if (typeof values !== 'object' || values === null) continue;
      for (const [key, value] of Object.entries(values as Fields)) {
        if (isSealed(secret) && allSopsEncrypted(value)) continue;
        if (value === null || value === '') continue;
        this.path.push(field, key);
        const what = 'a value in plain text';
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        this.add({ id: 'plain-secret', what, value: text, index: 0, decoded: 0, random: false }, text);
        this.path.pop();
        this.path.pop();
      }
    }
  }

  /** The values that a SealedSecret adds to those that it unseals. Those that are computed hold no secret themselves. */
  private sealedTemplate({ spec }: Fields): void {
    const data = ((spec as Fields | undefined)?.template as Fields | undefined)?.data;
    if (typeof data !== 'object' || data === null) return;
    for (const [key, value] of Object.entries(data as Fields)) {
      if (typeof value !== 'string' || value === '' || value.includes('{{')) continue;
      this.path.push('spec', 'template', 'data', key);
      const what = 'a value in plain text';
      this.add({ id: 'plain-secret', what, value, index: 0, decoded: 0, random: false }, value);
      this.path.length -= 4;
    }
  }

  /** A command whose words are items of one list, or of `command` and `args`. */
  private arguments(lists: ReadonlyArray<readonly [field: string | undefined, words: readonly unknown[]]>): void {
    // Nearly every list is of maps, or of words that name no tool.
    if (lists.some(([, list]) => list.some((word) => typeof word === 'object'))) return;
    const text = lists.flatMap(([, list]) => list).join(' ');
    if (!COMMANDS.test(text)) return;
    const words = lists.flatMap(([field, list]) => list.map((word, index) => ({ field, index, word })));
    if (words.length < 2) return;
    for (const { value } of commandPasswords(text)) {
      const place = words.find(({ word }) => typeof word === 'string' && !word.includes(' ') && word.endsWith(value));
      if (place === undefined) continue;
      const steps = [...(place.field === undefined ? [] : [place.field]), place.index];
      this.path.push(...steps);
      const leak = { id: 'command-password', what: 'a password in a command line', value };
      this.add({ ...leak, index: 0, decoded: 0, random: false }, place.word as string);
      this.path.length -= steps.length;
    }
  }

  /** Secrets within a text, such as a patch, or a chart's value that holds further objects. */
  private document(text: string): void {
    for (const document of yamlReader().parseAllDocuments(text)) {
      if (document.errors.length > 0) continue;
      const inner = new Scan();
      inner.value((document as Document).toJS(), '');
      const [leak] = inner.found.filter(({ id }) => id === 'plain-secret');
      if (leak) this.found.push({ ...leak, field: this.field(), hidden: [...leak.hidden] });
    }
  }

  private add({ id, what, value, index, decoded, random }: TextLeak, field: string): void {
    this.found.push({
      id,
      what,
      field: this.field(),
      ...defined({ line: field.includes('\n') ? field.slice(0, index).split('\n').length : undefined }),
      decoded,
      ...defined({ fingerprint: random ? createHash('sha256').update(value).digest('hex').slice(0, 8) : undefined }),
      hidden: field === value || field.includes('\n') ? [value] : [value, field],
    });
  }

  private field(): string {
    return this.path.reduce<string>((path, key) => below(path, key), '');
  }
}

/** Whether an object says that SOPS encrypted it. */
function isSealed({ sops }: Fields): boolean {
  return typeof sops === 'object' && sops !== null && isSopsEncrypted((sops as Fields).mac);
}

/** The name of a value in the field beside it, as in an environment variable or a parameter of Helm. */
function nameBeside({ name, key }: Fields): string | undefined {
  return typeof name === 'string' ? name : typeof key === 'string' ? key : undefined;
}

/** Fields of maps with exempt fields, see {@link exemptOf}. */
const EXEMPTING: ReadonlySet<string> = new Set(['encryptedData', 'remoteRef', 'sops']);

/** Exempt fields of a map: ciphertext, and references to entries of a store whose names are like those of secrets. */
function exemptOf(map: Fields): readonly string[] | undefined {
  if (map.encryptedData !== undefined && typeof map.encryptedData === 'object') return ['encryptedData'];
  if (map.remoteRef !== undefined) return ['secretKey', 'remoteRef'];
  return map.sops !== undefined && isSealed(map) ? ['sops'] : undefined;
}
