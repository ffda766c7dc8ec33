import { byteLength } from '../../kubernetes/names';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, mapOf, textOf } from '../checks/values';
import { containersOf } from './pod';

/** Fields of a pod's security context that Windows lacks. `spec` ones stand beside it. */
const POD_FIELDS =
  'appArmorProfile seLinuxOptions seccompProfile fsGroup fsGroupChangePolicy sysctls runAsUser runAsGroup supplementalGroups supplementalGroupsPolicy seLinuxChangePolicy'.split(
    ' ',
  );
const SPEC_FIELDS = ['hostUsers', 'hostPID', 'hostIPC', 'shareProcessNamespace'];
const CONTAINER_FIELDS =
  'appArmorProfile seLinuxOptions seccompProfile capabilities readOnlyRootFilesystem privileged allowPrivilegeEscalation procMount runAsUser runAsGroup'.split(
    ' ',
  );

const LINUX = 'belongs to Windows: leave it out, or change os';
const WINDOWS = 'belongs to Linux: leave it out, or change os';

/** Fields that are not given when they are false or empty. */
const PLAIN = new Set(['hostPID', 'hostIPC', 'sysctls']);

/** Fields that servers up to 1.32 drop. */
const DROPPED = new Set(['supplementalGroupsPolicy', 'seLinuxChangePolicy', 'hostUsers', 'procMount']);

/** A pod of one operating system has no fields of the other. */
export function operatingSystem(pod: Fields, report: Report): void {
  const { name } = mapOf(pod['os']);
  if (name !== 'linux' && name !== 'windows') return;
  const refuse = (path: ReadonlyArray<string | number>, object: Fields, fields: readonly string[], why: string) => {
    for (const field of fields) {
      if (report.minor < 33 && DROPPED.has(field)) continue;
      if (PLAIN.has(field) ? isZero(object[field]) : !isGiven(object[field])) continue;
      report.add([...path, field], why);
    }
  };
  const [ofPod, ofContainer, why] =
    name === 'linux' ? [['windowsOptions'], ['windowsOptions'], LINUX] : [POD_FIELDS, CONTAINER_FIELDS, WINDOWS];
  refuse(['securityContext'], mapOf(pod['securityContext']), ofPod, why);
  if (name === 'windows') refuse([], pod, SPEC_FIELDS, why);
  for (const [path, container] of containersOf(pod)) {
    refuse([...path, 'securityContext'], mapOf(container['securityContext']), ofContainer, why);
  }
}

function hostProcessOf(context: unknown): unknown {
  return mapOf(mapOf(context)['windowsOptions'])['hostProcess'];
}

/** Either all containers are processes of the node, on its network, or none is. */
export function hostProcesses(pod: Fields, report: Report): void {
  const ofPod = hostProcessOf(pod['securityContext']);
  const containers = containersOf(pod);
  let count = 0;
  for (const [path, container] of containers) {
    const own = hostProcessOf(container['securityContext']);
    if (isGiven(own) && isGiven(ofPod) && own !== ofPod) {
      report.add(
        [...path, 'securityContext', 'windowsOptions', 'hostProcess'],
        'differs from that of the pod: make them equal',
      );
    }
    if ((own ?? ofPod) === true) count++;
  }
  if (count === 0) return;
  if (count !== containers.length)
    report.add([], 'has hostProcess containers and others: make them all hostProcess, or none');
  if (pod['hostNetwork'] !== true) report.add(['hostNetwork'], 'is not true: hostProcess containers need it');
}

const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DOMAIN = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** The user of a container of Windows, and the size of its credential. */
export function windowsUser({ runAsUserName, gmsaCredentialSpec }: Fields, report: Report): void {
  if (byteLength(textOf(gmsaCredentialSpec)) > 64 * 1024)
    report.add(['gmsaCredentialSpec'], 'is above 64 KiB: shorten it');
  if (typeof runAsUserName !== 'string') return;
  const parts = runAsUserName.split('\\');
  const [user = '', domain] = [...parts].reverse();
  const isUser = user !== '' && byteLength(user) <= 104 && !/^[. ]+$/.test(user) && !/["/\\:;|=,+*?<>@[\]]/.test(user);
  const isDomain = domain === undefined || (byteLength(domain) < 256 && (NET_BIOS.test(domain) || DOMAIN.test(domain)));
  // eslint-disable-next-line no-control-regex
  const isPlain = parts.length <= 2 && !/[\u0000-\u001f\u007f]/.test(runAsUserName);
  if (!isUser || !isDomain || !isPlain) {
    report.add(['runAsUserName'], 'is not a user of Windows: write a name, or a domain, "\\" and a name');
  }
}
