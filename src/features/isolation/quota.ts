import { quote } from '../../kubernetes/names';
import { checkQuantity } from '../../kubernetes/quantity';
import { Quota } from './isolation';

const QUOTA_RESOURCE = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?(\/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** Problems of the amounts of a quota, one message each. */
export function checkQuota(what: string, quota: Quota): string[] {
  return Object.entries(quota).flatMap(([resource, amount]) => {
    const name = `${what} ${quote(resource)}`;
    if (!QUOTA_RESOURCE.test(resource)) {
      return [`${name} is not a resource: name one such as "requests.cpu", "pods" or "count/jobs.batch"`];
    }
    if (amount === undefined || amount === 'none') return [];
    const problem = checkQuantity(`${name} of`, amount);
    if (problem) return [problem];
    return isCounted(resource) && !/^\d+$/.test(String(amount))
      ? [`${name} of ${quote(amount)} counts objects: give a whole number`]
      : [];
  });
}

/** True if the amount of the resource counts objects, and so must be a whole number. */
export function isCounted(resource: string): boolean {
  return !/(^|\.|\/)(cpu|memory|storage|ephemeral-storage)$/.test(resource) && !resource.includes('hugepages-');
}
