import { CustomKind } from './resources';

/** Kinds of other products whose controllers act for a tenant with rights of their own. */
interface UncheckedKinds {
  /** Groups; one with a leading `*` is the end of groups. */
  readonly groups: readonly string[];
  /** Resources of these groups. @default - all */
  readonly resources?: readonly string[];
  /** Resources of these groups that are harmless, or whose content admission checks. @default - none */
  readonly except?: readonly string[];
  /** The controllers' effect, as a verb with its object. */
  readonly does: string;
}

const UNCHECKED: readonly UncheckedKinds[] = [
  {
    groups: ['external-secrets.io', '*.external-secrets.io'],
    except: ['externalsecrets', 'pushsecrets'],
    does: "reads secrets with the operator's own identity where it names none",
  },
  {
    groups: ['secrets.hashicorp.com', 'secrets.infisical.com', 'secrets.doppler.com', 'k8s.bitwarden.com'],
    does: "reads secrets with an identity that may be another's",
  },
  {
    groups: ['kubernetes-client.io', 'onepassword.com', 'ricoberger.de', 'redhatcop.redhat.io', 'spv.no'],
    does: "reads any secret of a store with the operator's own identity",
  },
  {
    groups: ['secrets-store.csi.x-k8s.io'],
    does: 'reads secrets with the identity of the node where it names none',
  },
  {
    groups: ['keda.sh'],
    resources: ['clustertriggerauthentications', 'triggerauthentications'],
    does: "reads secrets and metrics with the operator's own identity where it names none",
  },
  {
    groups: ['cert-manager.io'],
    resources: ['certificaterequests'],
    does: 'has any host name signed, in a form that nobody can read',
  },
  { groups: ['acme.cert-manager.io'], does: 'has any host name signed' },
  {
    groups: ['monitoring.coreos.com'],
    except: ['alertmanagerconfigs', 'podmonitors', 'prometheusrules', 'servicemonitors'],
    does: 'reads metrics and Secrets of other namespaces',
  },
  { groups: ['operator.victoriametrics.com'], does: 'reads metrics and Secrets of other namespaces' },
  {
    groups: ['networking.istio.io', 'gateway.solo.io', '*.solo.io', 'gateway.kgateway.dev'],
    does: "serves hosts, and may take the traffic of others' hosts",
  },
  {
    groups: ['traefik.io', 'traefik.containo.us', 'projectcontour.io', 'getambassador.io', 'k8s.nginx.org'],
    does: "serves hosts that are compared with nobody's",
  },
  {
    groups: ['configuration.konghq.com', 'apisix.apache.org', 'gateway.envoyproxy.io', '*.haproxy.org'],
    does: "serves hosts that are compared with nobody's",
  },
  {
    groups: [
      'route.openshift.io',
      '*.ngrok.com',
      'tailscale.com',
      'networking.cfargotunnel.com',
      'voyager.appscode.com',
    ],
    does: "serves hosts that are compared with nobody's",
  },
  {
    groups: ['serving.knative.dev'],
    resources: ['domainmappings'],
    does: "serves hosts that are compared with nobody's",
  },
  { groups: ['gateway.networking.x-k8s.io', 'multicluster.x-k8s.io'], does: 'joins the traffic of others' },
  { groups: ['networking.gke.io', '*.k8s.aws'], does: 'configures load balancers and networks of the cloud account' },
  {
    groups: ['flagger.app'],
    does: "makes routes with the controller's own rights, for hosts that are compared with nobody's",
  },
  {
    groups: ['k8s.cni.cncf.io', 'sriovnetwork.openshift.io', 'k8s.ovn.org', 'kubeovn.io', 'metallb.io'],
    does: 'reaches networks and addresses of the nodes, past every network policy',
  },
  {
    groups: ['*.upbound.io', '*.crossplane.io', '*.cnrm.cloud.google.com', '*.services.k8s.aws', '*.azure.com'],
    does: "makes resources of a cloud with the controller's own identity",
  },
  {
    groups: [
      'cluster.x-k8s.io',
      '*.cluster.x-k8s.io',
      'capsule.clastix.io',
      'app.terraform.io',
      'core.oam.dev',
      'templates.weave.works',
      'work.open-cluster-management.io',
      'apps.open-cluster-management.io',
      '*.kro.run',
      'kro.run',
    ],
    does: "makes clusters or objects with the controller's own rights",
  },
  {
    groups: ['kubevirt.io', 'cdi.kubevirt.io', 'build.openshift.io'],
    does: "runs pods, or copies volumes, with the controller's own rights",
  },
];

/** Resources of other products whose controllers act for a tenant too, and whose content admission policies check. */
export const ADMITTED_KINDS: ReadonlyArray<{ readonly group: string; readonly resources: readonly string[] }> = [
  { group: 'cert-manager.io', resources: ['certificates'] },
  { group: 'external-secrets.io', resources: ['externalsecrets', 'pushsecrets'] },
  { group: 'keda.sh', resources: ['scaledjobs', 'scaledobjects'] },
  { group: 'monitoring.coreos.com', resources: ['podmonitors', 'servicemonitors'] },
];

/** Whether a kind of Kubernetes' own serves hosts, which admission compares with nobody's outside of tenants' namespaces. */
export function servesHosts({ group, resource }: CustomKind): boolean {
  return group === 'gateway.networking.k8s.io' || (group === 'networking.k8s.io' && resource === 'ingresses');
}

/** Whether a kind of another product is harmless only while admission checks its objects. */
export function needsAdmission({ group, resource }: CustomKind): boolean {
  return ADMITTED_KINDS.some((one) => one.group === group && one.resources.includes(resource));
}

/** Whether a group is listed, by itself or by its end. */
function isIn(groups: readonly string[], group: string): boolean {
  return groups.some((one) => (one.startsWith('*') ? group.endsWith(one.slice(1)) : one === group));
}

/** The effect of a controller whose objects nobody checks, and the way forward; undefined for other kinds. */
export function uncheckedRisk(
  { group, kind, resource }: CustomKind,
  { who, instead }: { readonly who: string; readonly instead?: string },
): string | undefined {
  const found = UNCHECKED.find(
    ({ groups, resources, except }) =>
      isIn(groups, group) && (resources?.includes(resource) ?? true) && !except?.includes(resource),
  );
  if (found === undefined) return undefined;
  return `is a kind whose controller ${found.does}: ${instead ?? `let the platform keep ${kind} in a Component`}, or give the reason why ${who} may have it, { group, kind, resource, unchecked: "…" }`;
}
