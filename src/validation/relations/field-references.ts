import { shown } from '../../kubernetes/field-path';
import { fitsFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { amountOf } from './quantities';

/** Fields of a pod that a reference may name: `ConvertDownwardAPIFieldLabel` of core/pods/helpers.go. */
const CONVERTIBLE = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
  'spec.host',
]);

const SUBSCRIPT = /^([^[\]]*(?:\[[^']*)?)\['(.*)'\]$/s;

/** A field of the pod: one of `fields`, or `metadata.labels['…']` or `metadata.annotations['…']`. */
export function podField(fields: readonly string[]): (reference: Fields, report: Report) => void {
  return ({ fieldPath }, report) => {
    if (typeof fieldPath !== 'string' || fieldPath === '') return;
    const [, path, key] = SUBSCRIPT.exec(fieldPath) ?? [];
    const name = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
    if (path === undefined || key === undefined) {
      if (fields.includes(name) && CONVERTIBLE.has(fieldPath)) return;
      report.add(
        ['fieldPath'],
        `${shown(fieldPath)} cannot be read here: use ${fields.join(', ')}, or one label or annotation`,
      );
      return;
    }
    const isLabel = path === 'metadata.labels';
    if (!isLabel && path !== 'metadata.annotations') {
      report.add(['fieldPath'], `${shown(fieldPath)} takes no key: only metadata.labels and metadata.annotations do`);
    } else if (!fitsFormat(isLabel ? 'qualifiedName' : 'qualifiedNameAnyCase', key)) {
      report.add(['fieldPath'], `${shown(fieldPath)} names no valid key: use letters, digits, "-", "_" and "."`);
    }
  };
}

const RESOURCES = ['limits', 'requests'].flatMap((one) =>
  ['cpu', 'memory', 'ephemeral-storage'].map((name) => `${one}.${name}`),
);
const isHugePagesField = (name: string) => /^(?:limits|requests)\.hugepages-/.test(name);
const CPU_DIVISORS = new Set(['1m', '1'].map(amountOf));
const BYTE_DIVISORS = new Set('1 1k 1M 1G 1T 1P 1E 1Ki 1Mi 1Gi 1Ti 1Pi 1Ei'.split(' ').map(amountOf));

/** A resource of a container, and what it is divided by. */
export function resourceField({ resource, divisor }: Fields, report: Report): void {
  if (typeof resource !== 'string' || resource === '') return;
  if (!RESOURCES.includes(resource) && !isHugePagesField(resource)) {
    report.add(['resource'], `${shown(resource)} cannot be read here: use ${RESOURCES.join(', ')}`);
  }
  const amount = amountOf(divisor);
  if (amount === undefined || amount === 0n) return;
  const isCpu = resource.endsWith('.cpu');
  const isKnown = RESOURCES.includes(resource) || isHugePagesField(resource);
  if (isKnown && !(isCpu ? CPU_DIVISORS : BYTE_DIVISORS).has(amount)) {
    report.add(['divisor'], `is ${shown(divisor)}: use ${isCpu ? '1 or 1m' : '1, or a unit such as 1k or 1Mi'}`);
  }
}
