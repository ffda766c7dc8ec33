import { byteLength } from '../../kubernetes/names';
import { Report } from '../checks/report';
import { textOf } from '../checks/values';

/** An expression of at most 5 KiB. */
export function auditLength(value: unknown, report: Report): void {
  if (byteLength(textOf(value).trim()) > 5 * 1024) report.add([], 'is above 5 KiB: shorten it');
}
