import { nearest } from '../core/nearest';
import { quote } from '../kubernetes/names';
import { Spans, units } from './amounts';

/** Prices of an hour: of a core, a GiB, or a piece. */
export interface Prices {
  /** Name of the currency, such as `EUR`. */
  readonly currency: string;
  /** Hours of a month. @default 730 */
  readonly hoursPerMonth?: number;
  /** Price of one unit for an hour, by resource. */
  readonly perHour: Readonly<Record<string, number>>;
}

/** Money of a month, at least and at most. */
export interface Cost {
  readonly least: number;
  readonly most: number;
}

/** An average month. */
const HOURS = 730;

/** The resources that every cluster has. */
const KNOWN = ['cpu', 'memory', 'ephemeral-storage', 'storage', 'pods', 'services.loadbalancers'] as const;

/** A class of storage, or a resource of a device plugin such as `nvidia.com/gpu`. */
const OWN =
  /^storage\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$|^hugepages-\d+[KMG]i$|^(?!storage\/)[a-z0-9][-a-z0-9]*(\.[-a-z0-9]+)+\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** The fault of the name of a resource that has a price; undefined for a known one. */
export function checkPriced(resource: string): string | undefined {
  if ((KNOWN as readonly string[]).includes(resource) || OWN.test(resource)) return undefined;
  const like = nearest(resource, KNOWN, 3);
  const known = `${KNOWN.join(', ')}, storage/CLASS, or a resource with its domain such as nvidia.com/gpu`;
  return `resource ${quote(resource)} is not known: ${like === undefined ? 'name one of' : `did you mean ${quote(like)}? Known are`} ${known}`;
}

/** The price of a resource; that of a class of storage falls back to the one of storage. */
function priceOf({ perHour }: Prices, resource: string): number | undefined {
  const own = Object.hasOwn(perHour, resource) ? perHour[resource] : undefined;
  if (own !== undefined || !resource.startsWith('storage/')) return own;
  return Object.hasOwn(perHour, 'storage') ? perHour.storage : undefined;
}

/** The cost of amounts in a month. Resources without a price cost nothing. */
export function costOf(prices: Prices, spans: Spans): Cost {
  const hours = prices.hoursPerMonth ?? HOURS;
  let [least, most] = [0, 0];
  for (const [resource, span] of spans) {
    const price = priceOf(prices, resource) ?? 0;
    least += units(resource, span.least) * price * hours;
    most += units(resource, span.most) * price * hours;
  }
  return { least, most };
}

/** Resources that are asked for and have no price. Pods are usually paid for by what they ask for. */
export function unpriced(prices: Prices, spans: Spans): string[] {
  return [...spans.keys()].filter((one) => one !== 'pods' && priceOf(prices, one) === undefined);
}
