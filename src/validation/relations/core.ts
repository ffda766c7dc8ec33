import { isMap } from '../../core/is-map';
import { shown } from '../../kubernetes/field-path';
import { byteLength } from '../../kubernetes/names';
import { NANO } from '../../kubernetes/quantity';
import { fitsFormat, unlikeFormat } from '../checks/formats';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, itemsOf, mapOf, textOf } from '../checks/values';
import { amountOf, checkAmount, checkResourceName, isQuotaResource, mayOvercommit, units } from './quantities';

/** A name of at most 63 characters. */
export function shortName(value: unknown, report: Report): void {
  if (byteLength(textOf(value)) > 63) report.add([], 'has more than 63 characters: shorten it');
}

/** The data of a revision is an object. */
export function controllerData({ data }: Fields, report: Report): void {
  if (!isMap(data)) report.add(['data'], isGiven(data) ? 'is not an object: give one' : 'is missing: set it');
}

/** Data that each type of Secret needs: all of a group, or one of it. */
const SECRET_DATA: Readonly<
  Record<string, { readonly keys: readonly string[]; readonly any?: boolean; readonly json?: boolean }>
> = {
  'kubernetes.io/dockercfg': { keys: ['.dockercfg'], json: true },
  'kubernetes.io/dockerconfigjson': { keys: ['.dockerconfigjson'], json: true },
  'kubernetes.io/basic-auth': { keys: ['username', 'password'], any: true },
  'kubernetes.io/ssh-auth': { keys: ['ssh-privatekey'] },
  'kubernetes.io/tls': { keys: ['tls.crt', 'tls.key'] },
};

/** A Secret has the data of its type. No message holds a value. */
export function secretData(secret: Fields, report: Report): void {
  const type = textOf(secret['type']);
  const annotations = mapOf(mapOf(secret['metadata'])['annotations']);
  if (type === 'kubernetes.io/service-account-token' && isZero(annotations['kubernetes.io/service-account.name'])) {
    report.add(
      ['metadata', 'annotations', 'kubernetes.io/service-account.name'],
      'is missing: name the account of the token',
    );
  }
  const needed = SECRET_DATA[type];
  if (needed === undefined) return;
  const { data, stringData } = secret;
  const valueOf = (key: string) => {
    const plain = mapOf(stringData)[key];
    if (isGiven(plain)) return textOf(plain);
    const encoded = mapOf(data)[key];
    if (isEncrypted(textOf(encoded))) return textOf(encoded);
    return encoded === undefined ? undefined : Buffer.from(textOf(encoded), 'base64').toString('utf8');
  };
  const missing = needed.keys.filter(
    (key) => valueOf(key) === undefined || (type.endsWith('ssh-auth') && valueOf(key) === ''),
  );
  if (needed.any ? missing.length === needed.keys.length : missing.length > 0) {
    report.add(
      ['data', missing[0] ?? ''],
      `is missing: a Secret of type ${type} needs ${needed.keys.join(needed.any ? ' or ' : ' and ')}`,
    );
  }
  const [key = ''] = needed.keys;
  const text = valueOf(key);
  if (needed.json && text !== undefined && !isEncrypted(text) && !isJsonMap(text)) {
    report.add(['data', key], 'is not a JSON object: give one');
  }
}

/** Whether SOPS decrypts it on the cluster. */
function isEncrypted(text: string): boolean {
  return text.startsWith('ENC[');
}

function isJsonMap(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return value === null || isMap(value);
  } catch {
    return false;
  }
}

const SCOPED: Readonly<Record<string, readonly string[]>> = (() => {
  const pods = ['pods', 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
  return {
    Terminating: pods,
    NotTerminating: pods,
    NotBestEffort: pods,
    PriorityClass: pods,
    CrossNamespacePodAffinity: pods,
    BestEffort: ['pods'],
    VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
  };
})();

const EXCLUSIVE = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

/** Amounts that a quota counts, and its pods. */
export function quota(spec: Fields, report: Report): void {
  const { hard, scopes, scopeSelector } = spec;
  for (const name in mapOf(hard)) {
    checkResourceName(name, 'quota', report, ['hard', name]);
    checkAmount(name, mapOf(hard)[name], report, ['hard', name]);
  }
  if (!isGiven(scopes) && !isGiven(scopeSelector)) return;
  const counted = Object.keys(mapOf(hard)).filter(isQuotaResource);
  const fits = (scope: string, at: ReadonlyArray<string | number>) => {
    const resources = SCOPED[scope];
    if (resources === undefined || (scope === 'VolumeAttributesClass' && report.minor < 34)) {
      report.add(at, `${shown(scope)} is not a scope: use ${Object.keys(SCOPED).join(', ')}`);
      return;
    }
    const other = counted.find((name) => !resources.includes(name));
    if (other !== undefined)
      report.add(at, `${shown(scope)} does not go with ${other}: count ${resources.join(', ')} there`);
  };
  const list = Array.isArray(scopes) ? (scopes as unknown[]).map(textOf) : [];
  list.forEach((scope, index) => fits(scope, ['scopes', index]));
  excluded(list, ['scopes'], report);
  const expressions = itemsOf(mapOf(scopeSelector)['matchExpressions']);
  for (const [index, expression] of expressions) {
    const at = ['scopeSelector', 'matchExpressions', index];
    fits(textOf(expression['scopeName']), [...at, 'scopeName']);
    scopeOperator(expression, at, report);
  }
  excluded(
    expressions.map(([, { scopeName }]) => textOf(scopeName)),
    ['scopeSelector'],
    report,
  );
}

function excluded(scopes: readonly string[], at: readonly string[], report: Report): void {
  for (const pair of EXCLUSIVE) {
    if (pair.every((scope) => scopes.includes(scope)))
      report.add(at, `have ${pair.join(' and ')}: keep one of the two`);
  }
}

function scopeOperator(
  { scopeName, operator, values }: Fields,
  at: ReadonlyArray<string | number>,
  report: Report,
): void {
  const takesValues = scopeName === 'PriorityClass' || scopeName === 'VolumeAttributesClass';
  if (!takesValues && textOf(scopeName) in SCOPED && operator !== 'Exists') {
    report.add([...at, 'operator'], `is ${shown(operator)}: ${textOf(scopeName)} takes Exists only`);
  }
  const count = Array.isArray(values) ? values.length : 0;
  if ((operator === 'In' || operator === 'NotIn') && count === 0)
    report.add([...at, 'values'], `are missing: ${operator} needs some`);
  if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0) {
    report.add([...at, 'values'], `have no meaning with ${operator}: leave them out`);
  }
}

const LIMITS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;

/** Which of two limits must not be above the other. */
const ORDER = [
  ['min', 'max'],
  ['min', 'defaultRequest'],
  ['defaultRequest', 'max'],
  ['defaultRequest', 'default'],
  ['min', 'default'],
  ['default', 'max'],
] as const;

/** The limits of one type of object. */
export function limits(limit: Fields, report: Report): void {
  const { type } = limit;
  const isPod = type === 'Pod';
  const use = isPod || type === 'Container' ? 'container' : 'any';
  const checked = LIMITS.filter((field) => !isPod || (field !== 'default' && field !== 'defaultRequest'));
  if (isPod) {
    for (const field of ['default', 'defaultRequest']) {
      if (!isZero(limit[field])) report.add([field], 'belongs to type Container: leave it out');
    }
  }
  for (const field of checked)
    for (const name in mapOf(limit[field])) checkResourceName(name, use, report, [field, name]);
  if (type === 'PersistentVolumeClaim' && ![limit['min'], limit['max']].some((map) => isGiven(mapOf(map)['storage']))) {
    report.add([], 'has no storage in min or max: give one of the two');
  }
  for (const name of new Set(checked.flatMap((field) => Object.keys(mapOf(limit[field])))))
    compareLimits(limit, name, isPod, report);
}

function compareLimits(limit: Fields, name: string, isPod: boolean, report: Report): void {
  const given = (field: (typeof LIMITS)[number]) => mapOf(limit[field])[name];
  const valueOf = (field: (typeof LIMITS)[number]) => {
    if (field !== 'default' && field !== 'defaultRequest') return given(field);
    if (isPod) return undefined;
    // The defaults of the API server: `SetDefaults_LimitRangeItem`.
    const isContainer = limit['type'] === 'Container';
    const usual = given('default') ?? (isContainer ? given('max') : undefined);
    if (field === 'default') return usual;
    return given('defaultRequest') ?? (isContainer ? (usual ?? given('min')) : undefined);
  };
  for (const [low, high] of ORDER) {
    const [a, b] = [amountOf(valueOf(low)), amountOf(valueOf(high))];
    if (a !== undefined && b !== undefined && a > b) {
      report.add([low, name], `is ${shown(valueOf(low))}, above ${high}, which is ${shown(valueOf(high))}: lower it`);
    }
  }
  const [usual, asked] = [amountOf(valueOf('default')), amountOf(valueOf('defaultRequest'))];
  if (usual !== undefined && asked !== undefined && usual !== asked && !mayOvercommit(name)) {
    report.add(['defaultRequest', name], 'differs from default: make them equal');
  }
  checkRatio(
    name,
    amountOf(valueOf('maxLimitRequestRatio')),
    amountOf(valueOf('min')),
    amountOf(valueOf('max')),
    report,
  );
}

function checkRatio(
  name: string,
  ratio: bigint | undefined,
  min: bigint | undefined,
  max: bigint | undefined,
  report: Report,
): void {
  if (ratio === undefined) return;
  const at = ['maxLimitRequestRatio', name];
  if (ratio < NANO) report.add(at, 'is below 1: give 1 or more');
  if (min === undefined || max === undefined) return;
  // The API server compares thousandths where they fit into 64 bits, and else whole units.
  const isSmall = [ratio, min, max].every((one) => units(one) < 2n ** 63n / 1000n);
  const scale = (one: bigint) => (isSmall ? Number((one * 1000n + NANO - 1n) / NANO) : Number(units(one)));
  const value = isSmall ? scale(ratio) / 1000 : Number(units(ratio));
  if (value > scale(max) / scale(min)) report.add(at, 'is above max divided by min: lower it');
}

const OWN_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

function finalizersOf(object: Fields): readonly string[] {
  const list = mapOf(object['metadata'])['finalizers'];
  return Array.isArray(list) ? (list as unknown[]).map(textOf) : NONE;
}

const NONE: readonly string[] = [];

/** Finalizers of `metadata`: `ValidateFinalizers` of k8s.io/apimachinery. */
export function finalizers(object: Fields, report: Report): void {
  const names = finalizersOf(object);
  if (names.length === 0) return;
  names.forEach((name, index) => {
    if (fitsFormat('qualifiedName', name)) return;
    report.add(['metadata', 'finalizers', index], `${shown(name)} ${unlikeFormat('qualifiedName')}`);
  });
  if (names.includes('orphan') && names.includes('foregroundDeletion')) {
    report.add(['metadata', 'finalizers'], 'have orphan and foregroundDeletion: keep one of the two');
  }
}

/** Finalizers that are not Kubernetes' own have a domain: `validateKubeFinalizerName`. */
export function domainOfFinalizers(object: Fields, report: Report): void {
  finalizersOf(object).forEach((name, index) => {
    if (name.includes('/') || OWN_FINALIZERS.has(name) || name === '') return;
    report.add(
      ['metadata', 'finalizers', index],
      `${shown(name)} has no domain: write one such as "example.com/${name}"`,
    );
  });
}

/** Owners: `ValidateOwnerReferences`. */
export function owners(object: Fields, report: Report): void {
  const list = itemsOf(mapOf(object['metadata'])['ownerReferences']);
  let controllers = 0;
  for (const [index, { apiVersion, kind, controller }] of list) {
    const parts = textOf(apiVersion).split('/');
    if (parts.length > 2 || parts.at(-1) === '') {
      report.add(
        ['metadata', 'ownerReferences', index, 'apiVersion'],
        `${shown(apiVersion)} is not an API version: write one such as "apps/v1"`,
      );
    }
    if (apiVersion === 'v1' && kind === 'Event')
      report.add(['metadata', 'ownerReferences', index], 'is an Event, which owns nothing: leave it out');
    if (controller === true && ++controllers > 1) {
      report.add(
        ['metadata', 'ownerReferences', index, 'controller'],
        'is true a second time: only one owner controls',
      );
    }
  }
}
