import { firstNames } from '../../core/first-names';
import { JsonObject, JsonValue, KubernetesObject } from '../../kubernetes/objects';
import { podTemplate } from '../../kubernetes/pods/pod-spec';
import { compareQuantities, isQuantity } from '../../kubernetes/quantity';
import { canonical } from '../diff/field-diff';
import { isMap, listAt, mapAt, plainText, textAt, valueAt } from '../tree/parse-manifests';
import { containersOf } from './pod-template';
import { Risk, risk } from './risk';

/** Risks of pods that start under another identity, elsewhere, or outside of a mesh, and of the accounts that they use. */
export function otherPods(old: KubernetesObject, next: KubernetesObject): Risk[] {
  if (next.kind === 'ServiceAccount' && next.apiVersion === 'v1') return otherLogin(old, next);
  const [before, after] = [podTemplate(old), podTemplate(next)];
  if (before === undefined || after === undefined || valueAt(next, 'spec', 'replicas') === 0) return [];
  const what = `pods of ${next.kind} ${next.metadata.name}`;
  return [
    ...otherIdentity(before, after, what),
    ...fewerNodes(before, after, what),
    ...leavesMesh(before, after, what),
    ...otherContainers(old, next, before, after),
  ];
}

function otherIdentity(before: JsonObject, after: JsonObject, what: string): Risk[] {
  const account = (template: JsonObject) =>
    textAt(template, 'spec', 'serviceAccountName') ?? textAt(template, 'spec', 'serviceAccount') ?? 'default';
  const hasToken = (template: JsonObject) => valueAt(template, 'spec', 'automountServiceAccountToken') !== false;
  const found: Risk[] = [];
  if (account(before) !== account(after)) {
    const message = `${what} act as ServiceAccount ${account(after)} instead of ${account(before)}: with its rights, and its logins at registries and clouds`;
    found.push(risk('rights-widened', message, 'medium'));
  }
  if (hasToken(before) && !hasToken(after))
    found.push(
      risk('availability', `${what} get no token of their account: their calls to the API server fail`, 'low'),
    );
  return found;
}

/** Containers that find their data elsewhere, are asked nothing before they get requests, or get less memory. */
function otherContainers(old: KubernetesObject, next: KubernetesObject, before: JsonObject, after: JsonObject): Risk[] {
  const was = new Map(containersOf(before).map(({ name, container }) => [name, container]));
  const kept = new Set(claimVolumes(old, before).filter((name) => claimVolumes(next, after).includes(name)));
  const what = `${next.kind} ${next.metadata.name}`;
  return containersOf(after).flatMap(({ name, container }) => {
    const one = was.get(name);
    if (one === undefined) return [];
    const has = (of: JsonObject, probe: string) => Object.keys(mapAt(of, probe)).length > 0;
    const limit = (of: JsonObject) => valueAt(of, 'resources', 'limits', 'memory');
    const places = mountsOf(one, kept);
    const moved = [...places].filter(([place]) => !mountsOf(container, kept).has(place));
    const [least, most] = [limit(container), limit(one)];
    return [
      ...(moved.length > 0
        ? [
            risk(
              'availability',
              `${what}: container ${name} no longer finds volume ${firstNames([...new Set(moved.map(([, volume]) => volume))])} at ${firstNames(moved.map(([place]) => place))}`,
            ),
          ]
        : []),
      // Nobody sends requests to what runs once.
      ...(has(one, 'readinessProbe') && !has(container, 'readinessProbe') && !/Job$/.test(next.kind)
        ? [
            risk(
              'availability',
              `${what}: container ${name} gets requests before it is ready (no readinessProbe)`,
              'low',
            ),
          ]
        : []),
      ...(isQuantity(least) && isQuantity(most) && compareQuantities(least, most) < 0
        ? [
            risk(
              'availability',
              `${what}: container ${name} is killed beyond ${plainText(least)} of memory, before that ${plainText(most)}`,
              'low',
            ),
          ]
        : []),
    ];
  });
}

/** The volumes of pods that outlive them. */
function claimVolumes(object: KubernetesObject, template: JsonObject): string[] {
  return [
    ...listAt(template, 'spec', 'volumes').filter((one) => valueAt(one, 'persistentVolumeClaim') !== undefined),
    ...listAt(object, 'spec', 'volumeClaimTemplates').map((one) => mapAt(one, 'metadata')),
  ].flatMap((one) => textAt(one, 'name') ?? []);
}

/** Where a container finds what in some volumes. */
function mountsOf(container: JsonObject, volumes: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map(
    listAt(container, 'volumeMounts').flatMap((one) => {
      const [name = '', path = '', part = textAt(one, 'subPathExpr')] = ['name', 'mountPath', 'subPath'].map((field) =>
        textAt(one, field),
      );
      const place = `${path.replace(/\/+$/, '')}${part === undefined || part === '' ? '' : ` (${part})`}`;
      return volumes.has(name) ? [[place, name] as const] : [];
    }),
  );
}

/** Conditions on nodes: a pod that no node meets stays pending. */
function fewerNodes(before: JsonObject, after: JsonObject, what: string): Risk[] {
  const asks = (template: JsonObject) => [
    ...Object.entries(mapAt(template, 'spec', 'nodeSelector')).map(([key, value]) => `${key}=${plainText(value)}`),
    ...['podAffinity', 'podAntiAffinity'].flatMap((kind) =>
      listAt(template, 'spec', 'affinity', kind, REQUIRED).map((term) => `${kind} ${canonical(term)}`),
    ),
    ...listAt(template, 'spec', 'topologySpreadConstraints')
      .filter((one) => textAt(one, 'whenUnsatisfiable') !== 'ScheduleAnyway')
      .map(canonical),
    ...['schedulerName', 'runtimeClassName'].flatMap((field) => {
      const value = textAt(template, 'spec', field);
      return value === undefined || value === 'default-scheduler' ? [] : [`${field} ${value}`];
    }),
  ];
  const tolerated = (template: JsonObject) =>
    listAt(template, 'spec', 'tolerations').map((one) => canonical({ operator: 'Equal', ...(isMap(one) ? one : {}) }));
  const more = [...asks(after).filter((one) => !asks(before).includes(one)), ...otherTerms(before, after)];
  const less = tolerated(before).filter((one) => !tolerated(after).includes(one));
  // A toleration of everything makes each other one needless.
  const isFree = listAt(after, 'spec', 'tolerations').some(
    (one) =>
      ['key', 'effect'].every((field) => textAt(one, field) === undefined) && textAt(one, 'operator') === 'Exists',
  );
  const texts = [
    ...(more.length > 0 ? [`ask for other nodes (${firstNames(more)})`] : []),
    ...(less.length > 0 && !isFree ? ['no longer tolerate taints that they tolerated'] : []),
  ];
  if (texts.length === 0) return [];
  return [risk('availability', `${what} ${texts.join(' and ')}: where no node fits, they stay pending`, 'low')];
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

function nodeTerms(template: JsonObject): readonly JsonValue[] {
  return listAt(template, 'spec', 'affinity', 'nodeAffinity', REQUIRED, 'nodeSelectorTerms');
}

/** Terms that nodes have to meet one of, where nodes that met one of those before may meet none. */
function otherTerms(before: JsonObject, after: JsonObject): string[] {
  const [was, is] = [before, after].map((template) => nodeTerms(template).map(canonical)) as [string[], string[]];
  const isWider = was.length > 0 && was.every((term) => is.includes(term));
  return isWider ? [] : is.filter((term) => !was.includes(term));
}

/** Labels and annotations of pods by which a mesh takes them in, with the values that do. */
const IN_MESH: ReadonlyArray<readonly [mark: string, isIn: RegExp]> = [
  ['sidecar.istio.io/inject', /^true$/],
  ['istio.io/dataplane-mode', /^ambient$/],
  ['linkerd.io/inject', /^(?:enabled|ingress)$/],
  ['consul.hashicorp.com/connect-inject', /^true$/],
  ['kuma.io/sidecar-injection', /^(?:true|enabled)$/],
];

/** Values that keep pods out of a mesh, whatever their namespace says. */
const OUT_OF_MESH = /^(?:false|disabled|none)$/;

function leavesMesh(before: JsonObject, after: JsonObject, what: string): Risk[] {
  const value = (template: JsonObject, mark: string) =>
    textAt(template, 'metadata', 'labels', mark) ?? textAt(template, 'metadata', 'annotations', mark) ?? '';
  const has = (hasLeft: (was: string, is: string, isIn: RegExp) => boolean) =>
    IN_MESH.some(([mark, isIn]) => hasLeft(value(before, mark), value(after, mark), isIn));
  const says = 'they start without mutual TLS and without its policies';
  if (has((was, is, isIn) => isIn.test(was) && !isIn.test(is)))
    return [risk('network-opened', `${what} leave their mesh: ${says}`, 'medium')];
  if (!has((was, is) => !OUT_OF_MESH.test(was) && OUT_OF_MESH.test(is))) return [];
  return [risk('network-opened', `${what} stay out of the mesh, if their namespace is in one: ${says}`, 'medium')];
}

/** Annotations of an account by which its pods log in at a cloud (the pages of each on workload identity). */
const CLOUD =
  /^(?:eks\.amazonaws\.com\/(?:role-arn|audience)|iam\.gke\.io\/gcp-service-account|azure\.workload\.identity\/(?:client-id|tenant-id)|pod-identity\.alibabacloud\.com\/role-name)$/;

function otherLogin(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const what = `ServiceAccount ${next.metadata.name}`;
  const at = (one: KubernetesObject, key: string) => textAt(one, 'metadata', 'annotations', key);
  const clouds = Object.keys(old.metadata.annotations ?? {}).filter(
    (key) => CLOUD.test(key) && at(old, key) !== at(next, key),
  );
  const pulls = (one: KubernetesObject) => listAt(one, 'imagePullSecrets').flatMap((ref) => textAt(ref, 'name') ?? []);
  const lost = pulls(old).filter((name) => !pulls(next).includes(name));
  return [
    ...clouds.map((key) => {
      const message = `${what} ${at(next, key) === undefined ? 'no longer has' : 'has another'} ${key}: its pods log in otherwise at the cloud, or not at all`;
      return risk('availability', message);
    }),
    ...(lost.length === 0
      ? []
      : [risk('availability', `${what} no longer pulls images with ${lost.join(' and ')}: new pods may get no image`)]),
  ];
}
