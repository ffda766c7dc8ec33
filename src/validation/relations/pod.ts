import { shown } from '../../kubernetes/field-path';
import { byteLength } from '../../kubernetes/names';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, itemsOf, mapOf, textOf, textsOf, valueOr } from '../checks/values';
import { amountOf, isHugePages } from './quantities';

type Path = ReadonlyArray<string | number>;

/** The containers of a pod, with their paths. */
export function containersOf(pod: Fields): ReadonlyArray<readonly [path: Path, container: Fields]> {
  return ['initContainers', 'containers'].flatMap((field) =>
    itemsOf(pod[field]).map(([index, container]) => [[field, index], container] as const),
  );
}

/** No two containers have one name. */
export function containerNames(pod: Fields, report: Report): void {
  const seen = new Map<string, Path>();
  for (const field of ['containers', 'initContainers']) {
    for (const [index, { name }] of itemsOf(pod[field])) {
      if (typeof name !== 'string' || name === '') continue;
      if (seen.has(name))
        report.add([field, index, 'name'], `${shown(name)} is the name of another container too: choose another`);
      seen.set(name, [field, index]);
    }
  }
}

function repeatedPorts(containers: ReadonlyArray<readonly [Path, Fields]>, report: Report): void {
  const seen = new Set<string>();
  for (const [path, container] of containers) {
    for (const [index, { hostPort, hostIP, protocol }] of itemsOf(container['ports'])) {
      if (isZero(hostPort)) continue;
      const key = `${String(valueOr(protocol, 'TCP'))}/${textOf(hostIP)}/${String(hostPort)}`;
      if (seen.has(key))
        report.add([...path, 'ports', index, 'hostPort'], `${String(hostPort)} is taken already: choose another`);
      seen.add(key);
    }
  }
}

/** The ports of the node that one container takes. */
export function hostPorts(container: Fields, report: Report): void {
  repeatedPorts([[[], container]], report);
}

/** The ports of the node that all containers take. */
export function hostPortsOfAll(pod: Fields, report: Report): void {
  repeatedPorts(
    containersOf(pod).filter(([[field]]) => field === 'containers'),
    report,
  );
}

/** On the node's network a port is the same inside and outside. */
export function hostNetworkPorts(pod: Fields, report: Report): void {
  if (pod['hostNetwork'] !== true) return;
  for (const [path, container] of containersOf(pod)) {
    if (path[0] !== 'containers') continue;
    for (const [index, { hostPort, containerPort }] of itemsOf(container['ports'])) {
      if (isZero(hostPort) || hostPort === containerPort) continue;
      report.add(
        [...path, 'ports', index, 'hostPort'],
        `is ${String(hostPort)}: under hostNetwork give containerPort, or leave it out`,
      );
    }
  }
}

/** Containers use claims of their pod, each once. */
export function claimNames(pod: Fields, report: Report): void {
  // Claims are off by default up to 1.33, where the API server drops them.
  if (report.minor < 34) return;
  const known = new Set(itemsOf(pod['resourceClaims']).map(([, { name }]) => name));
  for (const [path, container] of containersOf(pod)) {
    const seen = new Set<string>();
    for (const [index, { name, request }] of itemsOf(mapOf(container['resources'])['claims'])) {
      const at = [...path, 'resources', 'claims', index];
      if (typeof name !== 'string' || name === '') {
        report.add([...at, 'name'], 'is empty: set it');
        continue;
      }
      if (!known.has(name))
        report.add([...at, 'name'], `${shown(name)} is not a claim of the pod: add it to resourceClaims`);
      const wanted = textOf(request);
      if (wanted !== '' && !fitsFormat('dnsLabel', wanted)) {
        report.add([...at, 'request'], `${shown(wanted)} ${unlikeFormat('dnsLabel')}`);
      }
      const key = wanted === '' ? name : `${name}/${wanted}`;
      const isTwice =
        seen.has(name) || seen.has(key) || (wanted === '' && [...seen].some((one) => one.startsWith(`${name}/`)));
      if (isTwice) report.add(at, 'is there twice: keep one of the two');
      seen.add(key);
    }
  }
}

/** A pod with users of its own shares nothing with the node. */
export function hostUsers(pod: Fields, report: Report): void {
  if (pod['hostUsers'] !== false || report.minor < 33) return;
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
    if (pod[field] === true) report.add([field], 'excludes hostUsers: false: leave one of the two out');
  }
  for (const [path, container] of report.minor < 34 ? [] : containersOf(pod)) {
    if (isZero(container['volumeDevices'])) continue;
    report.add([...path, 'volumeDevices'], 'exclude hostUsers: false: leave one of the two out');
  }
}

/** All of /proc is for pods with users of their own only. */
export function procMounts(pod: Fields, report: Report): void {
  if (pod['hostUsers'] === false || report.minor < 33) return;
  for (const [path, container] of containersOf(pod)) {
    if (mapOf(container['securityContext'])['procMount'] !== 'Unmasked') continue;
    report.add([...path, 'securityContext', 'procMount'], 'is Unmasked: set hostUsers of the pod to false');
  }
}

/** Kernel parameters that belong to the network, and to messages between processes: `utilsysctl.GetNamespace`. */
const NAMESPACED: ReadonlyArray<readonly [string, RegExp]> = [
  ['hostNetwork', /^net\./],
  ['hostIPC', /^(?:kernel\.(?:sem$|shm|msg)|fs\.mqueue\.)/],
];

/** A pod sets no kernel parameters of its node, and shares its processes or those of the node. */
export function sysctls(pod: Fields, report: Report): void {
  for (const [index, { name }] of itemsOf(mapOf(pod['securityContext'])['sysctls'])) {
    const normal = textOf(name);
    const dotted = /^[^./]*\//.test(normal) ? normal.replace(/[./]/g, (one) => (one === '/' ? '.' : '/')) : normal;
    for (const [field, pattern] of NAMESPACED) {
      if (pod[field] !== true || !pattern.test(dotted)) continue;
      report.add(
        ['securityContext', 'sysctls', index, 'name'],
        `${shown(name)} is the node's under ${field}: leave one of the two out`,
      );
    }
  }
  if (pod['shareProcessNamespace'] === true && pod['hostPID'] === true) {
    report.add(['shareProcessNamespace'], 'excludes hostPID: leave one of the two out');
  }
}

/** Without DNS of the cluster the pod names servers. */
export function dnsNone({ dnsPolicy, dnsConfig }: Fields, report: Report): void {
  if (dnsPolicy === 'None' && isZero(mapOf(dnsConfig)['nameservers'])) {
    report.add(['dnsConfig', 'nameservers'], 'are missing: dnsPolicy None needs at least one');
  }
  if (textsOf(mapOf(dnsConfig)['searches']).join(' ').length > 2048) {
    report.add(['dnsConfig', 'searches'], 'have more than 2048 characters together: shorten them');
  }
}

/** A container that never restarts cannot restart to be resized. */
export function resizePolicies(pod: Fields, report: Report): void {
  if (pod['restartPolicy'] !== 'Never' || report.minor < 33) return;
  for (const [path, container] of containersOf(pod)) {
    for (const [index, { restartPolicy }] of itemsOf(container['resizePolicy'])) {
      if (restartPolicy !== 'RestartContainer') continue;
      report.add(
        [...path, 'resizePolicy', index, 'restartPolicy'],
        'is RestartContainer: under restartPolicy Never use NotRequired',
      );
    }
  }
}

const DEFAULT_GRACE = 30;

/** Hooks that sleep end within the time that the pod has. */
export function lifecycles(pod: Fields, report: Report): void {
  const grace = Number(pod['terminationGracePeriodSeconds'] ?? DEFAULT_GRACE);
  const least = report.minor < 33 ? 1 : 0;
  for (const [path, container] of containersOf(pod)) {
    // Other containers that run first have no hooks at all, which is reported elsewhere.
    if (path[0] === 'initContainers' && container['restartPolicy'] !== 'Always') continue;
    for (const hook of ['postStart', 'preStop']) {
      const handler = mapOf(mapOf(container['lifecycle'])[hook]);
      const sleep = handler['sleep'];
      const isShadowed = ['exec', 'httpGet', 'tcpSocket'].some((other) => isGiven(handler[other]));
      if (!isGiven(sleep) || isShadowed) continue;
      const seconds = Number(mapOf(sleep)['seconds'] ?? 0);
      if (seconds >= least && seconds <= grace) continue;
      report.add(
        [...path, 'lifecycle', hook, 'sleep', 'seconds'],
        `is ${seconds}: give ${least} to terminationGracePeriodSeconds, ${grace}`,
      );
    }
  }
}

/** A container without more rights is neither privileged nor an administrator. */
export function sharesNothing(context: Fields, report: Report): void {
  if (context['allowPrivilegeEscalation'] !== false) return;
  if (context['privileged'] === true) {
    report.add(['allowPrivilegeEscalation'], 'is false, and privileged is true: change one of the two');
  }
  if (textsOf(mapOf(context['capabilities'])['add']).includes('CAP_SYS_ADMIN')) {
    report.add(['allowPrivilegeEscalation'], 'is false, and capabilities.add has CAP_SYS_ADMIN: change one of the two');
  }
}

/**
 * Requests and limits of a pod as a whole cover those of its containers.
 *
 * @param isPod whether it is a pod, whose containers request their limits unless they say otherwise, and no template
 */
export const podResources =
  (isPod: boolean) =>
  (pod: Fields, report: Report): void => {
    if (!isGiven(pod['resources'])) return;
    if (mapOf(pod['os'])['name'] === 'windows') {
      report.add(['resources'], 'cannot be set for a pod of Windows: leave them out');
      return;
    }
    const { requests, limits } = mapOf(pod['resources']);
    for (const name in mapOf(requests)) {
      const least = total(pod, 'requests', name, isPod);
      if (least > (amountOf(mapOf(requests)[name]) ?? least)) {
        report.add(['resources', 'requests', name], 'is below what the containers request together: raise it');
      }
    }
    for (const name in mapOf(limits)) {
      const most = amountOf(mapOf(limits)[name]);
      if (most === undefined) continue;
      if (isHugePages(name) && total(pod, 'limits', name, isPod) > most) {
        report.add(['resources', 'limits', name], 'is below what the containers may use together: raise it');
      }
      for (const [path, container] of containersOf(pod)) {
        const own =
          path[0] === 'containers' ? amountOf(mapOf(mapOf(container['resources'])['limits'])[name]) : undefined;
        if (own !== undefined && own > most) {
          report.add([...path, 'resources', 'limits', name], "is above the pod's limit: lower it or raise that");
        }
      }
    }
  };

/** The need of all containers of a pod at once: those that run, or one that runs before them. */
function total(pod: Fields, field: 'requests' | 'limits', name: string, isPod: boolean): bigint {
  const of = (container: Fields) => {
    const { limits, ...own } = mapOf(container['resources']);
    const given = mapOf(field === 'limits' ? limits : own['requests'])[name];
    return amountOf(given ?? (isPod ? mapOf(limits)[name] : undefined)) ?? 0n;
  };
  let running = itemsOf(pod['containers']).reduce((sum, [, container]) => sum + of(container), 0n);
  let beside = 0n;
  let most = 0n;
  for (const [, container] of itemsOf(pod['initContainers'])) {
    const own = of(container);
    if (container['restartPolicy'] === 'Always') {
      beside += own;
      running += own;
      most = most > beside ? most : beside;
    } else if (own + beside > most) most = own + beside;
  }
  return running > most ? running : most;
}

/** A container that ends is not restarted to be resized. */
export function neverRestarted(policies: unknown, report: Report): void {
  for (const [index, { restartPolicy }] of itemsOf(policies)) {
    if (restartPolicy !== 'RestartContainer') continue;
    report.add([index, 'restartPolicy'], 'is RestartContainer: for a container that ends use NotRequired');
  }
}

/** A host name of at most 64 characters. */
export function hostnameLength(value: unknown, report: Report): void {
  if (byteLength(textOf(value)) > 64) report.add([], 'has more than 64 characters: shorten it');
}

/** A host name of a pod's own takes the place of others. */
export function hostnameOverride(pod: Fields, report: Report): void {
  if (!isGiven(pod['hostnameOverride'])) return;
  for (const field of ['setHostnameAsFQDN', 'hostNetwork']) {
    if (pod[field] === true) report.add(['hostnameOverride'], `excludes ${field}: leave one of the two out`);
  }
}
