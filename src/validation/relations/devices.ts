import { shown } from '../../kubernetes/field-path';
import { byteLength } from '../../kubernetes/names';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, itemsOf, mapOf, textOf, textsOf } from '../checks/values';
import { amountOf, isExtended } from './quantities';

/** Names of a claim's requests; for those with alternatives, the names of these too, after a "/". */
function requestNames(requests: unknown): ReadonlySet<string> {
  return new Set(
    itemsOf(requests).flatMap(([, { name, firstAvailable }]) => [
      textOf(name),
      ...itemsOf(firstAvailable).map(([, one]) => `${textOf(name)}/${textOf(one['name'])}`),
    ]),
  );
}

/** Constraints and configurations name requests of the claim. */
export function claimReferences({ requests, constraints, config }: Fields, report: Report): void {
  const names = requestNames(requests);
  for (const [field, list] of Object.entries({ constraints, config })) {
    for (const [index, item] of itemsOf(list)) {
      for (const [position, name] of textsOf(item['requests']).entries()) {
        if (names.has(name)) continue;
        report.add(
          [field, index, 'requests', position],
          `${shown(name)} is no request of the claim: use ${listed(names)}`,
        );
      }
    }
  }
}

function listed(names: ReadonlySet<string>): string {
  return names.size === 0 ? 'one of requests' : [...names].join(', ');
}

/** A request is for one kind of device, or for the first of several. */
export function exactlyOrFirst({ exactly, firstAvailable }: Fields, report: Report): void {
  const isFirst = !isZero(firstAvailable);
  if (isGiven(exactly) === isFirst) {
    report.add(
      [],
      isFirst ? 'has exactly and firstAvailable: keep one' : 'is for no device: set exactly or firstAvailable',
    );
  }
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Whether a text names an attribute or a capacity: an identifier, after a domain and "/" if need be. */
function isDeviceName(name: string): boolean {
  const parts = name.split('/');
  // The API server looks at no name with more parts.
  if (parts.length > 2) return true;
  const id = parts.at(-1) ?? '';
  return (
    id.length <= 32 &&
    IDENTIFIER.test(id) &&
    (parts.length === 1 || (parts[0] !== '' && fitsFormat('driverName', parts[0]!)))
  );
}

const DEVICE_NAME =
  'is not the name of an attribute or a capacity: write an identifier, after a domain and "/" if need be';

/** The attribute that devices of a constraint share, or not. */
export function constraintAttribute(constraint: Fields, report: Report): void {
  // Up to 1.35 the server drops the second.
  const fields = report.minor < 36 ? ['matchAttribute'] : ['matchAttribute', 'distinctAttribute'];
  const field = fields.find((name) => isGiven(constraint[name]));
  if (field === undefined) {
    report.add(['matchAttribute'], 'is missing: name the attribute that all devices share');
    return;
  }
  const name = textOf(constraint[field]);
  if (!name.includes('/') || !isDeviceName(name)) {
    report.add([field], `${shown(name)} has no domain, or is no attribute: write one such as "example.com/model"`);
  }
}

/** Names of capacities. */
export function qualifiedDeviceName(value: unknown, report: Report): void {
  for (const name of Object.keys(mapOf(value))) if (!isDeviceName(name)) report.add([name], DEVICE_NAME);
}

const SEMVER =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

const TYPES = ['bool', 'int', 'string', 'version'];

/** Attributes of a device: each has one value. */
export function attribute(value: unknown, report: Report): void {
  for (const [name, item] of Object.entries(mapOf(value))) {
    if (!isDeviceName(name)) report.add([name], DEVICE_NAME);
    const fields = mapOf(item);
    const types = TYPES.filter((type) => isGiven(fields[type]));
    if (types.length !== 1) report.add([name], `has ${types.length} values: give one of ${TYPES.join(', ')}`);
    const { string, version } = fields;
    if (byteLength(textOf(string)) > 64) report.add([name, 'string'], 'is too long: use at most 64 bytes');
    if (isGiven(version) && (!SEMVER.test(textOf(version)) || textOf(version).length > 64)) {
      report.add([name, 'version'], `${shown(version)} is not a version: write one such as "1.2.3"`);
    }
  }
}

/** A pool's name: DNS names with "/" between them. */
export function poolName(value: unknown, report: Report): void {
  const name = textOf(value);
  if (name === '') return;
  if (name.length > 253 || !name.split('/').every((part) => fitsFormat('dnsSubdomain', part))) {
    report.add([], `${shown(name)} ${unlikeFormat('dnsSubdomain')}`);
  }
}

const PLACES = ['nodeName', 'nodeSelector', 'allNodes'];

/** Where the devices of a slice are, said in one way. */
export function sliceNodes(spec: Fields, report: Report): void {
  // Up to 1.35 the server drops what lets each device say it.
  const fields = report.minor < 36 ? PLACES : [...PLACES, 'perDeviceNodeSelection'];
  for (const name of ['allNodes', ...fields.slice(3)]) {
    if (spec[name] === false) report.add([name], 'is false: set it to true, or leave it out');
  }
  const found = fields.filter((name) => isGiven(spec[name]) && spec[name] !== false && spec[name] !== '');
  if (found.length === 0) report.add([], `does not say where the devices are: give one of ${fields.join(', ')}`);
  if (found.length > 1) report.add([], `has ${found.join(' and ')}: keep one of them`);
  const { nodeSelectorTerms } = mapOf(spec['nodeSelector']);
  if (Array.isArray(nodeSelectorTerms) && nodeSelectorTerms.length > 1) {
    report.add(['nodeSelector', 'nodeSelectorTerms'], 'hold several terms: keep one');
  }
  if (spec['nodeName'] === '') report.add(['nodeName'], 'is empty: name a node, or leave it out');
}

/** Each device says where it is, if the slice does not. */
export function deviceNodes({ perDeviceNodeSelection, devices }: Fields, report: Report): void {
  if (report.minor < 36) return;
  for (const [index, device] of itemsOf(devices)) {
    const found = PLACES.filter((name) => isGiven(device[name]));
    if (device['allNodes'] === false) report.add(['devices', index, 'allNodes'], 'is false: leave it out');
    if (perDeviceNodeSelection === true ? found.length !== 1 : found.length > 0) {
      const text =
        perDeviceNodeSelection === true
          ? `must say where it is: give one of ${PLACES.join(', ')}`
          : `has ${found.join(' and ')}: set perDeviceNodeSelection of the slice, or leave it out`;
      report.add(['devices', index], text);
    }
  }
}

/** Limits of a slice. */
export function devicesOfSlice({ devices, sharedCounters }: Fields, report: Report): void {
  const list = itemsOf(devices).map(([, device]) => device);
  const isNew = report.minor >= 36;
  if (isNew && isGiven(devices) && isGiven(sharedCounters)) {
    report.add([], 'has devices and sharedCounters: put them in two slices of one pool');
  }
  const isAdvanced = isNew && list.some((one) => !isZero(one['taints']) || !isZero(one['consumesCounters']));
  const most = isAdvanced ? 64 : 128;
  if (list.length > most) report.add(['devices'], `has ${list.length} entries: keep at most ${most}`);
  for (const [index, { attributes, capacity }] of list.entries()) {
    const count = [attributes, capacity].reduce<number>((sum, map) => sum + Object.keys(mapOf(map)).length, 0);
    if (count > 32) report.add(['devices', index], `has ${count} attributes and capacities: keep at most 32`);
  }
}

/** The amounts that requests may take: in their order, below the capacity, and the default among them. */
function policyValues(list: unknown, given: unknown, capacity: unknown, path: readonly string[], report: Report): void {
  const amounts = (list as readonly unknown[]).map((one) => amountOf(one) ?? 0n);
  const most = amountOf(capacity) ?? 0n;
  const at = [...path, 'validValues'];
  if (amounts.length > 10) report.add(at, `has ${amounts.length} entries: keep at most 10`);
  if (amounts.some((one) => one > most))
    report.add(at, `hold more than the capacity of ${shown(capacity)}: lower them`);
  if (amounts.some((one, index) => index > 0 && one < amounts[index - 1]!))
    report.add(at, 'are not in order: sort them');
  if (!amounts.includes(amountOf(given) ?? 0n)) report.add(at, `lack the default ${shown(given)}: add it`);
}

/** How much of a capacity a request takes; only where a device is for several. */
export function capacityPolicies({ allowMultipleAllocations, capacity }: Fields, report: Report): void {
  for (const [name, item] of Object.entries(mapOf(capacity))) {
    const { requestPolicy } = mapOf(item);
    if (!isGiven(requestPolicy)) continue;
    const path = ['capacity', name, 'requestPolicy'];
    const { default: given, validValues, validRange } = mapOf(requestPolicy);
    const hasValues = !isZero(validValues);
    const hasRange = isGiven(validRange);
    if (allowMultipleAllocations !== true) {
      report.add(path, 'belongs to devices for several: set allowMultipleAllocations, or leave it out');
    } else if (hasValues && hasRange) report.add(path, 'has validValues and validRange: keep one of them');
    else if ((hasValues || hasRange) && !isGiven(given)) report.add([...path, 'default'], 'is missing: set it');
    else if (hasRange && !isGiven(mapOf(validRange)['min'])) {
      report.add([...path, 'validRange', 'min'], 'is missing: set it');
    } else if (hasValues) policyValues(validValues, given, mapOf(item)['value'], path, report);
  }
}

/** Conditions that bind a device. */
export function deviceConditions({ bindingConditions, bindingFailureConditions }: Fields, report: Report): void {
  const good = textsOf(bindingConditions);
  const bad = textsOf(bindingFailureConditions);
  for (const [field, list] of Object.entries({ bindingConditions: good, bindingFailureConditions: bad })) {
    if (list.length > 4) report.add([field], `has ${list.length} entries: keep at most 4`);
    for (const [index, name] of list.entries()) {
      if (!fitsFormat('qualifiedName', name))
        report.add([field, index], `${shown(name)} ${unlikeFormat('qualifiedName')}`);
      else if (list.indexOf(name) < index) report.add([field, index], 'is there twice: keep one of the two');
    }
  }
  if ((good.length === 0) !== (bad.length === 0)) {
    report.add(
      [good.length === 0 ? 'bindingConditions' : 'bindingFailureConditions'],
      'is missing: the two need each other',
    );
  }
  if (bad.some((name) => good.includes(name)))
    report.add(['bindingFailureConditions'], 'hold a condition of bindingConditions: keep one');
}

/** A resource that pods may ask for instead of a claim. */
export function extendedResource(value: unknown, report: Report): void {
  const name = textOf(value);
  if (!isGiven(value) || (isExtended(name) && fitsFormat('qualifiedName', `requests.${name}`))) return;
  report.add([], `${shown(name)} is not the name of an extended resource: write one such as "example.com/gpu"`);
}

/** Longest parameters for a driver, as JSON. */
const PARAMETERS_MAX = 10 * 1024;

/** Parameters for a driver. */
export function opaqueSize(value: unknown, report: Report): void {
  if (byteLength(JSON.stringify(value ?? null)) > PARAMETERS_MAX) {
    report.add([], `is too large: keep it to ${PARAMETERS_MAX} bytes`);
  }
}
