import { shown } from '../../kubernetes/field-path';
import { cidrField, parseCidr } from '../checks/addresses';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { itemsOf, mapOf, textOf, textsOf } from '../checks/values';

/** Address ranges of a node's pods: one of each family. The older field with one range counts if they differ. */
export function podRanges({ podCIDR, podCIDRs }: Fields, report: Report): void {
  const list = textsOf(podCIDRs);
  const first = textOf(podCIDR);
  const ranges = first !== '' && first !== list[0] ? [first] : list;
  ranges.forEach((range, index) => {
    if (cidrField(range, report.minor) !== undefined) return;
    report.add(ranges === list ? ['podCIDRs', index] : ['podCIDR'], `${shown(range)} ${unlikeFormat('cidr')}`);
  });
  const families = new Set(ranges.map((text) => parseCidr(text)?.family));
  if (ranges.length > 2 || (ranges.length === 2 && families.size < 2)) {
    report.add(['podCIDRs'], 'hold more than one range of a family: give one of each');
  }
}

const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

const HIGHEST = 1_000_000_000;

/** A priority below those of Kubernetes itself. */
export function priority({ metadata, value, globalDefault }: Fields, report: Report): void {
  const name = textOf(mapOf(metadata)['name']);
  if (name.startsWith('system-')) {
    const known = SYSTEM_PRIORITIES[name];
    if (known === undefined || known !== value || globalDefault === true) {
      report.add(['metadata', 'name'], `${shown(name)} is a name for Kubernetes itself: leave "system-" out`);
    }
  } else if (typeof value === 'number' && value > HIGHEST)
    report.add(['value'], `is ${value}: give at most ${HIGHEST}`);
}

/** No toleration twice. */
export function runtimeTolerations(value: unknown, report: Report): void {
  const seen = new Set<string>();
  for (const [index, { key, operator, value: of, effect }] of itemsOf(value)) {
    const id = JSON.stringify([key, operator, of, effect].map(textOf));
    if (seen.has(id)) report.add([index], 'is there twice: keep one of the two');
    seen.add(id);
  }
}

/** A type of object that has limits. */
export function limitType(value: unknown, report: Report): void {
  const type = textOf(value);
  if (type === '') return;
  if (!fitsFormat('qualifiedName', type)) report.add([], `${shown(type)} ${unlikeFormat('qualifiedName')}`);
  else if (!type.includes('/') && !['Pod', 'Container', 'PersistentVolumeClaim'].includes(type)) {
    report.add([], `${shown(type)} is not known: use Pod, Container or PersistentVolumeClaim`);
  }
}

/** A finalizer of Kubernetes, or one with a domain. */
export function ownFinalizer(value: unknown, report: Report): void {
  const name = textOf(value);
  if (!name.includes('/') && !['kubernetes', 'orphan', 'foregroundDeletion'].includes(name)) {
    report.add([], `${shown(name)} has no domain: write one such as "example.com/${name}"`);
  }
}
