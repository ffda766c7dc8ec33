import { isMap } from '../../core/is-map';
import { byteLength } from '../../kubernetes/names';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, itemsOf, textOf } from '../checks/values';

/** The driver logs in under the volume's name and the portal, 64 characters together. */
export function iscsiNameLength({ name, iscsi }: Fields, report: Report): void {
  if (!isMap(iscsi) || !isGiven(iscsi['initiatorName'])) return;
  if (byteLength(`${textOf(name)}:${textOf(iscsi['targetPortal'])}`) > 64) {
    report.add(
      ['iscsi', 'targetPortal'],
      'and the name of the volume have more than 64 characters: shorten one of them',
    );
  }
}

/** Host and port, as Go's `net.SplitHostPort` reads them. */
const HOST_PORT = /^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/;

/** One or more registries, and the tenant's id. */
export function quobyteRegistry({ registry, tenant }: Fields, report: Report): void {
  if (typeof registry !== 'string' || registry === '') return;
  if (typeof tenant === 'string' && byteLength(tenant) > 64) {
    report.add(['tenant'], 'has more than 64 characters: give the id of the tenant');
  } else if (!registry.split(',').every((one) => HOST_PORT.test(one))) {
    report.add(['registry'], 'is not a list of hosts with ports: write one such as "registry:7861"');
  }
}

/** Options of a driver. */
export function reservedOptions({ options }: Fields, report: Report): void {
  if (!isMap(options)) return;
  for (const key in options) {
    const domain = `.${(key.split('/')[0] ?? '').toLowerCase()}`;
    if (domain.endsWith('.kubernetes.io') || domain.endsWith('.k8s.io')) {
      report.add(['options', key], 'is reserved for Kubernetes: use another domain');
    }
  }
}

/** The disk's address by its kind. */
export function azureDiskUri({ kind, diskURI }: Fields, report: Report): void {
  if (typeof diskURI !== 'string') return;
  const start = kind === 'Managed' ? '/subscriptions/' : 'https://';
  if (!diskURI.startsWith(start)) {
    report.add(
      ['diskURI'],
      `does not fit a disk of kind ${textOf(kind ?? 'Shared')}: write an address that begins with "${start}"`,
    );
  }
}

/** A dataset by its name or its id. */
export function flockerDataset({ datasetName, datasetUUID }: Fields, report: Report): void {
  const [name, id] = [datasetName, datasetUUID].map((one) => typeof one === 'string' && one !== '');
  if (name === id) report.add([], `has ${name ? 'datasetName and datasetUUID' : 'no dataset'}: give one of the two`);
  if (typeof datasetName === 'string' && datasetName.includes('/')) {
    report.add(['datasetName'], 'has a "/": take it out');
  }
}

/** Targets with a unit, or identifiers. */
export function fibreTargets({ targetWWNs, wwids, lun }: Fields, report: Report): void {
  const has = (list: unknown) => Array.isArray(list) && list.length > 0;
  if (has(targetWWNs) === has(wwids)) {
    report.add(
      ['targetWWNs'],
      `${has(wwids) ? 'stands beside wwids' : 'is missing, and so is wwids'}: give one of the two`,
    );
  }
  if (!has(targetWWNs)) return;
  if (!isGiven(lun)) report.add(['lun'], 'is missing: targets need one');
  else if (typeof lun === 'number' && (lun < 0 || lun > 255))
    report.add(['lun'], `is ${lun}: give a number from 0 to 255`);
}

/**
 * The volumes of a pod but those of images: these are off by default up to 1.34, where the API server drops them and what
 * mounts them.
 */
export function withoutImages({ volumes }: Fields): unknown {
  if (!Array.isArray(volumes)) return volumes;
  return (volumes as unknown[]).map((volume) => (isMap(volume) && isGiven(volume['image']) ? undefined : volume));
}

/** Images as volumes are dropped. */
export function droppedImages({ volumes }: Fields, report: Report): void {
  for (const [index, { image }] of itemsOf(volumes)) {
    if (isGiven(image))
      report.add(['volumes', index, 'image'], 'is dropped before Kubernetes 1.35: use another source');
  }
}

const LISTS = ['secret', 'configMap', 'downwardAPI'];

/** No two files of a projected volume have the same path. */
export function projectedPaths({ sources }: Fields, report: Report): void {
  const seen = new Set<string>();
  const take = (path: unknown, ...at: Array<string | number>) => {
    if (typeof path !== 'string' || path === '') return;
    if (seen.has(path)) report.add(at, `"${path}" is the path of another file too: choose another`);
    seen.add(path);
  };
  for (const [index, source] of (Array.isArray(sources) ? (sources as unknown[]) : []).entries()) {
    if (!isMap(source)) continue;
    for (const kind of LISTS) {
      const of = source[kind];
      const items: unknown[] = isMap(of) && Array.isArray(of['items']) ? (of['items'] as unknown[]) : [];
      for (const [position, item] of items.entries()) {
        if (isMap(item)) take(item['path'], 'sources', index, kind, 'items', position, 'path');
      }
    }
  }
}
