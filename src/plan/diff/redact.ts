import { defined } from '../../core/defined';
import { JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { LeakRedactor } from '../../leaks/redactor';
import { findLeaks } from '../../leaks/scan';
import { isMap } from '../tree/parse-manifests';

/** What is shown in place of a value that nobody may see. */
export const HIDDEN = '(hidden)';

/** Shortest credential that is looked for in values; a shorter one would be a part of many words. */
const SHORTEST = 4;

const SENSITIVE =
  /(?:pass(?:word|wd|phrase)?|pwd|token|secret|api[-_]?key|access[-_]?key|private[-_]?key|credentials?)s?$/i;
/** The annotation in which kubectl keeps a copy of all of an object. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ENCRYPTED = /ENC\[/;
/** Texts that carry a secret within them: keys, logins in addresses, bearer tokens, settings such as `password=…`. */
const REVEALING =
  /-----BEGIN|:\/\/[^/\s:@]*:[^/\s@]+@|\beyJ[\w-]{8,}|\bBearer\s+\S|(?:pass(?:word|wd|phrase)?|pwd|token|secret|api[-_]?key)["']?\s*[=:]\s*\S/i;

/** Whether nothing of an object may be shown but what names it: it is a Secret, or SOPS has encrypted parts of it. */
function isConfidential(object: KubernetesObject): boolean {
  return (object.kind === 'Secret' && object.apiVersion === 'v1') || isMap(object.sops);
}

/** Fields of a confidential object that are no secret: what it is called, and for whom it is encrypted. */
const OPEN =
  /^(?:apiVersion|kind|type|immutable|metadata\.(?:name|namespace|labels)(?:\.|\[|$))|^metadata\.annotations\[?\.?"?kustomize\.toolkit\.fluxcd\.io\//;

/**
 * Decides for two states of an object what of their values may be shown. What the rule against leaks finds in either is
 * never shown; names that sound like a secret hide more than that, as nothing is refused for it here.
 */
export class Redactor {
  private readonly confidential: boolean;
  private found?: ReadonlySet<string>;

  constructor(
    private readonly old: KubernetesObject,
    private readonly next: KubernetesObject,
  ) {
    this.confidential = isConfidential(old) || isConfidential(next);
  }

  /** A sentence about the object without credentials. */
  public sentence(text: string): string {
    const redactor = new LeakRedactor();
    redactor.hide([...this.credentials]);
    return redactor.redact(text);
  }

  /** Credentials that stand in either state. */
  private get credentials(): ReadonlySet<string> {
    return (this.found ??= new Set(
      [this.old, this.next]
        .flatMap((object) => findLeaks(object))
        .flatMap(({ hidden: texts }) => texts)
        .filter((text) => text.length >= SHORTEST),
    ));
  }

  private withoutCredentials(value: JsonValue, name: string): JsonValue {
    if (Array.isArray(value)) {
      // An argument may be what the one before it says.
      const all = findLeaks({ [name]: value }).flatMap(({ hidden: texts }) => texts);
      return value.map((item) =>
        typeof item !== 'object' && all.includes(String(item)) ? HIDDEN : this.withoutCredentials(item, name),
      );
    }
    if (isMap(value)) {
      const beside = typeof value.name === 'string' ? value.name : undefined;
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [
          key,
          this.withoutCredentials(one, key === 'value' ? (beside ?? key) : key),
        ]),
      );
    }
    if (typeof value !== 'string' && typeof value !== 'number') return value;
    const text = String(value);
    if (text === HIDDEN) return value;
    const holds = [...this.credentials].some((credential) => text.includes(credential));
    return holds || findLeaks({ [name]: value }).length > 0 ? HIDDEN : value;
  }

  /** Both values of a change as they may be shown. */
  public shown(
    path: string,
    from: JsonValue | undefined,
    to: JsonValue | undefined,
  ): { readonly from?: JsonValue; readonly to?: JsonValue } {
    const hide =
      (this.confidential && !OPEN.test(path)) || holdsEncrypted(from) || holdsEncrypted(to) || namesSecret(path);
    const show = (value: JsonValue) =>
      hide ? hidden(value) : this.withoutCredentials(redacted(value, isDeep(path)), lastName(path));
    return {
      ...defined({ from: from === undefined ? undefined : show(from), to: to === undefined ? undefined : show(to) }),
    };
  }
}

/** What the value at a path is called: its field, or the list item that it is the value of. */
function lastName(path: string): string {
  const item = /\[name=([^\]]*)\]\.value$/.exec(path)?.[1];
  return item ?? /([^.[\]"]+)"?\]?$/.exec(path)?.[1] ?? '';
}

/** Whether the last field of a path, or the list item it is in, is named like a secret. */
function namesSecret(path: string): boolean {
  if (path.includes(LAST_APPLIED)) return true;
  const item = /\[name=([^\]]*)\](?:\.value)?$/.exec(path)?.[1];
  if (item !== undefined) return path.endsWith('.value') && SENSITIVE.test(item);
  const field = /([^.[\]"]+)"?\]?$/.exec(path)?.[1] ?? '';
  return (
    (/^(?:data|stringData|spec\.(?:values|postBuild))\b/.test(path) &&
      path.split(/[.[\]"]+/).some((part) => SENSITIVE.test(part))) ||
    (SENSITIVE.test(field) && !isReference(path))
  );
}

/** Fields of Kubernetes that are named like secrets and hold a reference or a switch. */
function isReference(path: string): boolean {
  return /(?:automountServiceAccountToken|imagePullSecrets|\bsecrets|\bsecret)$/.test(path);
}

function isDeep(path: string): boolean {
  return /^(?:data|spec\.(?:values|postBuild))\b/.test(path);
}

function hidden(value: JsonValue): JsonValue {
  return typeof value === 'boolean' || value === null ? value : HIDDEN;
}

function holdsEncrypted(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') return ENCRYPTED.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsEncrypted);
}

/** A value without what looks like a secret in it. Long texts are told by their size alone. */
function redacted(value: JsonValue, deep: boolean): JsonValue {
  if (typeof value === 'string') return redactedText(value);
  if (Array.isArray(value)) {
    return value.map((item, index) => {
      const before = value[index - 1];
      const named = typeof before === 'string' && before.startsWith('-') && SENSITIVE.test(before);
      return named && typeof item === 'string' ? HIDDEN : redacted(item, deep);
    });
  }
  if (!isMap(value)) return value;
  const secretItem = typeof value.name === 'string' && SENSITIVE.test(value.name);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, redactedField(key, one, secretItem, deep)]),
  );
}

function redactedField(key: string, value: JsonValue, secretItem: boolean, deep: boolean): JsonValue {
  const scalar = typeof value === 'string' || typeof value === 'number';
  if (key.includes(LAST_APPLIED)) return HIDDEN;
  if (scalar && (SENSITIVE.test(key) || (secretItem && key === 'value'))) return HIDDEN;
  return !scalar && deep && SENSITIVE.test(key) ? hidden(value) : redacted(value, deep);
}

function redactedText(text: string): string {
  if (REVEALING.test(text)) return HIDDEN;
  const lines = text.split('\n').length;
  return lines > 2 ? `(text of ${lines} lines)` : text;
}
