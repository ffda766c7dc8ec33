import { createHash } from 'node:crypto';
import { JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { canonical, RawChange } from '../diff/field-diff';
import { chartPath, lastSegment } from '../tree/flux-spec';
import { isMap, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** A Helm release as helm-controller addresses it, with its defaults filled in. */
export interface ReleaseIdentity {
  readonly name: string;
  /** The namespace that the chart is installed into. */
  readonly namespace: string;
  /** The namespace that holds Helm's record of the release. */
  readonly storage: string;
}

/** Longest release name of Helm. */
const LONGEST_NAME = 53;

/** Characters of a long name that stay, and digits of the hash that follows them. */
const KEPT = 40;
const DIGITS = 12;

/**
 * The release of a HelmRelease with helm-controller's defaults (api/v2/helmrelease_types.go of helm-controller 1.6:
 * GetReleaseName, GetReleaseNamespace, GetStorageNamespace; internal/release/name.go: ShortenName).
 */
export function releaseIdentity(release: KubernetesObject): ReleaseIdentity {
  const own = release.metadata.namespace ?? '';
  const target = textAt(release, 'spec', 'targetNamespace') || undefined;
  const name = release.metadata.name;
  const prefixed = target === undefined ? name : `${target}-${name}`;
  return {
    name: textAt(release, 'spec', 'releaseName') || shortened(prefixed),
    namespace: target ?? own,
    storage: textAt(release, 'spec', 'storageNamespace') || own,
  };
}

function shortened(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, DIGITS);
  return `${name.slice(0, KEPT)}-${hash}`;
}

/** Risks of a changed HelmRelease. */
export function releaseRisks(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  return [
    ...movedRelease(old, next),
    ...contentRisks(old, next, changes),
    ...renamedBy(next, changes),
    ...pausedChange(next, changes),
  ];
}

/** Helm uninstalls a release and installs it anew if its name, a namespace, its cluster or its chart's name changes. */
function movedRelease(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const what = `release of HelmRelease ${next.metadata.name}`;
  if (kubeConfigOf(old) !== kubeConfigOf(next)) {
    const message = `${what} is installed on another cluster, and the one that it was on keeps it without an owner`;
    return [risk('deletion', message)];
  }
  const [before, after] = [old, next].map((release) => JSON.stringify(releaseIdentity(release)));
  const [from, to] = [chartName(old), chartName(next)];
  if (before !== after)
    return [risk('deletion', `${what} is uninstalled and installed anew under its new name or namespace`)];
  if (from === undefined || to === undefined || from === to) return [];
  return [risk('deletion', `${what} is uninstalled and installed anew from chart ${to}`)];
}

/**
 * The kubeconfig of a release. Without a key helm-controller takes `value` (github.com/fluxcd/pkg/runtime client/impersonator.go:
 * getKubeConfig), so that writing it down changes nothing.
 */
export function kubeConfigOf(release: KubernetesObject): string {
  const given = mapAt(release, 'spec', 'kubeConfig');
  const { key, ...secret } = mapAt(given, 'secretRef');
  return canonical(key === 'value' ? { ...given, secretRef: secret } : given);
}

/** The name of a release's chart, or of the folder that holds it; undefined where another object names the chart. */
export function chartName(release: KubernetesObject): string | undefined {
  const chart = chartPath(release);
  return chart === undefined ? undefined : lastSegment(chart);
}

/** Fields that decide what a chart renders, by the words for them. */
const CONTENT: ReadonlyArray<readonly [fields: RegExp, what: string]> = [
  [/^spec\.values\b/, 'values'],
  [/^spec\.valuesFrom\b/, 'references to values'],
  [/^spec\.chart\.spec\.valuesFiles\b/, 'files with values'],
  [/^spec\.postRenderers\b/, 'patches or images'],
  [/^spec\.commonMetadata\b/, 'common labels or annotations'],
];

/** Patches that delete an object. */
const DELETES = /\$patch['"]?\s*:\s*['"]?(?:delete|replace)\b|['"]?op['"]?\s*:\s*['"]?remove\b/;

/** The parts that a value switches on, at any depth. */
function partsOn(value: JsonValue | undefined, name: string): string[] {
  if (!isMap(value)) return [];
  if (value.enabled === true) return [name];
  return Object.entries(value).flatMap(([key, part]) => partsOn(part, name === '' ? key : `${name}.${key}`));
}

/** Maps of a chart's values that have an entry for each part. */
const KEYED = /(?:^|\.)(?:persistence|controllers|statefulsets|volumeClaimTemplates|extraPvcs)\.[^.]+$/;

/** Values that give the objects of a chart, or the volume of one, another name. */
const NAMES = /(?:^|\.)(?:fullnameOverride|nameOverride|namespaceOverride)$/;
const CLAIM = /(?:^|\.)(?:existingClaim|existingVolume|claimName|volumeName)$/;

/** Values by which a chart's objects come under other names, or use another volume. */
function renamedBy(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const fields = (pattern: RegExp) =>
    changes
      .filter(({ path }) => path.startsWith('spec.values.') && pattern.test(path))
      // Charts take an empty text for none.
      .filter(({ from, to }) => (from ?? '') !== (to ?? ''))
      .map(({ path }) => path.slice('spec.values.'.length));
  const what = `HelmRelease ${next.metadata.name}`;
  const [names, claims] = [fields(NAMES), fields(CLAIM)];
  return [
    ...(names.length === 0
      ? []
      : [
          risk(
            'deletion',
            `${what} changes ${names.join(' and ')}: Helm makes the chart's objects under other names, and deletes the old ones with their claims`,
            'medium',
          ),
        ]),
    ...(claims.length === 0
      ? []
      : [
          risk(
            'availability',
            `${what} changes ${claims.join(' and ')}: its pods start with another volume, or an empty one`,
          ),
        ]),
  ];
}

/** Values of charts that install definitions with their templates, so that they go when the value is off. */
const INSTALLS = /(?:^|\.)(?:installCRDs|createCRDs|crds\.(?:create|install))$/i;

/** The values among them, and one more, by which charts install definitions, and the part that they are of. */
const INSTALLING = ['installCRDs', 'createCRDs', 'crds.create', 'crds.install', 'crds.enabled'];
const OF_DEFINITIONS = /(?:^|\.)(?:installCRDs|createCRDs|crds(?:\.\w+)?)$/i;

/** Whether a release that no longer installs definitions by one value begins to do so by another one of the same part. */
function installsOtherwise(old: KubernetesObject, next: KubernetesObject, name: string): boolean {
  if (!OF_DEFINITIONS.test(name)) return false;
  const part = name.replace(OF_DEFINITIONS, '').split('.').filter(Boolean);
  const isOn = (release: KubernetesObject, value: string) =>
    valueAt(release, 'spec', 'values', ...part, ...value.split('.')) === true;
  return INSTALLING.some((value) => isOn(next, value) && !isOn(old, value));
}

/** Values that a chart's parts are switched with, and that go or become false, as paths below `values`. */
function switchedOff(changes: readonly RawChange[]): string[] {
  return changes.flatMap(({ path, change, from, to }) => {
    if (!path.startsWith('spec.values')) return [];
    const name = path.slice('spec.values.'.length);
    if (INSTALLS.test(name)) return from === true && to !== true ? [name] : [];
    if (name.endsWith('.enabled')) return from === true && to !== true ? [name.slice(0, -'.enabled'.length)] : [];
    if (change !== 'removed') return [];
    const part = KEYED.test(name) && isMap(from) && from.enabled !== false ? [name] : [];
    return part.length > 0 ? part : partsOn(from, name);
  });
}

function contentRisks(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const off = switchedOff(changes).filter((name) => !installsOtherwise(old, next, name));
  if (off.length > 0) {
    const message = `HelmRelease ${next.metadata.name} switches ${off.join(' and ')} off: Helm uninstalls what the chart made of it`;
    return [risk('deletion', message, 'medium')];
  }
  const what = CONTENT.filter(([fields]) => changes.some(({ path }) => fields.test(path))).map(([, words]) => words);
  if (what.length === 0) return [];
  const message = `HelmRelease ${next.metadata.name} has other ${what.join(' and ')}: the chart decides what restarts or goes`;
  const deletes = changes.some(
    ({ path, change, to }) =>
      path.startsWith('spec.postRenderers') && change !== 'removed' && DELETES.test(JSON.stringify(to ?? '')),
  );
  return deletes
    ? [
        risk(
          'deletion',
          `HelmRelease ${next.metadata.name} has a patch that deletes what the chart installed`,
          'medium',
        ),
      ]
    : [risk('version', message, 'medium')];
}

/** A HelmRelease that is suspended in the same commit as it changes is Ready although nothing of the change is applied. */
function pausedChange(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const isSuspended = changes.some(({ path, to }) => path === 'spec.suspend' && to === true);
  if (!isSuspended || changes.length === 1) return [];
  return [
    risk(
      'held',
      `HelmRelease ${next.metadata.name} is suspended and changed at once: it stays Ready, and the change is not applied`,
    ),
  ];
}
