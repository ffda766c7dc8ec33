import { firstNames } from '../../core/first-names';
import { apiGroup, KubernetesObject, objectName } from '../../kubernetes/objects';
import { canonical } from '../diff/field-diff';
import { listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';
import { enforcedBy } from './risk-guards';
import { coverRule, describeRule, policyTypes } from './risk-policy';
import { grants } from './risk-routes';

/**
 * Risks of objects that keep something out which they let in before: one that comes, begins to enforce what it says, or
 * allows less.
 *
 * @param old undefined for an added object
 */
export function stricter(old: KubernetesObject | undefined, next: KubernetesObject): Risk[] {
  const group = apiGroup(next.apiVersion);
  if (group === 'networking.k8s.io' && next.kind === 'NetworkPolicy') return old ? allowsLess(old, next) : [];
  const name = objectName(next);
  if (EXEMPTS.test(`${group}/${next.kind}`)) return exempts(old, next, name);
  if (CLEANS.test(`${group}/${next.kind}`)) return cleans(old, next, name);
  const rule = enforcedBy(next);
  if (rule === undefined || !rule.enforced || (old && enforcedBy(old)?.enforced === true)) return [];
  const begins = old === undefined ? 'comes' : 'begins to enforce what it says';
  const message =
    rule.class === 'network-opened'
      ? `${name} ${begins}: what it does not allow is cut off`
      : `${name} ${begins}: what it forbids is refused at its next change, pods that are made anew included`;
  return [risk('availability', message, old === undefined ? 'low' : 'medium')];
}

/** Rules and pods of a NetworkPolicy: what it allowed and no longer does is cut off, unless another policy allows it. */
function allowsLess(old: KubernetesObject, next: KubernetesObject): Risk[] {
  const name = `NetworkPolicy ${next.metadata.namespace ?? ''}/${next.metadata.name}`;
  const less = (
    [
      ['Ingress', 'ingress', 'from'],
      ['Egress', 'egress', 'to'],
    ] as const
  ).flatMap(([type, field, peers]) => {
    if (!policyTypes(old).includes(type) || !policyTypes(next).includes(type)) return [];
    const after = listAt(next, 'spec', field);
    const lost = listAt(old, 'spec', field).filter((rule) => !coverRule(after, rule, peers));
    return lost.length === 0
      ? []
      : [
          `${name} no longer allows ${field} ${lost.map((rule) => describeRule(rule, peers)).join('; ')}: that is cut off`,
        ];
  });
  const selects = (one: KubernetesObject) => mapAt(one, 'spec', 'podSelector');
  if (canonical(selects(old)) !== canonical(selects(next)) && Object.keys(selects(old)).length > 0)
    less.push(`${name} selects other pods: what it does not allow to them is cut off`);
  return less.map((text) => risk('availability', `${text}, unless another policy allows it`, 'low'));
}

/** Kinds that exempt from policies (Kyverno, docs: policy exceptions). */
const EXEMPTS = /^(?:kyverno\.io|policies\.kyverno\.io)\/PolicyException$/;

function exempts(old: KubernetesObject | undefined, next: KubernetesObject, name: string): Risk[] {
  if (old && canonical(valueAt(old, 'spec')) === canonical(valueAt(next, 'spec'))) return [];
  const policies = [...listAt(next, 'spec', 'exceptions'), ...listAt(next, 'spec', 'policyRefs')].flatMap(
    (one) => textAt(one, 'policyName') ?? textAt(one, 'name') ?? [],
  );
  const message = `${name} exempts from ${policies.length === 0 ? 'policies' : firstNames(policies)}: what they forbid is allowed there`;
  return [risk('rights-widened', message, old ? 'high' : 'medium')];
}

/** Kinds whose controller deletes what they match (Kyverno, docs: cleanup and deleting policies). */
const CLEANS = /^(?:kyverno\.io\/(?:Cluster)?CleanupPolicy|policies\.kyverno\.io\/(?:Namespaced)?DeletingPolicy)$/;

function cleans(old: KubernetesObject | undefined, next: KubernetesObject, name: string): Risk[] {
  if (old && canonical(valueAt(old, 'spec')) === canonical(valueAt(next, 'spec'))) return [];
  return [risk('deletion', `${name} deletes what it matches, at ${textAt(next, 'spec', 'schedule') ?? 'its times'}`)];
}

/** Risks of the end of an object that others depend on without naming it. */
export function removedRisks(old: KubernetesObject): Risk[] {
  const kind = `${apiGroup(old.apiVersion)}/${old.kind}`;
  const what = `${old.kind} ${old.metadata.name}`;
  if (EXEMPTS.test(kind)) return [risk('availability', `${what} goes: what it exempts is refused at its next change`)];
  const says = Object.hasOwn(ENDS, kind) ? ENDS[kind]!(old) : undefined;
  return says === undefined ? [] : [risk('availability', `${what} goes: ${says}`, 'medium')];
}

const isDefault = (key: string, says: string) => (one: KubernetesObject) =>
  textAt(one, 'metadata', 'annotations', key) === 'true' ? says : undefined;

/** Effects of an object's end, by its kind (the pages of Kubernetes' documentation on each). */
const ENDS: Readonly<Record<string, (object: KubernetesObject) => string | undefined>> = {
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': () => 'objects are made without what it adds',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': () =>
    'objects are made without what it adds, such as containers beside others',
  'apiregistration.k8s.io/APIService': () => 'the API server no longer serves its group, and clients of it fail',
  'autoscaling/HorizontalPodAutoscaler': () => 'the number of replicas of its target stays as it is then',
  'autoscaling.k8s.io/VerticalPodAutoscaler': () => 'the requests of new pods are those of the template',
  'externaldns.k8s.io/DNSEndpoint': () => 'its DNS records go with it, where ExternalDNS syncs',
  'gateway.networking.k8s.io/ReferenceGrant': (object) =>
    `references of other namespaces are refused (${firstNames(grants(object))})`,
  'networking.k8s.io/IngressClass': isDefault(
    'ingressclass.kubernetes.io/is-default-class',
    'an Ingress without a class is served by nobody, where there is no other default',
  ),
  '/LimitRange': (object) =>
    listAt(object, 'spec', 'limits').some((one) => valueAt(one, 'default') ?? valueAt(one, 'defaultRequest'))
      ? 'containers that give no limits or requests get none, and a ResourceQuota of these refuses them'
      : undefined,
  'policy/PodDisruptionBudget': () => 'its pods may all be evicted at once',
  'scheduling.k8s.io/PriorityClass': (object) =>
    valueAt(object, 'globalDefault') === true ? 'new pods without a class have priority 0' : undefined,
  'storage.k8s.io/CSIDriver': () => 'volumes of it are mounted with the defaults',
  'storage.k8s.io/StorageClass': isDefault(
    'storageclass.kubernetes.io/is-default-class',
    'new claims without a class stay pending, where there is no other default',
  ),
  'networking.k8s.io/NetworkPolicy': (object) =>
    listAt(object, 'spec', 'ingress').length + listAt(object, 'spec', 'egress').length > 0
      ? 'what it allows is cut off where another policy restricts the same pods'
      : undefined,
};
