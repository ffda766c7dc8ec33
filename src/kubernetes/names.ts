/**
 * Kubernetes' rules for names and labels. Each `check…` function returns the problem and its remedy as one sentence, or
 * `undefined` for a valid value. Lengths are bytes of UTF-8, as the API server counts them.
 */

export const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** Maximum bytes of a DNS-1123 label: namespaces, clusters, tenants, apps, Flux Kustomizations. */
export const DNS_LABEL_MAX = 63;

/** Maximum bytes of a DNS-1123 subdomain: names of most objects. */
export const DNS_SUBDOMAIN_MAX = 253;

/** Maximum bytes of all annotations of one object together. */
export const ANNOTATIONS_MAX = 262_144;

/** Length of a string in bytes of UTF-8. */
export function byteLength(value: string): number {
  return Buffer.byteLength(value, 'utf8');
}

/** A value quoted for a message: JSON, cut after 80 characters. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Whether a name is valid. The patterns accept ASCII only, so characters are bytes. */
function fits(value: string, pattern: RegExp, max: number): boolean {
  return typeof value === 'string' && value.length <= max && pattern.test(value);
}

function checkPattern(what: string, value: string, pattern: RegExp, max: number, shape: string): string | undefined {
  if (fits(value, pattern, max)) return undefined;
  if (typeof value !== 'string' || value === '') {
    return `${what} ${quote(value)} is not a name: give ${shape}`;
  }
  if (byteLength(value) > max) {
    return `${what} ${quote(value)} is ${byteLength(value)} bytes long: use at most ${max}`;
  }
  return `${what} ${quote(value)} is not a valid name: use ${shape}`;
}

/**
 * Checks a DNS-1123 label.
 *
 * @param what the noun that begins the message, such as `cluster name`
 */
export function checkDnsLabel(what: string, value: string): string | undefined {
  return checkPattern(
    what,
    value,
    DNS_LABEL,
    DNS_LABEL_MAX,
    'lower-case letters, digits and "-", beginning and ending with a letter or digit',
  );
}

/**
 * Checks a DNS-1123 subdomain.
 *
 * @param what the noun that begins the message
 */
export function checkDnsSubdomain(what: string, value: string): string | undefined {
  return checkPattern(
    what,
    value,
    DNS_SUBDOMAIN,
    DNS_SUBDOMAIN_MAX,
    'lower-case letters, digits, "-" and ".", each part beginning and ending with a letter or digit',
  );
}

/** Checks a label's or an annotation's key: an optional DNS prefix, a slash, and a name of at most 63 bytes. */
export function checkLabelKey(what: string, key: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  if (prefix !== undefined && !fits(prefix, DNS_SUBDOMAIN, DNS_SUBDOMAIN_MAX)) {
    const problem = checkDnsSubdomain(`the prefix of ${what}`, prefix);
    if (problem) return problem;
  }
  return checkPattern(
    what,
    key.slice(slash + 1),
    QUALIFIED_NAME,
    DNS_LABEL_MAX,
    'letters, digits, "-", "_" and ".", beginning and ending with a letter or digit',
  );
}

/** Checks a label's value: empty, or at most 63 bytes of letters, digits, `-`, `_` and `.`. */
export function checkLabelValue(what: string, value: string): string | undefined {
  if (value === '') return undefined;
  return checkPattern(
    what,
    value,
    QUALIFIED_NAME,
    DNS_LABEL_MAX,
    'letters, digits, "-", "_" and ".", beginning and ending with a letter or digit',
  );
}

/** Checks all keys and values of a map of labels; one message for each invalid one. */
export function checkLabels(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).flatMap(([key, value]) =>
    [checkLabelKey('label key', key), checkLabelValue(`value of label ${quote(key)}`, value)].filter(
      (problem): problem is string => problem !== undefined,
    ),
  );
}

/** The namespaces that Kubernetes itself makes. Others may begin with `kube-` too, as that of kube-prometheus-stack does. */
const PREDEFINED = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Whether a namespace is there before anybody makes it: Kubernetes made it, or the installation of Flux. */
export function isPredefinedNamespace(name: string): boolean {
  return PREDEFINED.includes(name) || name === 'flux-system';
}

/** Whether a namespace belongs to Kubernetes or Flux, so that no tenant may use it. */
export function isReservedNamespace(name: string): boolean {
  return name === 'default' || name === 'flux-system' || name.startsWith('kube-') || name.endsWith('-flux-system');
}
