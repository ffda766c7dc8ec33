import { shown } from '../../kubernetes/field-path';
import { parseIp } from '../checks/addresses';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, itemsOf, textOf, textsOf } from '../checks/values';
import { endpointIp } from './service';

/** Endpoints with addresses, and names where there are several ports. */
export function subset({ addresses, notReadyAddresses, ports }: Fields, report: Report): void {
  if (isZero(addresses) && isZero(notReadyAddresses)) report.add([], 'has no addresses: give some');
  const list = itemsOf(ports);
  for (const [index, { name }] of list) {
    if (list.length > 1 && isZero(name))
      report.add(['ports', index, 'name'], 'is missing: of several ports, each needs a name');
  }
}

/** Ports of a slice. */
export function slicePorts({ ports }: Fields, report: Report): void {
  const seen = new Set<string>();
  for (const [index, { name, protocol, appProtocol }] of itemsOf(ports)) {
    const at = ['ports', index];
    const own = textOf(name);
    if (own !== '' && !fitsFormat('dnsLabel', own))
      report.add([...at, 'name'], `${shown(own)} ${unlikeFormat('dnsLabel')}`);
    if (seen.has(own)) report.add([...at, 'name'], `${shown(own)} is there twice: change one`);
    seen.add(own);
    if (isGiven(protocol) && !['TCP', 'UDP', 'SCTP'].includes(textOf(protocol))) {
      report.add([...at, 'protocol'], `${shown(protocol)} is not known: use TCP, UDP, SCTP`);
    }
    if (isGiven(appProtocol) && !fitsFormat('qualifiedName', textOf(appProtocol))) {
      report.add([...at, 'appProtocol'], `${shown(appProtocol)} ${unlikeFormat('qualifiedName')}`);
    }
  }
}

/** Addresses of the slice's type. */
export function sliceAddresses({ addressType, endpoints }: Fields, report: Report): void {
  for (const [index, endpoint] of itemsOf(endpoints)) {
    textsOf(endpoint['addresses']).forEach((address, position) => {
      const problem = addressProblem(addressType, address, report, ['endpoints', index, 'addresses', position]);
      if (problem !== undefined) report.add(['endpoints', index, 'addresses', position], problem);
    });
  }
}

function addressProblem(
  type: unknown,
  address: string,
  report: Report,
  path: ReadonlyArray<string | number>,
): string | undefined {
  if (type === 'FQDN')
    return fitsFormat('domainName', address) ? undefined : `${shown(address)} ${unlikeFormat('domainName')}`;
  if (type !== 'IPv4' && type !== 'IPv6') return undefined;
  const ip = parseIp(address);
  if (ip !== undefined && `IPv${ip.family}` !== type)
    return `${shown(address)} is not of addressType ${type}: change one of the two`;
  if (ip !== undefined && type === 'IPv6' && !isCanonical(address))
    return `${shown(address)} is not in its shortest form: write it in lower case, with "::" once`;
  for (const step of path) report.enter(step);
  endpointIp(address, report);
  for (let step = 0; step < path.length; step++) report.leave();
  return undefined;
}

/** Whether an IPv6 address is written as RFC 5952 says, which a URL does as well. */
export function isCanonical(address: string): boolean {
  try {
    return new URL(`http://[${address}]`).hostname === `[${address}]`;
  } catch {
    return false;
  }
}
