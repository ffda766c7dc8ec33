import {
  ANNOTATIONS_MAX,
  byteLength,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabelKey,
  checkLabelValue,
  DNS_LABEL_MAX,
} from '../kubernetes/names';
import { below, Finding, FindingId, shown } from './finding';
import { STRING_FORMATS } from './formats';

type Fields = Readonly<Record<string, unknown>>;
type NameCheck = (what: string, name: string) => string | undefined;

const NAME = 'metadata.name';

function atMost(max: number): NameCheck {
  return (what, name) =>
    checkDnsSubdomain(what, name) ??
    (byteLength(name) > max
      ? `${what} ${shown(name)} is ${byteLength(name)} bytes long: use at most ${max}`
      : undefined);
}

/** Rule for names that become a path segment of a URL, such as those of roles. */
const pathSegment: NameCheck = (what, name) =>
  name === '.' || name === '..' || /[/%]/.test(name)
    ? `${what} ${shown(name)} cannot be part of a URL: leave out "/" and "%", and do not use "." or ".."`
    : undefined;

/**
 * Kinds whose names follow a stricter or other rule than the DNS subdomain, each with its group. Flux writes the names
 * of its objects into labels.
 */
const NAME_CHECKS: ReadonlyMap<string, readonly [group: string, check: NameCheck]> = new Map([
  ['Namespace', ['', checkDnsLabel]],
  ['Service', ['', checkDnsLabel]],
  ['StatefulSet', ['apps', checkDnsLabel]],
  ['CronJob', ['batch', atMost(52)]],
  ['Job', ['batch', atMost(DNS_LABEL_MAX)]],
  ['APIService', ['apiregistration.k8s.io', pathSegment]],
  ['CertificateSigningRequest', ['certificates.k8s.io', pathSegment]],
  ['ClusterTrustBundle', ['certificates.k8s.io', pathSegment]],
  ['Event', ['', pathSegment]],
  ['IPAddress', ['networking.k8s.io', pathSegment]],
  ['ClusterRole', ['rbac.authorization.k8s.io', pathSegment]],
  ['ClusterRoleBinding', ['rbac.authorization.k8s.io', pathSegment]],
  ['Role', ['rbac.authorization.k8s.io', pathSegment]],
  ['RoleBinding', ['rbac.authorization.k8s.io', pathSegment]],
  ['PodDisruptionBudget', ['policy', pathSegment]],
  ['FluxInstance', ['fluxcd.controlplane.io', atMost(DNS_LABEL_MAX)]],
  ['ResourceSet', ['fluxcd.controlplane.io', atMost(DNS_LABEL_MAX)]],
  ['HelmRelease', ['helm.toolkit.fluxcd.io', atMost(DNS_LABEL_MAX)]],
  ['Kustomization', ['kustomize.toolkit.fluxcd.io', atMost(DNS_LABEL_MAX)]],
]);

const isString = (value: unknown): boolean => typeof value === 'string';
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const areDifferent = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
const isTime = (value: unknown): boolean => typeof value === 'string' && (STRING_FORMATS.datetime?.(value) ?? false);
const isMap = (value: unknown): boolean => isObject(value);

/** The metadata fields and their types. */
const FIELDS: Readonly<Record<string, readonly [type: string, check: (value: unknown) => boolean]>> = {
  annotations: ['a map of strings', isMap],
  creationTimestamp: ['a point in time', isTime],
  deletionGracePeriodSeconds: ['a whole number', Number.isInteger],
  deletionTimestamp: ['a point in time', isTime],
  finalizers: [
    'a list of different strings',
    (value) => Array.isArray(value) && value.every(isString) && areDifferent(value),
  ],
  generateName: ['a string', isString],
  generation: ['a whole number', Number.isInteger],
  labels: ['a map of strings', isMap],
  managedFields: ['a list', Array.isArray],
  name: ['a string', isString],
  namespace: ['a string', isString],
  ownerReferences: ['a list of objects', (value) => Array.isArray(value) && value.every(isOwner)],
  resourceVersion: ['a string', isString],
  selfLink: ['a string', isString],
  uid: ['a string', isString],
};

const OWNER = ['apiVersion', 'kind', 'name', 'uid'];

function isOwner(value: unknown): boolean {
  return isObject(value) && OWNER.every((field) => isString(value[field]) && value[field] !== '');
}

/** Collects findings about one object's metadata. */
class Report {
  constructor(
    private readonly findings: Finding[],
    private readonly base: string,
    private readonly severity: Finding['severity'] = 'error',
  ) {}

  add(id: FindingId, field: string, message: string): void {
    this.findings.push({ id, severity: this.severity, at: this.base + field, message: this.base + message });
  }

  addReason(field: string, reason: string | undefined): void {
    if (reason === undefined) return;
    this.findings.push({ id: 'metadata', severity: this.severity, at: this.base + field, message: reason });
  }
}

/** Reports non-string values and returns the others. */
function strings(report: Report, field: string, value: unknown): readonly (readonly [key: string, value: string])[] {
  if (!isObject(value)) return [];
  const kept: (readonly [string, string])[] = [];
  for (const key in value) {
    const given = value[key] ?? '';
    if (typeof given === 'string') {
      kept.push([key, given]);
      continue;
    }
    const at = below(field, key);
    report.add('type', at, `${at} is ${shown(given)}, not a string: put it in quotes`);
  }
  return kept;
}

function checkMaps(report: Report, { labels, annotations }: Fields): void {
  if (labels !== undefined) checkLabels(report, labels);
  if (annotations !== undefined) checkAnnotations(report, annotations);
}

function checkLabels(report: Report, labels: unknown): void {
  for (const [key, value] of strings(report, 'metadata.labels', labels)) {
    const reason = checkLabelKey('label key', key);
    const isGood = checkLabelValue('value', value) === undefined;
    if (reason === undefined && isGood) continue;
    const at = below('metadata.labels', key);
    report.addReason(at, reason);
    report.addReason(at, checkLabelValue(`value of label ${shown(key)}`, value));
  }
}

function checkAnnotations(report: Report, annotations: unknown): void {
  let size = 0;
  for (const [key, value] of strings(report, 'metadata.annotations', annotations)) {
    size += byteLength(key) + byteLength(value);
    const reason = checkLabelKey('annotation key', key.toLowerCase());
    if (reason !== undefined) report.addReason(below('metadata.annotations', key), reason);
  }
  if (size > ANNOTATIONS_MAX) {
    const text = `metadata.annotations hold ${size} bytes: keep them to ${ANNOTATIONS_MAX}`;
    report.add('size', 'metadata.annotations', text);
  }
}

function checkFields(report: Report, metadata: Fields): void {
  for (const name in metadata) {
    const value = metadata[name];
    const [type, check] = FIELDS[name] ?? [];
    if (check && (value === undefined || value === null || check(value))) continue;
    const at = below('metadata', name);
    if (!type) report.add('unknown-field', at, `${at} is not a field of metadata: leave it out`);
    else report.add('type', at, `${at} is ${shown(value)}, not ${type}: give ${type}`);
  }
}

function checkPlace(
  report: Report,
  metadata: Fields,
  group: string,
  kind: string,
  namespaced: boolean | undefined,
): void {
  const { name, namespace } = metadata;
  if (name === undefined || name === null || name === '') {
    report.add('required', NAME, 'metadata.name is missing: set it, what Flux applies needs a name');
  } else if (typeof name === 'string') {
    const [ofGroup, check] = NAME_CHECKS.get(kind) ?? [];
    report.addReason(NAME, (check !== undefined && ofGroup === group ? check : checkDnsSubdomain)(NAME, name));
  }
  if (typeof namespace !== 'string' || namespace === '') return;
  if (namespaced === false) {
    const text = `metadata.namespace is ${shown(namespace)}, but a ${kind} belongs to no namespace: leave it out`;
    report.add('metadata', 'metadata.namespace', text);
  } else report.addReason('metadata.namespace', checkDnsLabel('metadata.namespace', namespace));
}

/**
 * Checks the metadata of an object: known fields, types, and the rules for names, labels and annotations.
 *
 * @param namespaced whether the kind is namespaced; `undefined` if unknown
 */
export function checkMetadata(
  findings: Finding[],
  metadata: unknown,
  group: string,
  kind: string,
  namespaced: boolean | undefined,
): void {
  const report = new Report(findings, '');
  if (!isObject(metadata)) {
    const text = metadata === undefined || metadata === null ? 'is missing' : `is ${shown(metadata)}, not an object`;
    report.add('required', 'metadata', `metadata ${text}: set at least metadata.name`);
    return;
  }
  checkFields(report, metadata);
  checkPlace(report, metadata, group, kind, namespaced);
  checkMaps(report, metadata);
}

/**
 * Checks the labels and annotations in an object template.
 *
 * @param path path of the template, such as `spec.template`
 * @param severity `warning` where only the objects made from the template are refused
 */
export function checkTemplate(
  findings: Finding[],
  metadata: unknown,
  path: string,
  severity: Finding['severity'] = 'error',
): void {
  if (isObject(metadata)) checkMaps(new Report(findings, `${path}.`, severity), metadata);
}
