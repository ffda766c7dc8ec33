import { JsonObject, KubernetesObject } from '../../kubernetes/objects';
import { podSecurityLabel } from '../../kubernetes/pod-security-labels';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { canonical, RawChange } from '../diff/field-diff';
import { securePath } from '../tree/manifest-tree';
import { isMap, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { sourceAddress } from '../tree/source-key';
import { containersOf } from './pod-template';
import { Risk, risk } from './risk';

/** Kinds that replace their pods when the template changes. */
const ROLLING = new Set(['DaemonSet', 'Deployment', 'StatefulSet']);

/** Risks of a changed pod template. */
export function restarts(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const before = podTemplate(old);
  const after = podTemplate(next);
  if (before === undefined || after === undefined || canonical(before) === canonical(after)) return [];
  const what = `${next.kind} ${next.metadata.name}`;
  if (next.kind === 'CronJob') return [risk('restart', `the next run of ${what} uses the new template`, 'low')];
  if (!ROLLING.has(next.kind)) return [];
  const strategy = textAt(next, 'spec', next.kind === 'Deployment' ? 'strategy' : 'updateStrategy', 'type');
  if (strategy === 'OnDelete') return [risk('restart', `pods of ${what} change when they are deleted by hand`, 'low')];
  if (valueAt(next, 'spec', 'paused') === true) return [risk('restart', `${what} is paused: its pods stay`, 'low')];
  if (valueAt(next, 'spec', 'replicas') === 0) return [];
  const kept = valueAt(next, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
  // Without a number, an autoscaler may run more pods than the partition keeps.
  const count = valueAt(next, 'spec', 'replicas');
  if (next.kind === 'StatefulSet' && typeof kept === 'number' && typeof count === 'number' && kept >= count)
    return [risk('restart', `pods of ${what} stay as they are: its partition is ${kept}`, 'low')];
  const means = changes.some((change) => change.path.includes('template'));
  const how = strategy === 'Recreate' ? 'stop, then start again' : 'restart one after the other';
  return [
    risk('restart', `pods of ${what} ${how}${means ? '' : ' (only the order of lists in the template differs)'}`),
  ];
}

function inChart(field: string): string {
  return `chart.${field}`;
}

/** Fields below a kind's `spec` that select a version. */
const VERSION_FIELDS: Readonly<Record<string, readonly string[]>> = {
  GitRepository: ['ref', 'url'],
  HelmRelease: [
    'chartRef',
    ...['kind', 'spec.chart', 'spec.ref', 'spec.sourceRef', 'spec.url', 'spec.version'].map(inChart),
  ],
  HelmRepository: ['url'],
  Kustomization: ['path', 'sourceRef'],
  OCIRepository: ['ref', 'url'],
};

/** Fields that select files: the new selection may lack objects of the old one. */
const PLACE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  GitRepository: ['url', 'ref.branch'],
  Kustomization: ['path', 'sourceRef'],
};

/** Risks of images, charts and sources that change their version. */
export function versions(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const isFlux = next.apiVersion.includes('.toolkit.fluxcd.io/');
  const real = isFlux ? changes.filter((change) => !isSpelling(next.kind, change, next.metadata.namespace)) : [];
  const has = (table: Readonly<Record<string, readonly string[]>>) =>
    Object.hasOwn(table, next.kind) &&
    table[next.kind]!.some((field) => real.some(({ path }) => path.startsWith(`spec.${field}`)));
  if (has(PLACE_FIELDS) && valueAt(next, 'spec', 'prune') !== false) {
    const what = `${next.kind} ${next.metadata.name}`;
    return [
      risk(
        'version',
        `${what} reads other files than before: Flux deletes what was applied and is not among them`,
        'medium',
      ),
    ];
  }
  if (has(VERSION_FIELDS)) {
    const upgrade = next.kind === 'HelmRelease' ? ': the chart decides what restarts' : '';
    return [
      risk(
        'version',
        `${next.kind} ${next.metadata.name} moves to another version${upgrade}`,
        upgrade ? 'medium' : 'low',
      ),
    ];
  }
  const before = podTemplate(old);
  const after = podTemplate(next);
  if (before === undefined || after === undefined) return [];
  const images = new Map(containersOf(before).map(({ name, container }) => [name, container.image]));
  return containersOf(after).flatMap(({ name, container }) => {
    const image = images.get(name);
    return typeof image === 'string' && typeof container.image === 'string' && image !== container.image
      ? [
          risk(
            'version',
            `image of container ${name} moves from ${withoutLogin(image)} to ${withoutLogin(container.image)}`,
          ),
        ]
      : [];
  });
}

/** Fields with a folder of a source, and those with the address of one. */
const FOLDER = /^spec\.(?:chart\.spec\.chart|path)$/;
const ADDRESS = /^spec\.url$/;

/** The namespace of a source: by default the own one. */
const SOURCE_NAMESPACE = /^spec\.(?:sourceRef|chartRef|chart\.spec\.sourceRef)\.namespace$/;

/** The field with the kind of a chart, and its default. */
const CHART_KIND = 'spec.chart.kind';
const HELM_CHART = 'HelmChart';

/** Whether a field of a Flux object only spells the same folder, address or default in another way. */
export function isSpelling(
  kind: string,
  { path, from, to }: Pick<RawChange, 'path' | 'from' | 'to'>,
  namespace?: string,
): boolean {
  if (SOURCE_NAMESPACE.test(path)) return (from ?? namespace) === (to ?? namespace);
  if (path === 'spec.chart.spec.version') return (from ?? '*') === (to ?? '*');
  if (path === CHART_KIND) return (from ?? HELM_CHART) === (to ?? HELM_CHART);
  if (typeof from !== 'string' || typeof to !== 'string') return false;
  if (FOLDER.test(path)) return securePath(from) === securePath(to);
  if (!ADDRESS.test(path)) return false;
  // Helm reads the index of a repository at its address with a slash (source-controller, internal/helm/repository: NormalizeURL).
  if (kind === 'HelmRepository') return from.replace(/\/+$/, '') === to.replace(/\/+$/, '');
  return kind === 'GitRepository' && sourceAddress(from) === sourceAddress(to);
}

/** An image without a login before its registry. */
export function withoutLogin(image: string): string {
  return image.replace(/^[^/@]*:[^/@]*@/, '');
}

const LEVELS = ['privileged', 'baseline', 'restricted'];

/** Risks of pods that may do more on their node than before. */
export function podSecurity(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  if (next.kind === 'Namespace') return old === undefined ? [] : namespaceLevel(old, next);
  const after = podTemplate(next);
  if (after === undefined) return [];
  const before = new Set(old ? privileges(podTemplate(old) ?? {}) : []);
  const what = `${next.kind} ${next.metadata.name}`;
  return privileges(after)
    .filter((privilege) => !before.has(privilege))
    .map((privilege) => risk('pod-security', `${what}: ${privilege}`, old === undefined ? 'medium' : 'high'));
}

function namespaceLevel(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const label = podSecurityLabel('enforce');
  const before = textAt(old, 'metadata', 'labels', label);
  const after = textAt(next, 'metadata', 'labels', label);
  // Without a label the cluster's default applies, which is "privileged" unless somebody changed it.
  if (before === undefined || LEVELS.indexOf(after ?? LEVELS[0]!) >= LEVELS.indexOf(before)) return [];
  const now = after === undefined ? 'no longer enforced' : `lowered to ${JSON.stringify(after)}`;
  return [
    risk('pod-security', `pod security of Namespace ${next.metadata.name} was ${JSON.stringify(before)} and is ${now}`),
  ];
}

/** Privileges of a pod beyond the restricted profile, each as a short sentence. */
function privileges(template: JsonObject): string[] {
  const spec = mapAt(template, 'spec');
  const found = ['hostIPC', 'hostNetwork', 'hostPID']
    .filter((field) => spec[field] === true)
    .map((field) => `${field} is on`);
  for (const volume of Array.isArray(spec.volumes) ? spec.volumes : []) {
    const path = textAt(volume, 'hostPath', 'path');
    if (path !== undefined) found.push(`mounts ${path} of the node`);
  }
  const pod = mapAt(spec, 'securityContext');
  for (const { name, container } of containersOf(template)) {
    const own = mapAt(container, 'securityContext');
    const at = `container ${name}`;
    if (own.privileged === true) found.push(`${at} is privileged`);
    if (own.allowPrivilegeEscalation !== false) found.push(`${at} may escalate its privileges`);
    if ((own.runAsNonRoot ?? pod.runAsNonRoot) !== true) found.push(`${at} may run as root`);
    if ((own.runAsUser ?? pod.runAsUser) === 0) found.push(`${at} runs as root`);
    const seccomp = isMap(own.seccompProfile) ? own.seccompProfile : mapAt(pod, 'seccompProfile');
    if (seccomp.type === 'Unconfined') found.push(`${at} runs without seccomp`);
    const added = mapAt(own, 'capabilities').add;
    for (const capability of Array.isArray(added) ? added : [])
      found.push(`${at} has capability ${plainText(capability)}`);
    for (const port of Array.isArray(container.ports) ? container.ports : []) {
      const hostPort = valueAt(port, 'hostPort');
      if (typeof hostPort === 'number' && hostPort > 0) found.push(`${at} listens on port ${hostPort} of the node`);
    }
  }
  return found;
}
