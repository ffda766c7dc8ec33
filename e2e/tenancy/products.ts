import type { KubeClient } from '../harness/kube-client';
import { waitFor } from '../harness/wait';

/** Kinds of other products that doors are tried with: group, version and kinds, whose content is not checked. */
const KINDS: readonly (readonly [group: string, version: string, kinds: readonly string[]])[] = [
  ['argoproj.io', 'v1alpha1', ['Application']],
  ['bitnami.com', 'v1alpha1', ['SealedSecret']],
  ['cert-manager.io', 'v1', ['Certificate']],
  ['cilium.io', 'v2', ['CiliumNetworkPolicy']],
  ['crd.projectcalico.org', 'v1', ['NetworkPolicy']],
  ['external-secrets.io', 'v1', ['ExternalSecret', 'SecretStore']],
  ['external-secrets.io', 'v1alpha1', ['PushSecret']],
  ['fluxcd.controlplane.io', 'v1', ['FluxInstance', 'ResourceSet', 'ResourceSetInputProvider']],
  ['gateway.networking.k8s.io', 'v1', ['GRPCRoute', 'Gateway', 'HTTPRoute', 'TLSRoute']],
  ['gateway.networking.k8s.io', 'v1beta1', ['ReferenceGrant']],
  ['helm.cattle.io', 'v1', ['HelmChart']],
  ['keda.sh', 'v1alpha1', ['ScaledJob', 'ScaledObject']],
  ['monitoring.coreos.com', 'v1', ['PodMonitor', 'ServiceMonitor']],
  ['projectcalico.org', 'v3', ['NetworkPolicy']],
  ['snapshot.storage.k8s.io', 'v1', ['VolumeSnapshot']],
];

/** Serves these kinds, with any content: what admission says of it counts, and nobody acts on it. */
export async function installProducts(client: KubeClient): Promise<void> {
  const crds = KINDS.flatMap(([group, version, kinds]) => kinds.map((kind) => crd(group, version, kind)));
  await Promise.all(crds.map((one) => client.apply(one)));
  await waitFor('the kinds of other products to be served', async () => {
    const all = await client.list(crds[0]!.apiVersion, 'CustomResourceDefinition');
    const served = all.filter(({ metadata, status }) => {
      const conditions = (status?.conditions ?? []) as { type: string; status: string }[];
      return (
        crds.some((one) => one.metadata.name === metadata.name) &&
        conditions.some(({ type, status: is }) => type === 'Established' && is === 'True')
      );
    });
    return served.length === crds.length;
  });
}

function crd(group: string, version: string, kind: string) {
  const singular = kind.toLowerCase();
  const plural = `${singular.replace(/([^aeiou])y$/, '$1ie')}s`;
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, a stand-in of a test' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, singular, kind, listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}
