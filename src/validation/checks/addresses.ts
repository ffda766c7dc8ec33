import { isIPv6 } from 'node:net';

/** An IP address as bits, with its family. */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** An address range. */
export interface Range extends Address {
  readonly length: number;
}

/** Leading zeros are allowed, and do not mean octal: Go's `net.ParseIP` before 1.17, which Kubernetes keeps. */
const IPV4 = /^\d+(?:\.\d+){3}$/;

function parseIpv4(text: string): bigint | undefined {
  if (!IPV4.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n) : undefined;
}

function parseIpv6(text: string): bigint | undefined {
  // An IPv4 address at the end may have leading zeros too.
  const last = text.slice(text.lastIndexOf(':') + 1);
  const embedded = last.includes('.') ? parseIpv4(last) : undefined;
  const hex = (value: bigint) => `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  const plain = embedded === undefined ? text : text.slice(0, text.length - last.length) + hex(embedded);
  if (plain.includes('%') || !isIPv6(plain)) return undefined;
  const [head = '', tail] = plain.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const after = tail === undefined ? [] : groups(tail);
  const before = groups(head);
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/**
 * Reads an IP address as Kubernetes does in its older fields (`ParseIPSloppy` of k8s.io/utils/net). An IPv4 address within
 * an IPv6 one is of family 4.
 */
export function parseIp(text: string): Address | undefined {
  if (!text.includes(':')) {
    const bits = parseIpv4(text);
    return bits === undefined ? undefined : { family: 4, bits };
  }
  const bits = parseIpv6(text);
  if (bits === undefined) return undefined;
  return bits >> 32n === 0xffffn ? { family: 4, bits: bits & 0xffffffffn } : { family: 6, bits };
}

/** Reads an address range (`ParseCIDRSloppy` of k8s.io/utils/net). */
export function parseCidr(text: string): Range | undefined {
  const slash = text.indexOf('/');
  const [address, length] = [text.slice(0, slash), text.slice(slash + 1)];
  const parsed = slash < 0 || !/^\d+$/.test(length) ? undefined : parseIp(address);
  if (parsed === undefined) return undefined;
  const width = address.includes(':') ? 128 : 32;
  const size = Number(length);
  if (size > width) return undefined;
  if (parsed.family === 4 && width === 128) return { family: 4, bits: parsed.bits, length: Math.max(size - 96, 0) };
  return { ...parsed, length: size };
}

/** From this minor version of Kubernetes on, older fields take addresses in one notation only (StrictIPCIDRValidation). */
const STRICT_SINCE = 36;

/** {@link parseIp} as a minor version of Kubernetes reads its older fields. */
export function ipField(text: string, minor: number): Address | undefined {
  const ip = parseIp(text);
  return minor >= STRICT_SINCE && !isPlainIp(text, ip) ? undefined : ip;
}

/** {@link parseCidr} as a minor version of Kubernetes reads its older fields. */
export function cidrField(text: string, minor: number): Range | undefined {
  const range = parseCidr(text);
  if (range === undefined || minor < STRICT_SINCE) return range;
  const [address = '', length = ''] = text.split('/');
  const shift = BigInt((range.family === 4 ? 32 : 128) - range.length);
  const isExact = (range.bits >> shift) << shift === range.bits && /^(?:0|[1-9]\d*)$/.test(length);
  return isExact && isPlainIp(address, range) ? range : undefined;
}

/** Whether an address has no leading zeros, and is no IPv4 address within an IPv6 one. */
function isPlainIp(text: string, ip: Address | undefined): boolean {
  if (text.includes(':')) return ip?.family === 6 && !/(?:^|[:.])0\d+\./.test(text);
  return text.split('.').every((part) => String(Number(part)) === part);
}

/** Whether a range contains an address. */
export function contains({ family, bits, length }: Range, address: Address): boolean {
  const shift = BigInt((family === 4 ? 32 : 128) - length);
  return family === address.family && bits >> shift === address.bits >> shift;
}

const IN_RANGE = (cidr: string) => {
  const range = parseCidr(cidr)!;
  return (address: Address) => contains(range, address);
};

/** Addresses that no endpoint may have: `ValidateEndpointIP` of core/validation/validation.go. */
const NO_ENDPOINT: ReadonlyArray<readonly [string, (address: Address) => boolean]> = [
  ['unspecified', ({ bits }) => bits === 0n],
  ['in the loopback range', (address) => ['127.0.0.0/8', '::1/128'].some((cidr) => IN_RANGE(cidr)(address))],
  ['in the link-local range', (address) => ['169.254.0.0/16', 'fe80::/10'].some((cidr) => IN_RANGE(cidr)(address))],
  [
    'in the link-local multicast range',
    (address) =>
      IN_RANGE('224.0.0.0/24')(address) || (address.family === 6 && ((address.bits >> 112n) & 0xff0fn) === 0xff02n),
  ],
];

/** Why an address cannot be that of an endpoint. */
export function unfitEndpoint(address: Address): string | undefined {
  return NO_ENDPOINT.find(([, holds]) => holds(address))?.[0];
}
