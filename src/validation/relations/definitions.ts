import { shown } from '../../kubernetes/field-path';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, itemsOf, mapOf, textOf } from '../checks/values';

/** The name of a definition is made of two of its fields: `ValidateCustomResourceDefinition`. */
export function definitionName({ metadata, spec }: Fields, report: Report): void {
  const { names, group } = mapOf(spec);
  const wanted = `${textOf(mapOf(names)['plural'])}.${textOf(group)}`;
  const name = textOf(mapOf(metadata)['name']);
  if (name !== '' && !/^\.|\.$/.test(wanted) && name !== wanted)
    report.add(['metadata', 'name'], `is ${shown(name)}: write ${shown(wanted)}, the plural and the group`);
}

const APPROVED = 'api-approved.kubernetes.io';

/** Groups of Kubernetes need the annotation of their approval: `validateAPIApproval`. */
export function approval({ metadata, spec }: Fields, report: Report): void {
  const group = textOf(mapOf(spec)['group']);
  const annotations = mapOf(mapOf(metadata)['annotations']);
  if (!/(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group) || textOf(annotations[APPROVED]) !== '') return;
  report.add(
    ['metadata', 'annotations'],
    `lacks ${APPROVED}, which groups of Kubernetes need: choose another group, or give it "unapproved" or the address of the approval`,
  );
}

/** A group is a domain. */
export function groupWithDot(group: unknown, report: Report): void {
  if (textOf(group) !== '' && !textOf(group).includes('.'))
    report.add([], `${shown(group)} is not a domain: write one such as "shop.example.com"`);
}

/** Objects are stored in exactly one version. */
export function oneStorage(versions: unknown, report: Report): void {
  const storing = itemsOf(versions).filter(([, version]) => version['storage'] === true);
  if (Array.isArray(versions) && versions.length > 0 && storing.length !== 1)
    report.add([], `has ${storing.length} versions with storage: set it to true in one`);
}

/** Kinds may have capitals, and that of lists is another one. */
export function kindNames({ kind, listKind, singular }: Fields, report: Report): void {
  if (textOf(kind) === '') report.add(['kind'], 'is missing: set it');
  for (const [field, value] of Object.entries({ kind, listKind, singular })) {
    const text = textOf(value);
    if (text !== '' && !fitsFormat('dns1035Label', field === 'singular' ? text : text.toLowerCase()))
      report.add([field], `${shown(text)} ${unlikeFormat('dns1035Label')}`);
  }
  if (textOf(kind) !== '' && kind === listKind)
    report.add(['listKind'], 'is the same as kind: write another, or leave it out');
}

/** A warning belongs to what is deprecated: `validateDeprecationWarning`. */
export function deprecation({ deprecated, deprecationWarning }: Fields, report: Report): void {
  if (isGiven(deprecationWarning) && deprecated !== true)
    report.add(['deprecationWarning'], 'is given for a version that is not deprecated: leave it out');
}

// Loaded with the first definition.
/** The schema of a version. */
export function versionSchema(schema: unknown, report: Report): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  (require('./structural') as typeof import('./structural')).structural(mapOf(schema), report);
}
