import { isMap } from '../../core/is-map';
import { shown } from '../../kubernetes/field-path';
import { NANO, parseQuantity } from '../../kubernetes/quantity';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';

/** The amount of a quantity in nano-units; undefined for anything else. */
export function amountOf(value: unknown): bigint | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return parseQuantity(value);
}

/** A quantity of at least 0. */
export function nonNegative(value: unknown, report: Report): void {
  const amount = amountOf(value);
  if (amount !== undefined && amount < 0n) report.add([], `is ${shown(value)}: give 0 or more`);
}

/** A quantity above 0. */
export function positive(value: unknown, report: Report): void {
  const amount = amountOf(value);
  if (amount !== undefined && amount <= 0n) report.add([], `is ${shown(value)}: give more than 0`);
}

const KILO = 'requests.hugepages-';

/** Resources that are counted whole: `IsIntegerResourceName` of core/helper/helpers.go. */
const WHOLE = new Set(
  'pods resourcequotas services replicationcontrollers secrets configmaps persistentvolumeclaims services.nodeports services.loadbalancers'.split(
    ' ',
  ),
);

const STANDARD_CONTAINER = new Set(['cpu', 'memory', 'ephemeral-storage']);

const STANDARD_QUOTA = new Set([
  ...WHOLE,
  ...'cpu memory ephemeral-storage requests.cpu requests.memory requests.storage requests.ephemeral-storage limits.cpu limits.memory limits.ephemeral-storage'.split(
    ' ',
  ),
]);

/** Whether a resource stands for pages of memory of one size. */
export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');

/** Whether a resource is one of Kubernetes' own. */
function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Whether a resource is a device of a node. */
export function isExtended(name: string): boolean {
  return (
    !isNative(name) &&
    !name.startsWith('requests.') &&
    name.length - name.lastIndexOf('/') - 1 <= 63 &&
    `requests.${name.slice(0, name.indexOf('/'))}`.length <= 253
  );
}

/** Whether requests may be below the limit. */
export const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name);

/** Whether a quota knows a resource by itself. */
export function isQuotaResource(name: string): boolean {
  return STANDARD_QUOTA.has(name) || isHugePages(name) || name.startsWith(KILO);
}

function isStandard(name: string): boolean {
  return isQuotaResource(name) || name === 'storage';
}

/** Where a resource is named. */
export type ResourceUse = 'container' | 'pod' | 'quota' | 'any';

const USABLE: Readonly<Record<ResourceUse, (name: string) => string | undefined>> = {
  any: () => undefined,
  container: (name) => {
    if (!name.includes('/')) {
      return STANDARD_CONTAINER.has(name) || isHugePages(name)
        ? undefined
        : 'no container has this resource: use cpu, memory, ephemeral-storage or hugepages-…';
    }
    return isNative(name) || isExtended(name)
      ? undefined
      : 'is not a resource of a device: write one such as "example.com/gpu"';
  },
  pod: (name) =>
    name === 'cpu' || name === 'memory' || isHugePages(name)
      ? undefined
      : 'no pod as a whole has this resource: use cpu, memory or hugepages-…',
  quota: (name) =>
    name.includes('/') || isQuotaResource(name)
      ? undefined
      : 'no quota counts this resource: use one such as requests.cpu',
};

const QUALIFIED = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Names of resources that are in order: most objects have the same few. */
const usable = new Set<string>();

function isQualified(name: string): boolean {
  const [first = '', second, ...rest] = name.split('/');
  if (rest.length > 0) return false;
  if (second === undefined) return QUALIFIED.test(first);
  return first.length <= 253 && SUBDOMAIN.test(first) && QUALIFIED.test(second);
}

/** Checks the name of a resource: `validateResourceName` and those that call it, of core/validation. */
export function checkResourceName(name: string, use: ResourceUse, report: Report, path: readonly string[]): void {
  const key = `${use} ${name}`;
  if (usable.has(key)) return;
  if (!isQualified(name)) return report.add(path, 'is not a resource: use letters, digits, "-", "_", "." and one "/"');
  if (use !== 'pod' && !name.includes('/') && !isStandard(name)) {
    return report.add(path, 'is not a resource of Kubernetes: use one such as cpu, or write a domain before it');
  }
  const problem = USABLE[use](name);
  if (problem !== undefined) return report.add(path, problem);
  if (usable.size > 1000) usable.clear();
  usable.add(key);
}

/** Checks the amount of a resource: `ValidateResourceQuantityValue` of core/validation. */
export function checkAmount(name: string, value: unknown, report: Report, path: readonly string[]): void {
  const amount = amountOf(value);
  if (amount === undefined) return;
  if (amount < 0n) report.add(path, `is ${shown(value)}: give 0 or more`);
  if (milli(amount) % 1000n !== 0n && (WHOLE.has(name) || isExtended(name))) {
    report.add(path, `is ${shown(value)}: give a whole number`);
  }
}

/** Thousandths, rounded up. */
function milli(amount: bigint): bigint {
  return roundUp(amount, NANO / 1000n);
}

/** Whole units, rounded up. */
export function units(amount: bigint): bigint {
  return roundUp(amount, NANO);
}

function roundUp(amount: bigint, unit: bigint): bigint {
  return amount >= 0n ? (amount + unit - 1n) / unit : -((-amount + unit - 1n) / unit);
}

function checkPages(name: string, value: unknown, report: Report, path: readonly string[]): void {
  const size = amountOf(name.slice('hugepages-'.length));
  const amount = amountOf(value);
  if (amount === undefined) return;
  const isWhole = size !== undefined && size > 0n && milli(size) % 1000n === 0n && units(amount) % units(size) === 0n;
  if (!isWhole) report.add(path, `is ${shown(value)}: give a multiple of the page's size`);
}

/** Requests and limits: `validateResourceRequirements` of core/validation/validation.go. */
export function checkResources(resources: Fields, use: ResourceUse, report: Report): void {
  const limits = isMap(resources['limits']) ? resources['limits'] : {};
  const requests = isMap(resources['requests']) ? resources['requests'] : {};
  const all = [...Object.keys(limits), ...Object.keys(requests)];
  for (const [field, map] of [
    ['limits', limits],
    ['requests', requests],
  ] as const) {
    for (const name in map) {
      checkResourceName(name, use, report, [field, name]);
      checkAmount(name, map[name], report, [field, name]);
      if (isHugePages(name)) checkPages(name, map[name], report, [field, name]);
    }
  }
  for (const name in requests) checkRequest(name, requests[name], limits[name], report);
  if (all.some(isHugePages) && !all.some((name) => name === 'cpu' || name === 'memory')) {
    report.add([], 'has huge pages alone: give cpu or memory too');
  }
}

function checkRequest(name: string, request: unknown, limit: unknown, report: Report): void {
  const [asked, most] = [amountOf(request), amountOf(limit)].map((one) => (one === undefined ? one : milli(one)));
  if (asked === undefined) return;
  if (most === undefined) {
    if (!mayOvercommit(name))
      report.add(['requests', name], `has no limit: set limits[${JSON.stringify(name)}] to the same`);
  } else if (!mayOvercommit(name) && asked !== most) {
    report.add(['requests', name], `is ${shown(request)}, and the limit is ${shown(limit)}: make them equal`);
  } else if (asked > most) {
    report.add(
      ['requests', name],
      `is ${shown(request)}, above the limit of ${shown(limit)}: lower it or raise the limit`,
    );
  }
}
