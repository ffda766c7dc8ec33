/**
 * The formats that the API server checks. Like the server, this library ignores unknown formats. Names are written
 * without `-`, as the server compares them.
 */

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const GO_DURATION = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const HOST_LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

function isDate(value: string): boolean {
  const [, year, month, day] = (DATE.exec(value) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isIpv6(value: string): boolean {
  if (!value.includes(':') || /[^0-9a-fA-F:.]/.test(value)) return false;
  const halves = value.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all.at(-1) ?? '';
  const embedded = last.includes('.');
  if (embedded && !IPV4.test(last)) return false;
  const hex = embedded ? all.slice(0, -1) : all;
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = hex.length + (embedded ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}

function isCidr(value: string): boolean {
  const [address = '', length = '', ...rest] = value.split('/');
  if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length)) return false;
  if (IPV4.test(address)) return Number(length) <= 32;
  return isIpv6(address) && Number(length) <= 128;
}

function isUri(value: string): boolean {
  if (value === '' || /[\s\u0000-\u001f\u007f]/.test(value)) return false; // eslint-disable-line no-control-regex
  return value.startsWith('/') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(value);
}

function isHostname(value: string): boolean {
  return value.length <= 253 && value.split('.').every((label) => HOST_LABEL.test(label));
}

/** Checks of string formats. */
export const STRING_FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  byte: (value) => BASE64.test(value.replace(/[\r\n]/g, '')),
  cidr: isCidr,
  date: isDate,
  datetime: (value) => DATE_TIME.test(value) && isDate(value.slice(0, 10)),
  duration: (value) => GO_DURATION.test(value) || /^[+-]?0$/.test(value),
  email: (value) => /^[^\s@<>]+@[^\s@<>]+$/.test(value),
  hostname: isHostname,
  ipv4: (value) => IPV4.test(value),
  ipv6: isIpv6,
  k8slongname: (value) => value.length <= 253 && DNS_SUBDOMAIN.test(value),
  k8sshortname: (value) => value.length <= 63 && DNS_LABEL.test(value),
  mac: (value) => /^([0-9a-f]{2}[:-]){5}([0-9a-f]{2}[:-]){0,2}([0-9a-f]{2})$/i.test(value),
  uri: isUri,
  uuid: (value) => UUID.test(value),
};

/** Checks of number formats. */
export const NUMBER_FORMATS: Readonly<Record<string, (value: number) => boolean>> = {
  int32: (value) => value >= -2_147_483_648 && value <= 2_147_483_647,
  int64: (value) => value >= -(2 ** 63) && value < 2 ** 63,
};

/** The lookup name of a format: `date-time` is `datetime`. */
export function formatName(format: string): string {
  return format.replaceAll('-', '');
}
