import { JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { compareQuantities, isQuantity } from '../../kubernetes/quantity';
import { canonical } from '../diff/field-diff';
import { isMap, listAt, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** Risks of quotas and limits that become tighter. */
export function quotaCuts(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  if (next.apiVersion !== 'v1') return [];
  if (next.kind === 'ResourceQuota') {
    const before = old ? mapAt(old, 'spec', 'hard') : {};
    return cuts(before, mapAt(next, 'spec', 'hard')).map((text) =>
      risk('quota-cut', `quota ${next.metadata.name}: ${text}`),
    );
  }
  if (next.kind !== 'LimitRange') return [];
  const limits = new Map(listAt(old, 'spec', 'limits').map((limit) => [textAt(limit, 'type'), limit]));
  return listAt(next, 'spec', 'limits').flatMap((limit) => {
    const type = textAt(limit, 'type');
    const what = `limit ${next.metadata.name} of a ${type}`;
    const before = (field: string) => mapAt(limits.get(type), field);
    return [
      ...cuts(before('max'), mapAt(limit, 'max')),
      ...raised(before('min'), mapAt(limit, 'min')),
      ...cuts(before('maxLimitRequestRatio'), mapAt(limit, 'maxLimitRequestRatio')).map((text) => `ratio of ${text}`),
      ...otherDefaults(before('default'), mapAt(limit, 'default')),
    ].map((text) => risk('quota-cut', `${what}: ${text}`));
  });
}

function raised(before: JsonObject, after: JsonObject): string[] {
  return Object.entries(after).flatMap(([name, value]) => {
    const was = before[name];
    if (was === undefined) return [`${name} has to be at least ${plainText(value)}`];
    return isQuantity(was) && isQuantity(value) && compareQuantities(value, was) > 0
      ? [`${name} has to be at least ${plainText(value)} instead of ${plainText(was)}`]
      : [];
  });
}

/** New containers without limits of their own get less. */
function otherDefaults(before: JsonObject, after: JsonObject): string[] {
  return Object.entries(after).flatMap(([name, value]) => {
    const was = before[name];
    const isLess = isQuantity(value) && isQuantity(was) && compareQuantities(value, was) < 0;
    return isLess || was === undefined
      ? [`the default of ${name} is ${plainText(value)}, for new containers without their own`]
      : [];
  });
}

function cuts(before: JsonObject, after: JsonObject): string[] {
  return Object.entries(after).flatMap(([name, value]) => {
    const was = before[name];
    if (was === undefined) return [`${name} is limited to ${plainText(value)}`];
    return isQuantity(was) && isQuantity(value) && compareQuantities(value, was) < 0
      ? [`${name} from ${plainText(was)} to ${plainText(value)}`]
      : [];
  });
}

/** Types of a Service, from the least to the most reachable. */
const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer'];

/**
 * Risks of Services and NetworkPolicies that open the network.
 *
 * @param old undefined for an added object
 * @param next undefined for a removed one
 */
export function networkOpened(old: KubernetesObject | undefined, next: KubernetesObject | undefined): Risk[] {
  const either = next ?? old!;
  if (either.kind === 'Service' && either.apiVersion === 'v1') return next ? serviceOpened(old, next) : [];
  if (either.kind !== 'NetworkPolicy' || !either.apiVersion.startsWith('networking.k8s.io/')) return [];
  const name = `NetworkPolicy ${either.metadata.namespace ?? ''}/${either.metadata.name}`;
  if (next === undefined) return [risk('network-opened', `${name} goes, and what it forbade is allowed`)];
  // Another policy may already isolate the pods, so that what an added one allows counts as opened.
  const before = old ?? {
    ...next,
    spec: { podSelector: valueAt(next, 'spec', 'podSelector'), policyTypes: policyTypes(next) },
  };
  return policyOpenings(before, next).map((text) => risk('network-opened', `${name} ${text}`));
}

function serviceOpened(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const type = textAt(next, 'spec', 'type') ?? 'ClusterIP';
  const before = old ? (textAt(old, 'spec', 'type') ?? 'ClusterIP') : 'ClusterIP';
  const found: Risk[] = [];
  if (SERVICE_TYPES.indexOf(type) > SERVICE_TYPES.indexOf(before)) {
    found.push(
      risk(
        'network-opened',
        `Service ${next.metadata.name} is reachable from outside as ${type}`,
        old ? 'high' : 'medium',
      ),
    );
  }
  const known = new Set(listAt(old, 'spec', 'externalIPs').map(String));
  for (const ip of listAt(next, 'spec', 'externalIPs').map(String)) {
    if (!known.has(ip)) found.push(risk('network-opened', `Service ${next.metadata.name} is reachable at ${ip}`));
  }
  if (old && type !== 'ClusterIP' && before === type) found.push(...moreBehind(old, next, type));
  if (old && type === 'LoadBalancer' && before === 'LoadBalancer') {
    const ranges = listAt(old, 'spec', 'loadBalancerSourceRanges').map(String);
    const now = listAt(next, 'spec', 'loadBalancerSourceRanges').map(String);
    const wider = now.length === 0 || now.some((range) => !ranges.some((one) => holdsRange(one, range)));
    if (ranges.length > 0 && wider) {
      found.push(risk('network-opened', `Service ${next.metadata.name} takes traffic from more addresses`));
    }
  }
  return found;
}

/** Ports and pods that a Service newly exposes to the outside. */
function moreBehind(old: KubernetesObject, next: KubernetesObject, type: string): Risk[] {
  const portsOf = (service: KubernetesObject) =>
    listAt(service, 'spec', 'ports').map((port) => plainText(valueAt(port, 'port')));
  const more = portsOf(next).filter((port) => !portsOf(old).includes(port));
  const selects = canonical(mapAt(old, 'spec', 'selector')) !== canonical(mapAt(next, 'spec', 'selector'));
  const parts = [...(more.length > 0 ? [`port ${more.join(', ')}`] : []), ...(selects ? ['other pods'] : [])];
  if (parts.length === 0) return [];
  return [risk('network-opened', `Service ${next.metadata.name} gives the outside ${parts.join(' of ')} as ${type}`)];
}

function policyOpenings(old: KubernetesObject, next: KubernetesObject): string[] {
  const found: string[] = [];
  if (canonical(mapAt(old, 'spec', 'podSelector')) !== canonical(mapAt(next, 'spec', 'podSelector'))) {
    if (Object.keys(mapAt(next, 'spec', 'podSelector')).length > 0) {
      found.push('selects other pods: those that it no longer selects are open');
    }
  }
  for (const [type, field, peers] of [
    ['Ingress', 'ingress', 'from'],
    ['Egress', 'egress', 'to'],
  ] as const) {
    if (!policyTypes(old).includes(type)) continue;
    if (!policyTypes(next).includes(type)) {
      found.push(`no longer restricts ${field}`);
      continue;
    }
    const before = listAt(old, 'spec', field);
    const wider = listAt(next, 'spec', field).filter((rule) => !coverRule(before, rule, peers));
    if (wider.length > 0)
      found.push(`allows more ${field} (${wider.map((rule) => describeRule(rule, peers)).join('; ')})`);
  }
  return found;
}

/** The directions that a NetworkPolicy restricts. */
export function policyTypes(policy: KubernetesObject): string[] {
  const given = listAt(policy, 'spec', 'policyTypes').map(String);
  if (given.length > 0) return given;
  return valueAt(policy, 'spec', 'egress') === undefined ? ['Ingress'] : ['Ingress', 'Egress'];
}

/** Whether rules together allow all that a rule does, each of its peers and ports by one of them. */
export function coverRule(rules: readonly JsonValue[], rule: JsonValue, peers: 'from' | 'to'): boolean {
  const each = (field: string) => {
    const all = listAt(rule, field);
    return all.length === 0 ? [{}] : all.map((one) => ({ [field]: [one] }));
  };
  return each(peers).every((peer) =>
    each('ports').every((port) => rules.some((one) => coversRule(one, { ...peer, ...port }, peers))),
  );
}

/** Whether `wide` allows all that `rule` does. A rule without peers or ports allows all of them. */
function coversRule(wide: JsonValue, rule: JsonValue, peers: 'from' | 'to'): boolean {
  const covers = (field: string, one: (a: JsonValue, b: JsonValue) => boolean) => {
    const all = listAt(wide, field);
    const some = listAt(rule, field);
    return all.length === 0 || (some.length > 0 && some.every((b) => all.some((a) => one(a, b))));
  };
  return covers(peers, coversPeer) && covers('ports', coversPort);
}

function coversPeer(wide: JsonValue, peer: JsonValue): boolean {
  if (canonical(wide) === canonical(peer)) return true;
  const block = textAt(wide, 'ipBlock', 'cidr');
  const inner = textAt(peer, 'ipBlock', 'cidr');
  if (block !== undefined || inner !== undefined) {
    return (
      block !== undefined &&
      inner !== undefined &&
      holdsRange(block, inner) &&
      listAt(wide, 'ipBlock', 'except').every((out) => listAt(peer, 'ipBlock', 'except').includes(out))
    );
  }
  const everyPod = (one: JsonValue) => Object.keys(mapAt(one, 'podSelector')).length === 0;
  const namespaces = valueAt(wide, 'namespaceSelector');
  if (namespaces === undefined) return valueAt(peer, 'namespaceSelector') === undefined && everyPod(wide);
  const everyNamespace = isMap(namespaces) && Object.keys(namespaces).length === 0;
  const sameNamespaces = canonical(namespaces) === canonical(valueAt(peer, 'namespaceSelector'));
  const samePods = canonical(mapAt(wide, 'podSelector')) === canonical(mapAt(peer, 'podSelector'));
  return (everyNamespace || sameNamespaces) && (everyPod(wide) || samePods);
}

function coversPort(wide: JsonValue, port: JsonValue): boolean {
  const protocol = (one: JsonValue) => textAt(one, 'protocol') ?? 'TCP';
  if (protocol(wide) !== protocol(port)) return false;
  const all = valueAt(wide, 'port');
  const one = valueAt(port, 'port');
  if (all === undefined) return true;
  if (typeof all !== 'number' || typeof one !== 'number') return canonical(wide) === canonical(port);
  const last = (value: JsonValue, from: number) => (valueAt(value, 'endPort') as number | undefined) ?? from;
  return one >= all && last(port, one) <= last(wide, all);
}

/** Whether an IPv4 range includes another one; other texts, IPv6 ranges among them, must be equal. */
export function holdsRange(wide: string, range: string): boolean {
  const outer = parseRange(wide);
  const inner = parseRange(range);
  if (!outer || !inner) return wide === range;
  // Shifting by 32 does nothing in JavaScript.
  if (outer.bits === 0) return true;
  return inner.bits >= outer.bits && inner.address >>> (32 - outer.bits) === outer.address >>> (32 - outer.bits);
}

function parseRange(range: string): { readonly address: number; readonly bits: number } | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(range);
  if (!match) return undefined;
  const [a, b, c, d, bits] = match.slice(1).map(Number) as [number, number, number, number, number];
  return { address: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, bits };
}

/** A rule as messages name it. */
export function describeRule(rule: JsonValue, peers: 'from' | 'to'): string {
  const from = listAt(rule, peers).map((peer) => textAt(peer, 'ipBlock', 'cidr') ?? canonical(peer));
  const ports = listAt(rule, 'ports').map((port) =>
    plainText(valueAt(port, 'port') ?? textAt(port, 'protocol') ?? 'any'),
  );
  return `${peers} ${from.join(', ') || 'everywhere'}${ports.length > 0 ? ` on ${ports.join(', ')}` : ''}`;
}
