import { shown } from '../../kubernetes/field-path';
import { cidrField, ipField, unfitEndpoint } from '../checks/addresses';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, itemsOf, mapOf, textOf, textsOf, valueOr } from '../checks/values';

const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** The addresses of a service within the cluster: one field, and the list that begins with it. */
function clusterIps({ clusterIP, clusterIPs }: Fields): readonly string[] {
  const list = textsOf(clusterIPs);
  return list.length === 0 && textOf(clusterIP) !== '' ? [textOf(clusterIP)] : list;
}

const typeOf = (spec: Fields): string => String(valueOr(spec['type'], 'ClusterIP'));

/** Fields of a service that depend on its type. */
export function serviceType(spec: Fields, report: Report): void {
  const type = typeOf(spec);
  const ips = clusterIps(spec);
  const isHeadless = ips.length === 1 && ips[0] === 'None';
  if (isZero(spec['ports']) && !isHeadless && type !== 'ExternalName')
    report.add(['ports'], 'are missing: give at least one');
  if (type === 'ExternalName') {
    for (const field of ['clusterIPs', 'ipFamilies']) if (!isZero(spec[field])) report.add([field], NOT_EXTERNAL);
    if (textOf(spec['clusterIP']) !== '') report.add(['clusterIP'], NOT_EXTERNAL);
    if (isGiven(spec['ipFamilyPolicy'])) report.add(['ipFamilyPolicy'], NOT_EXTERNAL);
    const name = textOf(spec['externalName']);
    if (name === '' || name === '.') report.add(['externalName'], 'is missing: type ExternalName needs it');
    else if (!fitsFormat('externalName', name))
      report.add(['externalName'], `${shown(name)} ${unlikeFormat('externalName')}`);
  } else addresses(spec, ips, report);
  if (isHeadless && (type === 'LoadBalancer' || type === 'NodePort')) {
    report.add(['clusterIP'], `is None: a service of type ${type} needs an address`);
  }
  if (type !== 'LoadBalancer') {
    for (const field of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) {
      if (isGiven(spec[field])) report.add([field], 'belongs to type LoadBalancer: leave it out');
    }
  }
  traffic(spec, type, report);
}

const NOT_EXTERNAL = 'has no meaning for type ExternalName: leave it out';

function traffic(spec: Fields, type: string, report: Report): void {
  const isOutside =
    type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && !isZero(spec['externalIPs']));
  if (!isOutside && textOf(spec['externalTrafficPolicy']) !== '') {
    report.add(['externalTrafficPolicy'], 'belongs to services that are reached from outside: leave it out');
  }
  const isChecked = type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local';
  const { healthCheckNodePort } = spec;
  if (!isChecked && !isZero(healthCheckNodePort)) {
    report.add(['healthCheckNodePort'], 'belongs to type LoadBalancer with externalTrafficPolicy Local: leave it out');
  }
}

function addresses(spec: Fields, ips: readonly string[], report: Report): void {
  const { clusterIP, clusterIPs, ipFamilies } = spec;
  const list = textsOf(clusterIPs);
  if (list.length > 0 && list[0] !== textOf(clusterIP)) {
    report.add(['clusterIPs'], `begin with ${shown(list[0])}: begin with clusterIP, ${shown(clusterIP)}`);
  }
  const at = (index: number) => (list.length > 0 ? ['clusterIPs', index] : ['clusterIP']);
  if (ips[0] === 'None') {
    if (ips.length > 1) report.add(['clusterIPs'], 'have None and others: give None alone');
    return;
  }
  const parsed = ips.map((ip) => ipField(ip, report.minor));
  parsed.forEach((ip, index) => {
    if (ip === undefined) report.add(at(index), `${shown(ips[index])} ${unlikeFormat('ip')}`);
  });
  const families = Array.isArray(ipFamilies) ? ipFamilies.length : 0;
  if (spec['ipFamilyPolicy'] === 'SingleStack' && Math.max(families, ips.length) > 1) {
    report.add(
      ['ipFamilyPolicy'],
      'is SingleStack, and there are two families: use PreferDualStack or RequireDualStack',
    );
  }
  if (ips.length > 2) report.add(['clusterIPs'], 'are more than two: give one of each family');
  if (parsed.includes(undefined)) return;
  if (ips.length === 2 && parsed[0]?.family === parsed[1]?.family) {
    report.add(['clusterIPs'], 'are of one family: give one of each');
  }
  textsOf(ipFamilies).forEach((family, index) => {
    const ip = parsed[index];
    if (ip === undefined || !/^IPv[46]$/.test(family) || family === `IPv${ip.family}`) return;
    report.add(at(index), `${shown(ips[index])} is not of family ${family}: make it agree with ipFamilies`);
  });
}

/** Ports of a service: names where there are several, and no port of a node for services inside. */
export function servicePorts(spec: Fields, report: Report): void {
  const ports = itemsOf(spec['ports']);
  const type = typeOf(spec);
  for (const [index, { name, nodePort, port, targetPort }] of ports) {
    if (ports.length > 1 && isZero(name))
      report.add(['ports', index, 'name'], 'is missing: of several ports, each needs a name');
    if (type === 'ClusterIP' && !isZero(nodePort)) {
      report.add(['ports', index, 'nodePort'], 'belongs to type NodePort or LoadBalancer: leave it out');
    }
    // Without a target, the service's own port is it.
    if (isZero(targetPort) || typeof port !== 'number') continue;
    const problem = targetProblem(targetPort);
    if (problem !== undefined) report.add(['ports', index, 'targetPort'], problem);
  }
}

function targetProblem(target: unknown): string | undefined {
  if (typeof target === 'string')
    return fitsFormat('portName', target) ? undefined : `${shown(target)} ${unlikeFormat('portName')}`;
  return Number(target) >= 1 && Number(target) <= 65_535
    ? undefined
    : `is ${String(target)}: give a number from 1 to 65535`;
}

/** How long a client stays with one pod. */
export function sessionAffinity({ sessionAffinity, sessionAffinityConfig }: Fields, report: Report): void {
  if (sessionAffinity !== 'ClientIP') return;
  const { timeoutSeconds } = mapOf(mapOf(sessionAffinityConfig)['clientIP']);
  if (typeof timeoutSeconds !== 'number' || (timeoutSeconds >= 1 && timeoutSeconds <= 86_400)) return;
  report.add(
    ['sessionAffinityConfig', 'clientIP', 'timeoutSeconds'],
    `is ${timeoutSeconds}: give a number from 1 to 86400`,
  );
}

/** Who may reach a load balancer, and two annotations of one meaning. */
export function serviceAnnotations(service: Fields, report: Report): void {
  const spec = mapOf(service['spec']);
  const annotations = mapOf(mapOf(service['metadata'])['annotations']);
  const type = typeOf(spec);
  const ranges = textsOf(spec['loadBalancerSourceRanges']);
  if (ranges.length > 0) {
    if (type !== 'LoadBalancer')
      report.add(['spec', 'loadBalancerSourceRanges'], 'belongs to type LoadBalancer: leave it out');
    ranges.forEach((range, index) => checkRange(range, ['spec', 'loadBalancerSourceRanges', index], report));
  } else if (RANGES in annotations) {
    const at = ['metadata', 'annotations', RANGES];
    if (type !== 'LoadBalancer') report.add(at, 'belongs to type LoadBalancer: leave it out');
    const value = textOf(annotations[RANGES]).trim();
    if (value !== '') for (const range of value.split(',')) checkRange(range, at, report);
  }
  const [hints, mode] = ['topology-aware-hints', 'topology-mode'].map(
    (name) => annotations[`service.kubernetes.io/${name}`],
  );
  if (isGiven(hints) && isGiven(mode) && hints !== mode) {
    report.add(
      ['metadata', 'annotations', 'service.kubernetes.io/topology-mode'],
      'differs from topology-aware-hints: leave that out',
    );
  }
}

function checkRange(range: string, at: ReadonlyArray<string | number>, report: Report): void {
  if (cidrField(range.trim(), report.minor) === undefined) report.add(at, `${shown(range)} ${unlikeFormat('cidr')}`);
}

/** An address that endpoints may have. */
export function endpointIp(value: unknown, report: Report): void {
  if (typeof value !== 'string') return;
  const ip = ipField(value, report.minor);
  const problem = ip === undefined ? undefined : unfitEndpoint(ip);
  if (ip === undefined) report.add([], `${shown(value)} ${unlikeFormat('ip')}`);
  else if (problem !== undefined) report.add([], `${shown(value)} is ${problem}: use the address of a host`);
}

/** A service's name begins with a letter, up to 1.35. */
export function serviceName({ metadata }: Fields, report: Report): void {
  const { name } = mapOf(metadata);
  if (/^[0-9]/.test(textOf(name)))
    report.add(['metadata', 'name'], `${shown(name)} begins with a digit: begin it with a letter`);
}

/** The port of the kubelet, which no load balancer opens up to 1.32. */
export function kubeletPort(spec: Fields, report: Report): void {
  if (typeOf(spec) !== 'LoadBalancer') return;
  for (const [index, { port }] of itemsOf(spec['ports'])) {
    if (port === 10_250) report.add(['ports', index, 'port'], 'is 10250, which is that of the kubelet: choose another');
  }
}
