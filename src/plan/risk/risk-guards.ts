import { apiGroup, KubernetesObject, objectName } from '../../kubernetes/objects';
import { canonical } from '../diff/field-diff';
import { listAt, mapAt, textAt, valueAt } from '../tree/parse-manifests';
import { Risk, risk, RiskClass } from './risk';

/** A kind whose objects forbid something: without one of them, more is allowed. */
interface GuardRule {
  readonly class: Extract<RiskClass, 'network-opened' | 'rights-widened'>;
  /** Whether the object enforces what it says, where it may also only warn; always if left out. */
  readonly enforces?: (object: KubernetesObject) => boolean;
  /** Whether one that comes keeps nothing out by itself: others put it to use, or it only allows. */
  readonly isIdle?: true;
  /** Whether what names it is not served without it, rather than served without its guard. */
  readonly closes?: true;
}

const network: GuardRule = { class: 'network-opened' };
const idle: GuardRule = { ...network, isIdle: true };
const isFail = (object: KubernetesObject) =>
  listAt(object, 'webhooks').some((webhook) => (textAt(webhook, 'failurePolicy') ?? 'Fail') === 'Fail');

/** Rules by group and kind; `*` stands for every kind of a group. Sources: the projects' API references. */
const GUARDS: Readonly<Record<string, GuardRule>> = {
  'cilium.io/CiliumNetworkPolicy': network,
  'cilium.io/CiliumClusterwideNetworkPolicy': network,
  'crd.projectcalico.org/NetworkPolicy': network,
  'crd.projectcalico.org/GlobalNetworkPolicy': network,
  'projectcalico.org/NetworkPolicy': network,
  'projectcalico.org/GlobalNetworkPolicy': network,
  'policy.networking.k8s.io/AdminNetworkPolicy': network,
  'policy.networking.k8s.io/BaselineAdminNetworkPolicy': network,
  'security.istio.io/AuthorizationPolicy': network,
  'security.istio.io/RequestAuthentication': idle,
  'security.istio.io/PeerAuthentication': {
    class: 'network-opened',
    enforces: (object) => textAt(object, 'spec', 'mtls', 'mode') === 'STRICT',
  },
  'networking.istio.io/Sidecar': {
    class: 'network-opened',
    enforces: (object) => textAt(object, 'spec', 'outboundTrafficPolicy', 'mode') === 'REGISTRY_ONLY',
  },
  'policy.linkerd.io/Server': network,
  'policy.linkerd.io/ServerAuthorization': idle,
  'policy.linkerd.io/AuthorizationPolicy': idle,
  'gateway.envoyproxy.io/SecurityPolicy': network,
  'crd.antrea.io/NetworkPolicy': network,
  'crd.antrea.io/ClusterNetworkPolicy': network,
  'policy.networking.k8s.io/ClusterNetworkPolicy': network,
  'consul.hashicorp.com/ServiceIntentions': idle,
  'kuma.io/MeshTrafficPermission': idle,
  'kuadrant.io/AuthPolicy': network,
  'k8s.nginx.org/Policy': {
    ...idle,
    closes: true,
    enforces: hasField(/^(?:accessControl|basicAuth|jwt|oidc|apiKey|ingressMTLS)$/),
  },
  'traefik.io/Middleware': {
    ...idle,
    closes: true,
    enforces: hasField(/^(?:basicAuth|digestAuth|forwardAuth|ipAllowList|ipWhiteList)$/),
  },
  'configuration.konghq.com/KongPlugin': { ...idle, enforces: isKongGuard },
  'configuration.konghq.com/KongClusterPlugin': { ...idle, enforces: isKongGuard },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': { class: 'rights-widened', isIdle: true },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': {
    class: 'rights-widened',
    enforces: (object) => listAt(object, 'spec', 'validationActions').includes('Deny'),
  },
  // That requests fail while a webhook that comes does not answer is told elsewhere.
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': {
    class: 'rights-widened',
    isIdle: true,
    enforces: isFail,
  },
  'kyverno.io/ClusterPolicy': { class: 'rights-widened', enforces: enforcesKyverno },
  'kyverno.io/Policy': { class: 'rights-widened', enforces: enforcesKyverno },
  'policies.kyverno.io/ValidatingPolicy': {
    class: 'rights-widened',
    enforces: (object) => listAt(object, 'spec', 'validationActions').includes('Deny'),
  },
  'policies.kyverno.io/ImageValidatingPolicy': {
    class: 'rights-widened',
    enforces: (object) => listAt(object, 'spec', 'validationActions').includes('Deny'),
  },
  'policy.sigstore.dev/ClusterImagePolicy': {
    class: 'rights-widened',
    enforces: (object) => textAt(object, 'spec', 'mode') !== 'warn',
  },
  'policies.kubewarden.io/AdmissionPolicy': { class: 'rights-widened', enforces: protects },
  'policies.kubewarden.io/ClusterAdmissionPolicy': { class: 'rights-widened', enforces: protects },
  'templates.gatekeeper.sh/ConstraintTemplate': { class: 'rights-widened', isIdle: true },
  'constraints.gatekeeper.sh/*': {
    class: 'rights-widened',
    enforces: (object) => (textAt(object, 'spec', 'enforcementAction') ?? 'deny') === 'deny',
  },
};

function hasField(fields: RegExp): (object: KubernetesObject) => boolean {
  return (object) => Object.keys(mapAt(object, 'spec')).some((field) => fields.test(field));
}

/** Whether a plugin of Kong asks who calls, or keeps callers out. */
function isKongGuard(object: KubernetesObject): boolean {
  return /auth|^(?:acl|jwt|ip-restriction|openid-connect|bot-detection)/.test(textAt(object, 'plugin') ?? '');
}

function protects(object: KubernetesObject): boolean {
  return textAt(object, 'spec', 'mode') !== 'monitor';
}

function guardOf({ apiVersion, kind }: KubernetesObject): GuardRule | undefined {
  const group = apiGroup(apiVersion);
  return GUARDS[`${group}/${kind}`] ?? GUARDS[`${group}/*`];
}

/** The class of harm without a guard, and whether it enforces what it says by itself; undefined for other objects. */
export function enforcedBy(
  object: KubernetesObject,
): { readonly class: GuardRule['class']; readonly enforced: boolean } | undefined {
  const rule = guardOf(object);
  return rule && { class: rule.class, enforced: !rule.isIdle && (rule.enforces?.(object) ?? true) };
}

/** Of Kyverno, one rule that refuses is enough; the policy's own field is what rules without theirs do. */
function enforcesKyverno(object: KubernetesObject): boolean {
  const isEnforce = (value: string | undefined) => value?.toLowerCase() === 'enforce';
  return (
    isEnforce(textAt(object, 'spec', 'validationFailureAction')) ||
    listAt(object, 'spec', 'rules').some((rule) => isEnforce(textAt(rule, 'validate', 'failureAction')))
  );
}

/**
 * Risks of objects that keep something out: one that goes, stops to enforce what it says, or says something else.
 *
 * @param next undefined for a removed object
 */
export function guardsLowered(old: KubernetesObject, next: KubernetesObject | undefined): Risk[] {
  const rule = guardOf(old);
  if (rule === undefined) return [];
  const what = objectName(old);
  const enforced = rule.enforces?.(old) ?? true;
  if (next === undefined)
    return enforced && !rule.closes ? [risk(rule.class, `${what} goes, and what it forbade is allowed`)] : [];
  if (enforced && rule.enforces?.(next) === false)
    return [risk(rule.class, `${what} no longer enforces what it says: it warns, or lets everything through`)];
  const isSame = ['spec', 'webhooks'].every((key) => canonical(valueAt(old, key)) === canonical(valueAt(next, key)));
  // Of admission policies, `guardrailsLowered` tells.
  if (isSame || !enforced || old.kind.startsWith('ValidatingAdmissionPolicy')) return [];
  return [risk(rule.class, `${what} says something else: more may be allowed than before`, 'medium')];
}
