import { shown } from '../../kubernetes/field-path';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, itemsOf, mapOf, textOf } from '../checks/values';
import { containersOf } from './pod';

/** Mounts and devices of a container do not share a volume or a path, and only a privileged one mounts both ways. */
export function devicesAndMounts(container: Fields, report: Report): void {
  const mounts = itemsOf(container['volumeMounts']);
  const devices = itemsOf(container['volumeDevices']);
  for (const [index, { name, mountPath }] of mounts) {
    if (devices.some(([, device]) => device['name'] === name)) {
      report.add(['volumeMounts', index, 'name'], `${shown(name)} is in volumeDevices too: keep one of the two`);
    }
    if (devices.some(([, device]) => device['devicePath'] === mountPath)) {
      report.add(['volumeMounts', index, 'mountPath'], `${shown(mountPath)} is the path of a device too: change one`);
    }
  }
  const isPrivileged = mapOf(container['securityContext'])['privileged'] === true;
  for (const [index, { mountPropagation }] of mounts) {
    if (mountPropagation !== 'Bidirectional' || isPrivileged) continue;
    report.add(
      ['volumeMounts', index, 'mountPropagation'],
      'is Bidirectional: only a privileged container may have that',
    );
  }
}

/** Containers mount volumes of their pod; devices are claims. */
export function mounts(pod: Fields, report: Report): void {
  const volumes = new Map(itemsOf(pod['volumes']).map(([, volume]) => [volume['name'], volume]));
  for (const [path, container] of containersOf(pod)) {
    for (const [index, { name }] of itemsOf(container['volumeMounts'])) {
      if (!isGiven(name) || name === '' || volumes.has(name)) continue;
      report.add([...path, 'volumeMounts', index, 'name'], missing(name, volumes));
    }
    for (const [index, { name }] of itemsOf(container['volumeDevices'])) {
      if (!isGiven(name) || name === '') continue;
      const volume = volumes.get(name);
      const at = [...path, 'volumeDevices', index, 'name'];
      if (volume === undefined) report.add(at, missing(name, volumes));
      else if (!isGiven(volume['persistentVolumeClaim']) && !isGiven(volume['ephemeral'])) {
        report.add(at, `${shown(name)} is not a claim: a device needs persistentVolumeClaim or ephemeral`);
      }
    }
    filesOf(container, path, volumes, report);
  }
}

function missing(name: unknown, volumes: ReadonlyMap<unknown, Fields>): string {
  const known = [...volumes.keys()].filter((one) => typeof one === 'string' && one !== '');
  const have = known.length === 0 ? 'the pod has none' : `the pod has ${known.map(shown).join(', ')}`;
  return `${shown(name)} is not a volume of the pod: add it to volumes, or correct the name (${have})`;
}

/** Variables read from files of an emptyDir. */
function filesOf(
  container: Fields,
  path: ReadonlyArray<string | number>,
  volumes: ReadonlyMap<unknown, Fields>,
  report: Report,
): void {
  if (report.minor < 35) return;
  for (const [index, { valueFrom }] of itemsOf(container['env'])) {
    const file = mapOf(valueFrom)['fileKeyRef'];
    if (!isGiven(file)) continue;
    const name = textOf(mapOf(file)['volumeName']);
    const at = [...path, 'env', index, 'valueFrom', 'fileKeyRef', 'volumeName'];
    const volume = volumes.get(name);
    if (volume === undefined) report.add(at, missing(name, volumes));
    else if (hasOtherSource(volume)) report.add(at, `${shown(name)} is not an emptyDir: only that can hold the file`);
  }
}

function hasOtherSource(volume: Fields): boolean {
  return Object.keys(volume).some((key) => key !== 'name' && key !== 'emptyDir' && isGiven(volume[key]));
}
