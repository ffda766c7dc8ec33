import { shown } from '../../kubernetes/field-path';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, itemsOf, mapOf, textOf, textsOf } from '../checks/values';

/** `*` stands alone. */
export function wildcardAlone(value: unknown, report: Report): void {
  const list = textsOf(value);
  if (list.length > 1 && list.includes('*')) report.add([], 'has "*" and others: give "*" alone');
}

/** Resources and their parts: `validateResources`. */
export function ruleResources(value: unknown, report: Report): void {
  const list = textsOf(value);
  const whole = new Set<string>();
  const parts = new Set<string>();
  let isLastPlain = false;
  list.forEach((name, index) => {
    if (name === '') return report.add([index], 'is empty: set it');
    const slash = name.indexOf('/');
    if (slash < 0) {
      isLastPlain = name !== '*';
      return undefined;
    }
    const [resource, part] = [name.slice(0, slash), name.slice(slash + 1)];
    if (whole.has(resource) || parts.has(part))
      report.add([index], `${shown(name)} is covered by another: leave it out`);
    if (part === '*') whole.add(resource);
    if (resource === '*') parts.add(part);
    return undefined;
  });
  if (list.length > 1 && list.includes('*/*')) report.add([], 'has "*/*" and others: give "*/*" alone');
  if (list.includes('*') && isLastPlain) report.add([], 'has "*" and other resources: leave those out');
}

/** Versions of reviews that a webhook takes. */
export function reviewVersions(value: unknown, report: Report): void {
  const list = textsOf(value);
  if (list.length === 0) return;
  list.forEach((version, index) => {
    if (list.indexOf(version) < index) report.add([index], `${shown(version)} is there twice: keep one of the two`);
    else if (!fitsFormat('dns1035Label', version))
      report.add([index], `${shown(version)} ${unlikeFormat('dns1035Label')}`);
  });
  if (!list.includes('v1') && !list.includes('v1beta1')) report.add([], 'has neither v1 nor v1beta1: add one of them');
}

/** Where a webhook is: an address, or a service. */
export function webhookClient({ url, service }: Fields, report: Report): void {
  if (isGiven(url) === isGiven(service)) {
    report.add([], `has ${isGiven(url) ? 'url and service' : 'no target'}: give one of url, service`);
  } else if (isGiven(url)) {
    const problem = urlProblem(textOf(url));
    if (problem !== undefined) report.add(['url'], problem);
  } else {
    const { path, port } = mapOf(service);
    if (isGiven(port) && (Number(port) < 1 || Number(port) > 65_535))
      report.add(['service', 'port'], `is ${String(port)}: give a number from 1 to 65535`);
    if (isGiven(path) && !isServicePath(textOf(path)))
      report.add(['service', 'path'], `${shown(path)} is not a path: write one such as "/check"`);
  }
}

function isServicePath(path: string): boolean {
  if (path === '' || path === '/') return true;
  return (
    path.startsWith('/') &&
    path
      .slice(1)
      .replace(/\/$/, '')
      .split('/')
      .every((part) => fitsFormat('dnsSubdomain', part))
  );
}

function urlProblem(text: string): string | undefined {
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*(?=:)/.exec(text)?.[0].toLowerCase();
  if (scheme !== 'https') return 'does not begin with https: use that';
  const host = /^[^:]*:\/\/([^/?#]*)/.exec(text)?.[1] ?? '';
  if (host === '') return 'has no host: write one such as "https://check.example.com/path"';
  if (host.includes('@')) return 'has a user: leave it out';
  if (/[#?]./.test(text)) return 'has a query or a fragment: leave them out';
  return undefined;
}

/** A kind of parameters. */
export function paramKind({ apiVersion, kind }: Fields, report: Report): void {
  const [group, version] = apiVersionParts(textOf(apiVersion));
  const isGood =
    version !== undefined && fitsFormat('dns1035Label', version) && (group === '' || fitsFormat('dnsSubdomain', group));
  if (textOf(apiVersion) !== '' && !isGood)
    report.add(['apiVersion'], `${shown(apiVersion)} is not an API version: write one such as "apps/v1"`);
  if (textOf(kind) !== '' && !fitsFormat('dns1035Label', textOf(kind).toLowerCase())) {
    report.add(['kind'], `${shown(kind)} is not a kind: write one such as "Deployment"`);
  }
}

function apiVersionParts(text: string): readonly [string, string | undefined] {
  const parts = text.split('/');
  if (parts.length > 2) return ['', undefined];
  return parts.length === 1 ? ['', parts[0]] : [parts[0] ?? '', parts[1]];
}

/** Actions that do not contradict each other. */
export function validationActions(value: unknown, report: Report): void {
  const list = textsOf(value);
  if (list.includes('Deny') && list.includes('Warn')) report.add([], 'has Deny and Warn: keep one of the two');
}

/** Parameters by their name or by labels. */
export function paramRef({ name, selector }: Fields, report: Report): void {
  const hasName = textOf(name) !== '';
  if (hasName === isGiven(selector)) {
    report.add([], `has ${hasName ? 'name and selector' : 'no target'}: give one of name, selector`);
  }
}

/** A policy checks or annotates something. */
export function policyHasRules({ validations, auditAnnotations }: Fields, report: Report): void {
  if (isZero(validations) && isZero(auditAnnotations))
    report.add(['validations'], 'are missing: give some, or auditAnnotations');
}

/** Keys of audit annotations, which come after the policy's name. */
export function auditKeys(policy: Fields, report: Report): void {
  const name = textOf(mapOf(policy['metadata'])['name']);
  for (const [index, { key }] of itemsOf(mapOf(policy['spec'])['auditAnnotations'])) {
    if (fitsFormat('qualifiedName', `${name}/${textOf(key)}`)) continue;
    report.add(['spec', 'auditAnnotations', index, 'key'], `${shown(key)} ${unlikeFormat('qualifiedName')}`);
  }
}

/** A message in one line. */
export function oneLine(value: unknown, report: Report): void {
  const message = textOf(value);
  if (message !== '' && message.trim() === '') report.add([], 'is blank: write it, or leave it out');
  else if (/[\n\r]/.test(message.trim())) report.add([], 'has several lines: write it in one');
}

/** Text that is not blank. */
export function notBlank(value: unknown, report: Report): void {
  if (typeof value === 'string' && value !== '' && value.trim() === '')
    report.add([], 'is blank: write it, or leave it out');
}

/** Operations that a policy can change objects in. */
export function mutableOperations(field: string): (object: Fields, report: Report) => void {
  return (object, report) => {
    for (const [index, { operations }] of itemsOf(mapOf(object[field])['resourceRules'])) {
      if (textsOf(operations).includes('DELETE')) {
        report.add(
          [field, 'resourceRules', index, 'operations'],
          'has DELETE, where nothing can be changed: leave it out',
        );
      }
    }
  };
}

/** A mutation of its patch type. */
export function mutationType({ patchType, jsonPatch, applyConfiguration }: Fields, report: Report): void {
  const all = {
    JSONPatch: ['jsonPatch', jsonPatch],
    ApplyConfiguration: ['applyConfiguration', applyConfiguration],
  } as const;
  for (const [type, [field, value]] of Object.entries(all)) {
    if (patchType !== 'JSONPatch' && patchType !== 'ApplyConfiguration') continue;
    if (type === patchType && !isGiven(value)) report.add([field], `is missing: patchType ${type} needs it`);
    if (type !== patchType && isGiven(value)) report.add([field], `belongs to patchType ${type}: leave it out`);
  }
}
