import { shown } from '../../kubernetes/field-path';
import { cidrField, contains, parseCidr, parseIp } from '../checks/addresses';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, mapOf, textOf, textsOf } from '../checks/values';
import { isCanonical } from './endpoints';

/** A range of ports begins with a number. */
export function policyPort({ port, endPort }: Fields, report: Report): void {
  if (!isGiven(endPort)) return;
  if (typeof port !== 'number') report.add(['endPort'], 'needs a port that is a number: set port, or leave it out');
  else if (Number(endPort) < port) report.add(['endPort'], `is ${String(endPort)}: give ${port} or more`);
}

/** Pods and namespaces, or addresses. */
export function policyPeer(peer: Fields, report: Report): void {
  const found = ['podSelector', 'namespaceSelector', 'ipBlock'].filter((field) => isGiven(peer[field]));
  if (found.length === 0) report.add([], 'is empty: give podSelector, namespaceSelector or ipBlock');
  else if (found.length > 1 && found.includes('ipBlock'))
    report.add([], 'has ipBlock and a selector: make two peers of it');
}

/** Exceptions lie within the range. */
export function ipBlock({ cidr, except }: Fields, report: Report): void {
  const range = parseCidr(textOf(cidr));
  if (range === undefined) return;
  textsOf(except).forEach((text, index) => {
    const inner = cidrField(text, report.minor);
    if (inner === undefined) report.add(['except', index], `${shown(text)} ${unlikeFormat('cidr')}`);
    else {
      const shift = BigInt((inner.family === 4 ? 32 : 128) - inner.length);
      const first = { ...inner, bits: (inner.bits >> shift) << shift };
      if (contains(range, first) && inner.length > range.length) return;
      report.add(['except', index], `${shown(text)} does not lie within ${shown(cidr)}: correct it, or leave it out`);
    }
  });
}

/** An ingress goes somewhere. */
export function ingressTargets({ rules, defaultBackend }: Fields, report: Report): void {
  if (isZero(rules) && !isGiven(defaultBackend))
    report.add([], 'has neither rules nor defaultBackend: give one of the two');
}

/** A service or another object. */
export function backend({ service, resource }: Fields, report: Report): void {
  if (isGiven(service) === isGiven(resource)) {
    report.add([], `has ${isGiven(service) ? 'service and resource' : 'no target'}: give one of service, resource`);
    return;
  }
  if (!isGiven(service)) return;
  const { name, number } = mapOf(mapOf(service)['port']);
  const hasName = textOf(name) !== '';
  const hasNumber = !isZero(number);
  if (hasName === hasNumber) {
    report.add(
      ['service', 'port'],
      `has ${hasName ? 'name and number' : 'neither name nor number'}: give one of the two`,
    );
  } else if (hasName && !fitsFormat('portName', textOf(name))) {
    report.add(['service', 'port', 'name'], `${shown(name)} ${unlikeFormat('portName')}`);
  } else if (hasNumber && (Number(number) < 1 || Number(number) > 65_535)) {
    report.add(['service', 'port', 'number'], `is ${String(number)}: give a number from 1 to 65535`);
  }
}

const BAD_PARTS = ['//', '/./', '/../', '%2f', '%2F'];
const BAD_ENDS = ['/..', '/.'];

/** A path that can be compared. */
export function ingressPath({ path, pathType }: Fields, report: Report): void {
  const text = textOf(path);
  const isCompared = pathType === 'Exact' || pathType === 'Prefix';
  if (text === '' && !isCompared) return;
  if (!text.startsWith('/')) report.add(['path'], `${shown(text)} is not an absolute path: begin it with "/"`);
  if (!isCompared) return;
  const part = BAD_PARTS.find((one) => text.includes(one)) ?? BAD_ENDS.find((one) => text.endsWith(one));
  if (part !== undefined) report.add(['path'], `${shown(text)} has "${part}": take it out`);
}

const CLASS = 'kubernetes.io/ingress.class';

/** The class in the annotation and in the field agree. */
export function ingressClass(ingress: Fields, report: Report): void {
  const annotation = mapOf(mapOf(ingress['metadata'])['annotations'])[CLASS];
  const { ingressClassName } = mapOf(ingress['spec']);
  if (isGiven(annotation) && isGiven(ingressClassName) && annotation !== ingressClassName) {
    report.add(['metadata', 'annotations', CLASS], 'differs from ingressClassName: leave the annotation out');
  }
}

/** Parameters of a class: of the cluster, or of a namespace. */
export function parameterScope({ scope, namespace }: Fields, report: Report): void {
  if (scope === 'Namespace') {
    if (!isGiven(namespace)) report.add(['namespace'], 'is missing: scope Namespace needs it');
    else if (!fitsFormat('dnsLabel', textOf(namespace)))
      report.add(['namespace'], `${shown(namespace)} ${unlikeFormat('dnsLabel')}`);
  } else if (isGiven(namespace)) report.add(['namespace'], 'belongs to scope Namespace: leave it out');
}

/** A range in its shortest form, without bits beyond its length. */
function isExact(text: string): boolean {
  const range = parseCidr(text);
  if (range === undefined) return false;
  const [address = '', length = ''] = text.split('/');
  const shift = BigInt((range.family === 4 ? 32 : 128) - range.length);
  const isWritten = /^(?:0|[1-9]\d*)$/.test(length) && isExactIp(address);
  return isWritten && (range.bits >> shift) << shift === range.bits;
}

/** An address in its shortest form. */
export function isExactIp(text: string): boolean {
  const ip = parseIp(text);
  if (ip === undefined) return false;
  if (!text.includes(':')) return text.split('.').every((part) => String(Number(part)) === part);
  return ip.family === 6 && isCanonical(text);
}

/** Ranges for the addresses of services: one of each family. */
export function serviceRanges({ cidrs }: Fields, report: Report): void {
  const list = textsOf(cidrs);
  if (list.length > 2) report.add(['cidrs'], 'are more than two: give one of each family');
  list.forEach((text, index) => {
    if (!isExact(text))
      report.add(
        ['cidrs', index],
        `${shown(text)} is not an address range in its shortest form: write one such as "10.9.8.0/24"`,
      );
  });
  const families = list.map((text) => parseCidr(text)?.family);
  if (list.length === 2 && families[0] !== undefined && families[0] === families[1]) {
    report.add(['cidrs'], 'are of one family: give one of each');
  }
}

/** An IPAddress is named by its address. */
export function addressName({ metadata }: Fields, report: Report): void {
  const name = textOf(mapOf(metadata)['name']);
  if (!isExactIp(name))
    report.add(
      ['metadata', 'name'],
      `${shown(name)} is not an IP address in its shortest form: write one such as "10.9.8.7"`,
    );
}
