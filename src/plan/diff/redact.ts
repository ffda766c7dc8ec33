import { defined } from '../../core/defined';
import { JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { LeakRedactor } from '../../leaks/redactor';
import { findLeaks } from '../../leaks/scan';
import { isMap } from '../tree/parse-manifests';
import { hasSecretSetting, isSecretArgument, isSecretName } from './secret-names';

/** Placeholder of a redacted value. */
export const HIDDEN = '(hidden)';

/** Shortest credential that is searched for in values; shorter ones would match within words. */
const SHORTEST = 4;

/** The annotation in which kubectl keeps a copy of the whole object. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ENCRYPTED = /ENC\[/;
/** Texts that contain a secret: keys, logins in addresses, bearer tokens, settings such as `password=…`. */
const REVEALING =
  /-----BEGIN|:\/\/[^/\s:@]*:[^/\s@]+@|\beyJ[\w-]{8,}|\bBearer\s+\S|(?:pass(?:word|wd|phrase)?|pwd|token|secret|api[-_]?key)["']?\s*[=:]\s*\S/i;

/** Whether all fields of an object are redacted but those that identify it: a Secret, or a document of SOPS. */
function isConfidential(object: KubernetesObject): boolean {
  return (object.kind === 'Secret' && object.apiVersion === 'v1') || isMap(object.sops);
}

/** Fields of a confidential object that may be shown: those that identify it, and Flux's annotations. */
const OPEN =
  /^(?:apiVersion|kind|type|immutable|metadata\.(?:name|namespace|labels)(?:\.|\[|$))|^metadata\.annotations\[?\.?"?kustomize\.toolkit\.fluxcd\.io\//;

/**
 * Redacts the values of two states of an object. Beyond the credentials that the leak rule finds, it hides every value
 * with a name like that of a secret: unlike there, a false positive refuses nothing here.
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

  /** Removes credentials from a sentence about the object. */
  public sentence(text: string): string {
    const redactor = new LeakRedactor();
    redactor.hide([...this.credentials]);
    return redactor.redact(text);
  }

  /** Credentials in either state. */
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
      // An argument may be the value of the flag before it.
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

  /** Both values of a change, redacted. */
  public shown(
    path: string,
    from: JsonValue | undefined,
    to: JsonValue | undefined,
  ): { readonly from?: JsonValue; readonly to?: JsonValue } {
    const hide =
      (this.confidential && !OPEN.test(path)) ||
      holdsEncrypted(from) ||
      holdsEncrypted(to) ||
      namesSecret(path, to ?? from);
    const show = (value: JsonValue) =>
      hide ? hidden(value) : this.withoutCredentials(redacted(value, isDeep(path)), lastName(path));
    return {
      ...defined({ from: from === undefined ? undefined : show(from), to: to === undefined ? undefined : show(to) }),
    };
  }
}

/** The name of the value at a path: its field, or the name of the list item whose value it is. */
function lastName(path: string): string {
  const item = /\[name=([^\]]*)\]\.value$/.exec(path)?.[1];
  return item ?? lastField(path);
}

/** The last field of a path. One with a dot in its name is quoted. */
function lastField(path: string): string {
  return /\["([^"]*)"\]$/.exec(path)?.[1] ?? /([^.[\]"]+)"?\]?$/.exec(path)?.[1] ?? '';
}

/** Whether the last field of a path, or the list item around it, has a name like that of a secret. */
function namesSecret(path: string, value: JsonValue | undefined): boolean {
  if (path.includes(LAST_APPLIED)) return true;
  const item = /\[name=([^\]]*)\](?:\.value)?$/.exec(path)?.[1];
  if (item !== undefined) return path.endsWith('.value') && isSecretName(item, value);
  const field = lastField(path);
  return (
    (/^(?:data|stringData|spec\.(?:values|postBuild))\b/.test(path) &&
      path.split(/[.[\]"]+/).some((part) => isSecretName(part, value))) ||
    (isSecretName(field, value) && !isReference(path))
  );
}

/** Whether a path ends in a field of Kubernetes with a secret's name that holds a reference or a switch. */
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

/** A value without the parts that look like secrets. Of long texts, only the number of lines is shown. */
function redacted(value: JsonValue, deep: boolean): JsonValue {
  if (typeof value === 'string') return redactedText(value);
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      typeof item === 'string' && isSecretArgument(item, value[index - 1]) ? HIDDEN : redacted(item, deep),
    );
  }
  if (!isMap(value)) return value;
  const secretItem = typeof value.name === 'string' && isSecretName(value.name, value.value);
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, redactedField(key, one, secretItem, deep)]),
  );
}

function redactedField(key: string, value: JsonValue, secretItem: boolean, deep: boolean): JsonValue {
  const scalar = typeof value === 'string' || typeof value === 'number';
  if (key.includes(LAST_APPLIED)) return HIDDEN;
  if (scalar && (isSecretName(key, value) || (secretItem && key === 'value'))) return HIDDEN;
  return !scalar && deep && isSecretName(key) ? hidden(value) : redacted(value, deep);
}

function redactedText(text: string): string {
  if (REVEALING.test(text) || hasSecretSetting(text)) return HIDDEN;
  const lines = text.split('\n').length;
  return lines > 2 ? `(text of ${lines} lines)` : text;
}
