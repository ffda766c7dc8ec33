import { cidrField, ipField, parseCidr, parseIp } from './addresses';

/** A format of text: whether a text has it, its name for messages, and what to write instead. */
interface Format {
  readonly fits: (text: string) => boolean;
  readonly name: string;
  readonly write: string;
}

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(?:\\.${LABEL})*`;
const UNDERSCORED = '_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?';
const QUALIFIED = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

/** A test of texts up to a length. The patterns take ASCII only, so characters are bytes. */
function pattern(source: string, max = Infinity): (text: string) => boolean {
  const expression = new RegExp(`^(?:${source})$`);
  return (text) => text.length <= max && expression.test(text);
}

const isLabel = pattern(LABEL, 63);
const isSubdomain = pattern(SUBDOMAIN, 253);
const isName = pattern(QUALIFIED, 63);
const isPortName = pattern('[-a-z0-9]+', 15);
const isWebPath = pattern("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");

function isQualified(value: string): boolean {
  const parts = value.split('/');
  if (parts.length === 1) return isName(value);
  return parts.length === 2 && isSubdomain(parts[0]!) && isName(parts[1]!);
}

function isPrefixedPath(value: string): boolean {
  const slash = value.indexOf('/');
  return slash > 0 && isSubdomain(value.slice(0, slash)) && isWebPath(value.slice(slash + 1));
}

function isFullyQualified(value: string, least: number): boolean {
  return isSubdomain(value) && value.split('.').length >= least;
}

/** Most bytes of a signer's name: a domain, and a path of a label and a domain. */
const SIGNER_MAX = 253 + 1 + 253 + 1 + 63;

function isSigner(value: string): boolean {
  const [domain = '', path = '', ...more] = value.split('/');
  const labels = domain.split('.');
  return (
    more.length === 0 &&
    value.length <= SIGNER_MAX &&
    domain.length <= 253 &&
    labels.length > 1 &&
    labels.every(isLabel) &&
    path.split('.').every(isSubdomain)
  );
}

/** Whether no part of a path leads up. */
function hasNoBacksteps(path: string): boolean {
  return !path.split('/').includes('..');
}

const isBelow = (path: string) => !path.startsWith('/') && hasNoBacksteps(path);

const NAME = 'lower-case letters, digits and "-", beginning and ending with a letter or digit';
const NAMES = 'lower-case letters, digits, "-" and ".", each part beginning and ending with a letter or digit';
const LETTERS = 'letters, digits, "-", "_" and ".", beginning and ending with a letter or digit, at most 63';

/**
 * The formats of texts, as `k8s.io/apimachinery/pkg/util/validation` 0.34.4 and `pkg/apis/core/validation` of Kubernetes
 * 1.34.4 define them.
 */
const FORMATS = {
  dnsLabel: { fits: isLabel, name: 'a DNS label', write: `use ${NAME}, at most 63 characters` },
  dns1035Label: {
    fits: pattern('[a-z](?:[-a-z0-9]*[a-z0-9])?', 63),
    name: 'a DNS label that begins with a letter',
    write: 'use lower-case letters, digits and "-", beginning with a letter, at most 63 characters',
  },
  dnsSubdomain: { fits: isSubdomain, name: 'a DNS name', write: `use ${NAMES}` },
  searchDomain: {
    fits: (value) => value === '.' || pattern(`${UNDERSCORED}(?:\\.${UNDERSCORED})*`, 253)(value.replace(/\.$/, '')),
    name: 'a search domain',
    write: 'use lower-case letters, digits, "-", "_" and "."',
  },
  strictSearchDomain: {
    fits: (value) => isSubdomain(value.replace(/\.$/, '')),
    name: 'a search domain',
    write: `use ${NAMES}`,
  },
  host: {
    fits: (value) => parseIp(value) === undefined && (isSubdomain(value) || isWildcard(value)),
    name: 'a host name',
    write: 'write a DNS name, or one that begins with "*.", and no IP address',
  },
  tlsHost: {
    fits: (value) => isSubdomain(value) || isWildcard(value),
    name: 'a host name',
    write: 'write a DNS name, or one that begins with "*."',
  },
  externalName: {
    fits: (value) => isSubdomain(value.replace(/\.$/, '')),
    name: 'a DNS name',
    write: `use ${NAMES}`,
  },
  fullName: {
    fits: (value) => isFullyQualified(value, 3),
    name: 'a fully qualified name',
    write: 'write a domain with three parts or more, such as "check.example.com"',
  },
  domainName: {
    fits: (value) => {
      const name = value.replace(/\.$/, '');
      return isFullyQualified(name, 2) && name.split('.').every(isLabel);
    },
    name: 'a domain name',
    write: 'write a domain with two parts or more, such as "example.com"',
  },
  qualifiedName: {
    fits: isQualified,
    name: 'a qualified name',
    write: `use ${LETTERS}, after a DNS name and "/" if need be`,
  },
  /** The beginning of names: the API server takes a "-" at the end, as names made from it go on. */
  dnsPrefix: {
    fits: (value) => isSubdomain(value.length > 1 && value.endsWith('-') ? `${value.slice(0, -2)}a` : value),
    name: 'a DNS name',
    write: `use ${NAMES}`,
  },
  /** Case does not matter. */
  qualifiedNameAnyCase: {
    fits: (value) => isQualified(value.toLowerCase()),
    name: 'a qualified name',
    write: `use ${LETTERS}, after a DNS name and "/" if need be`,
  },
  prefixedPath: {
    fits: isPrefixedPath,
    name: 'a path with a domain before it',
    write: 'write one such as "example.com/name"',
  },
  signerName: {
    fits: isSigner,
    name: 'the name of a signer',
    write: 'write a domain and a path, such as "example.com/signer"',
  },
  labelValue: { fits: pattern(`(?:${QUALIFIED})?`, 63), name: 'a label value', write: `use ${LETTERS}` },
  portName: {
    fits: (value) => isPortName(value) && /[a-z]/.test(value) && !/--|^-|-$/.test(value),
    name: 'a port name',
    write: 'use at most 15 lower-case letters, digits and single "-", among them a letter',
  },
  dataKey: {
    fits: (value) => pattern('[-._a-zA-Z0-9]+', 253)(value) && value !== '.' && !value.startsWith('..'),
    name: 'a key of a ConfigMap or a Secret',
    write: 'use letters, digits, "-", "_" and "."',
  },
  variableName: {
    fits: pattern('[\\x20-\\x3c\\x3e-\\x7e]+'),
    name: 'the name of an environment variable',
    write: 'use printable ASCII characters without "="',
  },
  strictVariableName: {
    fits: (value) => pattern('[-._a-zA-Z][-._a-zA-Z0-9]*')(value) && value !== '.' && !value.startsWith('..'),
    name: 'the name of an environment variable',
    write: 'use letters, digits, "_", "-" and ".", not beginning with a digit',
  },
  headerName: {
    fits: pattern('[-A-Za-z0-9]+'),
    name: 'the name of an HTTP header',
    write: 'use letters, digits and "-"',
  },
  pathSegment: {
    fits: (value) => value !== '.' && value !== '..' && !/[/%]/.test(value),
    name: 'a name',
    write: 'leave out "/" and "%", and do not write "." or ".."',
  },
  ip: { fits: (value) => parseIp(value) !== undefined, name: 'an IP address', write: 'write one such as "10.9.8.7"' },
  plainIp: {
    fits: (value) => ipField(value, 36) !== undefined,
    name: 'an IP address',
    write: 'write one such as "10.9.8.7", without leading zeros',
  },
  cidr: {
    fits: (value) => parseCidr(value) !== undefined,
    name: 'an address range',
    write: 'write one such as "10.9.8.0/24"',
  },
  plainCidr: {
    fits: (value) => cidrField(value, 36) !== undefined,
    name: 'an address range',
    write: 'write one such as "10.9.8.0/24", without leading zeros and without bits beyond its length',
  },
  absolutePath: { fits: (value) => value.startsWith('/'), name: 'an absolute path', write: 'begin it with "/"' },
  pathBelow: {
    fits: isBelow,
    name: 'a path below its folder',
    write: 'write a relative path without ".."',
  },
  filePath: {
    fits: (value) => isBelow(value) && !value.startsWith('..'),
    name: 'a path below its folder',
    write: 'write a relative path that neither holds nor begins with ".."',
  },
  pathWithoutBacksteps: { fits: hasNoBacksteps, name: 'a path without ".."', write: 'take ".." out' },
  percentOrNumber: { fits: pattern('[0-9]+%'), name: 'a number or a percentage', write: 'write a number, or "25%"' },
  upTo100Percent: {
    fits: (value) => pattern('[0-9]+%')(value) && BigInt(value.slice(0, -1)) <= 100n,
    name: 'a number or a percentage of at most 100%',
    write: 'write a number, or "25%"',
  },
  sysctl: {
    fits: pattern('(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?', 253),
    name: 'the name of a kernel parameter',
    write: 'write one such as "net.core.somaxconn"',
  },
  driverName: {
    fits: (value) => value.length <= 63 && isSubdomain(value.toLowerCase()),
    name: 'the name of a CSI driver',
    write: 'write a DNS name of at most 63 characters',
  },
  iscsiName: {
    fits: (value) =>
      value.startsWith('iqn')
        ? /iqn\.\d{4}-\d{2}\.([a-zA-Z0-9\-.]+)(:[^,;*&$|\s]+)$/.test(value)
        : /^(?:eui.[a-zA-Z0-9]{16}|naa.[a-zA-Z0-9]{32})$/.test(value),
    name: 'the name of an iSCSI initiator or target',
    write: 'write one such as "iqn.2001-04.com.example:storage"',
  },
  celName: {
    fits: (value) => pattern('[_a-zA-Z][_a-zA-Z0-9]*')(value) && !CEL_RESERVED.has(value),
    name: 'an identifier of CEL',
    write: 'use letters, digits and "_", and no word that CEL reserves',
  },
  microTime: {
    fits: (value) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}(?:Z|[+-]\d{2}:\d{2})$/.test(value),
    name: 'a time with microseconds',
    write: 'write one such as "2026-01-02T03:04:05.000000Z"',
  },
  trimmed: {
    fits: (value) => value === value.trim(),
    name: 'text without blanks around it',
    write: 'take the blanks out',
  },
} as const satisfies Readonly<Record<string, Format>>;

const CEL_RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

function isWildcard(value: string): boolean {
  return value.startsWith('*.') && value.length <= 253 && pattern(SUBDOMAIN)(value.slice(2));
}

/** Name of a format. */
export type FormatName = keyof typeof FORMATS;

/** Whether a text has a format. */
export function fitsFormat(format: FormatName, value: string): boolean {
  return FORMATS[format].fits(value);
}

/** The fault of a text that does not have a format, after its value: `is not a DNS label: use …`. */
export function unlikeFormat(format: FormatName): string {
  const { name, write } = FORMATS[format];
  return `is not ${name}: ${write}`;
}
