import { apiGroup, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { canonical, RawChange } from '../diff/field-diff';
import { listAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

const SOURCE = 'source.toolkit.fluxcd.io';

/** Risks of what Flux and its controllers do with a changed or added object later, or in silence. */
export function fluxRisks(
  old: KubernetesObject | undefined,
  next: KubernetesObject,
  changes: readonly RawChange[],
): Risk[] {
  const group = apiGroup(next.apiVersion);
  if (group === 'helm.toolkit.fluxcd.io' && next.kind === 'HelmRelease')
    return [...foreignChart(old, next), ...(old ? replicasLeft(next, changes) : [])];
  if (old === undefined) return [];
  const kind = `${group}/${next.kind}`;
  if (kind === 'fluxcd.controlplane.io/FluxInstance') return instanceLess(old, next);
  if (kind === 'fluxcd.controlplane.io/ResourceSet') return permuted(old, next);
  if (group === SOURCE) return takesLater(next, changes);
  return otherVersion(old, next);
}

/** With locked-down controllers a HelmRelease never gets a chart from another namespace, and no condition says so. */
function foreignChart(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const foreign = (release: KubernetesObject | undefined) => {
    const namespace = textAt(release, 'spec', 'chart', 'spec', 'sourceRef', 'namespace');
    return namespace === release?.metadata.namespace ? undefined : namespace;
  };
  const namespace = foreign(next);
  if (namespace === undefined || namespace === foreign(old)) return [];
  const message = `HelmRelease ${next.metadata.name} reads its chart from a source in namespace ${namespace}: locked-down controllers never do, without a condition or an event`;
  return [risk('held', message)];
}

/** Numbers of replicas in a chart's values. */
const REPLICAS = /(?:^|\.)(?:replicas|replicaCount)$/i;

function replicasLeft(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const gone = changes.filter(
    ({ path, change, from }) =>
      path.startsWith('spec.values') && change === 'removed' && REPLICAS.test(path) && Number(from) > 1,
  );
  return gone.map(({ path, from }) =>
    risk(
      'availability',
      `HelmRelease ${next.metadata.name} no longer gives ${path.slice('spec.values.'.length)} (${plainText(from)}): the chart's default takes its place, or 1 after somebody has scaled to the same number`,
    ),
  );
}

/** The components of a FluxInstance that names none (flux-operator 0.59, api/v1/fluxinstance_types.go: GetComponents). */
const COMPONENTS: readonly string[] = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
];

function instanceLess(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const found: Risk[] = [];
  const what = `FluxInstance ${next.metadata.name}`;
  const isMulti = (one: KubernetesObject) => valueAt(one, 'spec', 'cluster', 'multitenant') === true;
  if (isMulti(old) && !isMulti(next))
    found.push(
      risk(
        'rights-widened',
        `${what} is no longer multitenant: tenants' objects act with the rights of the controllers, and read other namespaces`,
      ),
    );
  const parts = (one: KubernetesObject) => {
    const given = listAt(one, 'spec', 'components').map(String);
    return given.length > 0 ? given : COMPONENTS;
  };
  const gone = parts(old).filter((part) => !parts(next).includes(part));
  if (gone.length > 0)
    found.push(
      risk('availability', `${what} no longer runs ${gone.join(' and ')}: nobody reconciles their objects`, 'high'),
    );
  const version = (one: KubernetesObject) => textAt(one, 'spec', 'distribution', 'version');
  if (version(old) !== version(next)) {
    const message = `${what} installs Flux ${version(next) ?? ''} instead of ${version(old) ?? ''}: its controllers restart, and kinds and fields that the other one lacks are lost`;
    found.push(risk('version', message, 'medium'));
  }
  return found;
}

/** With `Permute` the names of objects are made of the positions of inputs. */
function permuted(old: KubernetesObject, next: KubernetesObject): Risk[] {
  if (textAt(next, 'spec', 'inputStrategy', 'name') !== 'Permute') return [];
  const [before, after] = [old, next].map((set) =>
    listAt(set, 'spec', 'inputs').map((one: JsonValue) => canonical(one)),
  );
  const isPrefix = before!.every((one, at) => after![at] === one);
  if (isPrefix) return [];
  const message = `ResourceSet ${next.metadata.name} permutes its inputs, and their positions change: objects whose names have an id in them are made under other names, and the old ones deleted`;
  return [risk('deletion', message, 'medium')];
}

/** Fields of a source that take other files of the same commit. Nothing wakes its Kustomizations. */
function takesLater(next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const fields = changes
    .map(({ path }) => /^spec\.(ignore|sparseCheckout|include)\b/.exec(path)?.[1])
    .filter((field) => field !== undefined);
  if (fields.length === 0 || changes.some(({ path }) => /^spec\.(?:url|ref)\b/.test(path))) return [];
  const message = `${next.kind} ${next.metadata.name} takes other files by ${[...new Set(fields)].join(' and ')}: its Kustomizations notice at their next interval, and delete then what is not among them`;
  return [risk('deletion', message, 'medium')];
}

/** A custom resource of another version of its group. */
function otherVersion(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const group = apiGroup(next.apiVersion);
  if (old.apiVersion === next.apiVersion || !group.includes('.') || group.endsWith('.k8s.io')) return [];
  const message = `${next.kind} ${next.metadata.name} is applied as ${next.apiVersion} instead of ${old.apiVersion}: the API server refuses it until its definition serves that version`;
  return [risk('version', message, 'medium')];
}
