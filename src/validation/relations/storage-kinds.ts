import { shown } from '../../kubernetes/field-path';
import { byteLength } from '../../kubernetes/names';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, itemsOf, mapOf, textOf, textsOf } from '../checks/values';
import { positive } from './quantities';

/** The capacity of a volume: storage alone. */
export function capacity({ capacity: map }: Fields, report: Report): void {
  const names = Object.keys(mapOf(map));
  if (names.length === 0) report.add(['capacity'], 'is missing: give storage');
  else if (names.length > 1 || names[0] !== 'storage')
    report.add(['capacity'], `has ${names.join(', ')}: give storage alone`);
  report.enter('capacity');
  for (const name of names) {
    report.enter(name);
    positive(mapOf(map)[name], report);
    report.leave();
  }
  report.leave();
}

/** A volume on a node, of a driver, or in a folder. */
export function persistentVolume(volume: Fields, report: Report): void {
  const spec = mapOf(volume['spec']);
  const at = (...path: string[]) => ['spec', ...path];
  if (isGiven(spec['local']) && !isGiven(spec['nodeAffinity']))
    report.add(at('nodeAffinity'), 'is missing: a local volume needs it');
  const root = textOf(mapOf(spec['hostPath'])['path'])
    .replace(/\/+(\.(?=\/|$))?/g, '/')
    .replace(/(?!^)\/$/, '');
  if (root === '/' && spec['persistentVolumeReclaimPolicy'] === 'Recycle') {
    report.add(at('persistentVolumeReclaimPolicy'), 'is Recycle, which would empty the node: use Retain');
  }
  if (isGiven(spec['volumeAttributesClassName']) && report.minor >= 34) attributes(spec, at, report);
  const { iscsi } = spec;
  const name = textOf(mapOf(volume['metadata'])['name']);
  if (isGiven(mapOf(iscsi)['initiatorName']) && byteLength(`${name}:${textOf(mapOf(iscsi)['targetPortal'])}`) > 64) {
    report.add(
      at('iscsi', 'targetPortal'),
      'and the name of the volume have more than 64 characters: shorten one of them',
    );
  }
}

function attributes(spec: Fields, at: (...path: string[]) => string[], report: Report): void {
  const name = spec['volumeAttributesClassName'];
  if (name === '') report.add(at('volumeAttributesClassName'), 'is empty: set it, or leave it out');
  if (!isGiven(spec['csi'])) report.add(at('csi'), 'is missing: volumeAttributesClassName needs it');
}

/** Parameters for a driver: not more than 512, and 256 KiB. */
export function parameters(value: unknown, report: Report): void {
  const map = mapOf(value);
  const keys = Object.keys(map);
  if (keys.length > 512) report.add([], `have ${keys.length} entries: keep at most 512`);
  if (keys.includes('')) report.add([''], 'has no name: give one');
  const size = keys.reduce((sum, key) => sum + byteLength(key) + byteLength(textOf(map[key])), 0);
  if (size > 256 * 1024) report.add([], 'are above 256 KiB: shorten them');
}

/** Places where volumes may be, each once. */
export function topologies(value: unknown, report: Report): void {
  const seen = new Set<string>();
  for (const [index, term] of itemsOf(value)) {
    const expressions = itemsOf(term['matchLabelExpressions']);
    const keys = new Set<string>();
    for (const [position, { key, values }] of expressions) {
      const at = [index, 'matchLabelExpressions', position];
      if (keys.has(textOf(key))) report.add([...at, 'key'], `${shown(key)} is there twice: keep one of the two`);
      keys.add(textOf(key));
      const list = textsOf(values);
      if (new Set(list).size < list.length) report.add([...at, 'values'], 'have a value twice: keep one of the two');
    }
    if (expressions.length === 0) report.add([index], 'has no expressions: give some, or leave it out');
    const id = JSON.stringify(
      expressions.map(([, { key, values }]) => [textOf(key), [...new Set(textsOf(values))].sort()]).sort(),
    );
    if (seen.has(id)) report.add([index], 'is there twice: keep one of the two');
    seen.add(id);
  }
}

/** Keys of the topology of a node's driver. */
export function topologyKeys({ topologyKeys: list }: Fields, report: Report): void {
  const names = textsOf(list);
  names.forEach((key, index) => {
    if (!fitsFormat('qualifiedName', key))
      report.add(['topologyKeys', index], `${shown(key)} ${unlikeFormat('qualifiedName')}`);
    if (names.indexOf(key) < index)
      report.add(['topologyKeys', index], `${shown(key)} is there twice: keep one of the two`);
  });
}

/** A volume by its name, or as it is written. */
export function attachmentSource({ persistentVolumeName, inlineVolumeSpec }: Fields, report: Report): void {
  if (isGiven(persistentVolumeName) === isGiven(inlineVolumeSpec)) {
    report.add(
      [],
      `has ${isGiven(inlineVolumeSpec) ? 'both' : 'no'} sources: give persistentVolumeName or inlineVolumeSpec`,
    );
  }
}

/** Tokens for a driver: each audience once, for ten minutes or more. */
export function tokenRequests(value: unknown, report: Report): void {
  const seen = new Set<string>();
  for (const [index, { audience, expirationSeconds }] of itemsOf(value)) {
    if (seen.has(textOf(audience)))
      report.add([index, 'audience'], `${shown(audience)} is there twice: keep one of the two`);
    seen.add(textOf(audience));
    if (typeof expirationSeconds === 'number' && (expirationSeconds < 600 || expirationSeconds > 2 ** 32)) {
      report.add([index, 'expirationSeconds'], `is ${expirationSeconds}: give 600 to 4294967296`);
    }
  }
}

/** Tokens in secrets, for a driver that asks for tokens. */
export function tokensInSecrets({ serviceAccountTokenInSecrets, tokenRequests }: Fields, report: Report): void {
  if (isGiven(serviceAccountTokenInSecrets) && itemsOf(tokenRequests).length === 0) {
    report.add(['serviceAccountTokenInSecrets'], 'needs tokenRequests: set them, or leave it out');
  }
}
