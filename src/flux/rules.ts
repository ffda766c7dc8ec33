import { byteLength, checkDnsSubdomain, DNS_LABEL_MAX, quote } from '../kubernetes/names';

/**
 * Flux's rules for strings. Each `check…` function returns a problem with its remedy as one sentence, or `undefined`
 * for a valid value.
 */

const HOST_AND_PORT = /^(?:\[[0-9A-Fa-f:.]+\]|[^:[\]]+)(?::[0-9]+)?$/;

const VARIABLE = /^[_a-zA-Z][_a-zA-Z0-9]*$/;

function checkUrl(what: string, url: string, schemes: readonly string[], secret = 'secretRef'): string | undefined {
  const scheme = schemes.find((candidate) => typeof url === 'string' && url.startsWith(`${candidate}://`));
  if (scheme === undefined) {
    return `${what} ${quote(withoutCredentials(String(url)))} is not usable: begin it with ${schemes.map((s) => `${s}://`).join(' or ')}${longForm(url, schemes)}`;
  }
  if (/[\s\\\0]/.test(url)) {
    return `${what} ${quote(withoutCredentials(url))} is not usable: leave out spaces, backslashes and control characters`;
  }
  const authority = url.slice(scheme.length + 3).split('/', 1)[0] ?? '';
  const at = authority.lastIndexOf('@');
  const account = at < 0 ? '' : authority.slice(0, at);
  if (account.includes(':') || (account !== '' && scheme !== 'ssh')) {
    return `${what} ${quote(withoutCredentials(url))} carries credentials: name a Secret with ${secret} instead`;
  }
  const host = authority.slice(at + 1);
  if (host === '') return `${what} ${quote(url)} has no host: write ${scheme}://host/path`;
  // The start of a password that contains a slash, as in https://user:pass/word@host, also looks like a port.
  const [, port] = /:(\d{1,6})$/.exec(host) ?? [];
  if (Number(port) > 65_535) return `${what} ${quote(withoutCredentials(url))} has port ${port}: give one up to 65535`;
  return HOST_AND_PORT.test(host)
    ? undefined
    : `${what} ${quote(withoutCredentials(url))} has a port that is not a number: write ${withSlash(scheme, account, host, url)}`;
}

/** The URL that was meant: with a slash where `host:path` stands, as Git writes it without a scheme. */
function withSlash(scheme: string, account: string, host: string, url: string): string {
  const [, name, path] = /^([\w.-]+):([\w.-]+)$/.exec(host) ?? [];
  const rest = url.slice(url.indexOf(host) + host.length);
  // With an "@" further on, the host may be the start of a login, and the rest that of a password.
  const isOther = scheme !== 'ssh' || name === undefined || /^\d/.test(path!) || rest.includes('@');
  if (isOther) return `${scheme}://host:443/path`;
  return `ssh://${account === '' ? '' : `${account}@`}${name}/${path}${rest}`;
}

/** The full form of an SSH URL that Git also accepts as `git@host:path`, as a hint for messages. */
function longForm(url: unknown, schemes: readonly string[]): string {
  const [, host, path] = /^git@([\w.-]+):(?!\/\/)([\w./-]+)$/.exec(String(url)) ?? [];
  return schemes.includes('ssh') && host !== undefined ? `, as in ssh://git@${host}/${path} (with a Secret)` : '';
}

/**
 * Replaces everything before the last `@`, so that a message never repeats a credential, however malformed the URL is.
 */
function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)?[^]*@/i, '$1***@');
}

/**
 * Checks the URL of a Git repository: `http`, `https` or `ssh`, without user and password (`ssh` may name a user).
 *
 * @param secret the option that names the Secret instead, for the message
 */
export function checkGitUrl(what: string, url: string, secret?: string): string | undefined {
  return checkUrl(what, url, ['https', 'ssh', 'http'], secret);
}

/** Checks the URL of an OCI repository: `oci://registry/path`. */
export function checkOciUrl(what: string, url: string, secret?: string): string | undefined {
  return checkUrl(what, url, ['oci'], secret);
}

/** Checks the URL of a Helm repository: `http`, `https` or `oci`. */
export function checkHelmUrl(what: string, url: string, secret?: string): string | undefined {
  return checkUrl(what, url, ['https', 'http', 'oci'], secret);
}

/** Checks the URL of a service with the given schemes. */
export function checkServiceUrl(what: string, url: string, schemes: readonly string[]): string | undefined {
  return checkUrl(what, url, schemes);
}

/** Checks a path inside a source: relative, beginning with `./`, never leaving the source (CVE-2022-24877). */
export function checkSourcePath(what: string, path: string): string | undefined {
  if (typeof path !== 'string' || (path !== '.' && !path.startsWith('./'))) {
    return `${what} ${quote(path)} is not relative to its source: begin it with "./"`;
  }
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not pass
  if (/[\\\u0000-\u001f\u007f]/.test(path)) {
    return `${what} ${quote(path)} has a backslash or a control character: use "/" between folders`;
  }
  if (path.includes('..') && path.split('/').includes('..'))
    return `${what} ${quote(path)} leaves its source: leave out ".."`;
  return undefined;
}

/** Checks the name of a substitution variable of a Kustomization. */
export function checkVariable(what: string, name: string): string | undefined {
  return VARIABLE.test(name)
    ? undefined
    : `${what} ${quote(name)} is not a variable: use letters, digits and "_", not beginning with a digit`;
}

/** Checks the name of a Kustomization, which Flux also writes as the value of a label. */
export function* checkKustomizationName(name: string | undefined): Generator<string | undefined> {
  if (name === undefined) return;
  yield checkDnsSubdomain('Kustomization name', name);
  const bytes = byteLength(name);
  if (bytes > DNS_LABEL_MAX)
    yield `Kustomization name ${quote(name)} is ${bytes} bytes long: use at most ${DNS_LABEL_MAX}`;
}

/** A component may be outside `path`, but not outside the source: no URL and no absolute path. */
export function checkComponent(path: string): string | undefined {
  return path === '' || path.startsWith('/') || path.includes('\\') || path.includes(':')
    ? `component ${quote(path)} is not relative to path: write a folder such as "../components/tls"`
    : undefined;
}
