import { Problem } from '../core/problem';

/** Returns a test for addresses that no known problem affects: neither address lies within the other. */
export function unaffectedBy(known: readonly Problem[]): (address: readonly string[]) => boolean {
  const affected = [...new Set(known.map(({ at }) => at))].map((at) => at.split('/'));
  return (address) => !affected.some((other) => isWithin(other, address) || isWithin(address, other));
}

/** Whether another address contains all names of this one in their order: `shop/till` in `dev/eu-1/shop/till`. */
function isWithin(names: readonly string[], others: readonly string[]): boolean {
  let next = 0;
  for (const name of others) if (name === names[next]) next++;
  return next === names.length;
}
