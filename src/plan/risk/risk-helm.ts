import { createHash } from 'node:crypto';
import { JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { canonical, RawChange } from '../diff/field-diff';
import { isMap, mapAt, textAt } from '../tree/parse-manifests';
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
  return [...movedRelease(old, next), ...contentRisks(next, changes), ...pausedChange(next, changes)];
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
function kubeConfigOf(release: KubernetesObject): string {
  const given = mapAt(release, 'spec', 'kubeConfig');
  const { key, ...secret } = mapAt(given, 'secretRef');
  return canonical(key === 'value' ? { ...given, secretRef: secret } : given);
}

/** The name of a release's chart, or of the folder that holds it; undefined where another object names the chart. */
export function chartName(release: KubernetesObject): string | undefined {
  const chart = textAt(release, 'spec', 'chart', 'spec', 'chart');
  return chart === undefined ? undefined : lastSegment(chart);
}

/** The last name of a path or URL. */
export function lastSegment(path: string): string {
  return path.replace(/\/+$/, '').replace(/^.*\//, '');
}

/** Fields that decide what a chart renders, by the words for them. */
const CONTENT: ReadonlyArray<readonly [fields: RegExp, what: string]> = [
  [/^spec\.values\b/, 'values'],
  [/^spec\.valuesFrom\b/, 'references to values'],
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

/** Values that a chart's parts are switched with, and that go or become false, as paths below `values`. */
function switchedOff(changes: readonly RawChange[]): string[] {
  return changes.flatMap(({ path, change, from, to }) => {
    if (!path.startsWith('spec.values')) return [];
    const name = path.slice('spec.values.'.length);
    if (name.endsWith('.enabled')) return from === true && to !== true ? [name.slice(0, -'.enabled'.length)] : [];
    return change === 'removed' ? partsOn(from, name) : [];
  });
}

function contentRisks(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const off = switchedOff(changes);
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
