import { JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { isMap } from '../tree/parse-manifests';

/** What is shown in place of a value that nobody may see. */
export const HIDDEN = '(hidden)';

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

/** Decides for two states of an object what of their values may be shown. */
export class Redactor {
  private readonly confidential: boolean;

  constructor(old: KubernetesObject, next: KubernetesObject) {
    this.confidential = isConfidential(old) || isConfidential(next);
  }

  /** Both values of a change as they may be shown. */
  public shown(
    path: string,
    from: JsonValue | undefined,
    to: JsonValue | undefined,
  ): { readonly from?: JsonValue; readonly to?: JsonValue } {
    const hide =
      (this.confidential && !OPEN.test(path)) || holdsEncrypted(from) || holdsEncrypted(to) || namesSecret(path);
    const show = (value: JsonValue) => (hide ? hidden(value) : redacted(value, isDeep(path)));
    return { ...(from === undefined ? {} : { from: show(from) }), ...(to === undefined ? {} : { to: show(to) }) };
  }
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
