import { apiGroup } from './objects';

/**
 * Cluster-scoped custom resources of common projects, by group: `spec.scope` of their CRDs, as of November 2026. A kind
 * that is not here may be either.
 */
const CLUSTER_SCOPED: Readonly<Record<string, readonly string[]>> = {
  'apiextensions.crossplane.io': [
    ...['CompositeResourceDefinition', 'Composition', 'CompositionRevision', 'EnvironmentConfig', 'Usage'],
    'ManagedResourceDefinition',
    'ManagedResourceActivationPolicy',
  ],
  'argoproj.io': ['ClusterAnalysisTemplate', 'ClusterWorkflowTemplate'],
  'cert-manager.io': ['ClusterIssuer'],
  'cilium.io': [
    ...['CiliumBGPAdvertisement', 'CiliumBGPClusterConfig', 'CiliumBGPNodeConfig', 'CiliumBGPNodeConfigOverride'],
    ...['CiliumBGPPeerConfig', 'CiliumCIDRGroup', 'CiliumClusterwideEnvoyConfig', 'CiliumClusterwideNetworkPolicy'],
    ...['CiliumEgressGatewayPolicy', 'CiliumIdentity', 'CiliumL2AnnouncementPolicy', 'CiliumLoadBalancerIPPool'],
    ...['CiliumNode', 'CiliumPodIPPool'],
  ],
  'crd.projectcalico.org': ['BGPConfiguration', 'BGPPeer', 'GlobalNetworkPolicy', 'GlobalNetworkSet', 'IPPool'],
  'external-secrets.io': ['ClusterExternalSecret', 'ClusterPushSecret', 'ClusterSecretStore'],
  'gateway.networking.k8s.io': ['GatewayClass'],
  'generators.external-secrets.io': ['ClusterGenerator'],
  'groupsnapshot.storage.k8s.io': ['VolumeGroupSnapshotClass', 'VolumeGroupSnapshotContent'],
  'infrastructure.cluster.x-k8s.io': [
    ...['AWSClusterControllerIdentity', 'AWSClusterRoleIdentity', 'AWSClusterStaticIdentity'],
  ],
  'karpenter.azure.com': ['AKSNodeClass'],
  'karpenter.k8s.aws': ['EC2NodeClass'],
  'karpenter.sh': ['NodeClaim', 'NodeOverlay', 'NodePool'],
  'keda.sh': ['ClusterTriggerAuthentication'],
  'kyverno.io': ['ClusterCleanupPolicy', 'ClusterPolicy', 'GlobalContextEntry'],
  'nfd.k8s-sigs.io': ['NodeFeatureGroup', 'NodeFeatureRule'],
  'nvidia.com': ['ClusterPolicy', 'NVIDIADriver'],
  'operator.tigera.io': ['APIServer', 'Installation'],
  'operators.coreos.com': ['OLMConfig', 'Operator'],
  'pkg.crossplane.io': [
    ...['Configuration', 'ConfigurationRevision', 'DeploymentRuntimeConfig', 'Function', 'FunctionRevision'],
    ...['ImageConfig', 'Lock', 'Provider', 'ProviderRevision'],
  ],
  'policies.kyverno.io': [
    ...['DeletingPolicy', 'GeneratingPolicy', 'ImageValidatingPolicy', 'MutatingPolicy', 'ValidatingPolicy'],
  ],
  'policy.cert-manager.io': ['CertificateRequestPolicy'],
  'policy.networking.k8s.io': ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'],
  'postgresql.cnpg.io': ['ClusterImageCatalog'],
  'projectcalico.org': ['GlobalNetworkPolicy', 'GlobalNetworkSet', 'IPPool', 'Tier'],
  'runtime.cluster.x-k8s.io': ['ExtensionConfig'],
  'snapshot.storage.k8s.io': ['VolumeSnapshotClass', 'VolumeSnapshotContent'],
  'trust.cert-manager.io': ['Bundle'],
  'wgpolicyk8s.io': ['ClusterPolicyReport'],
};

/** Whether a kind is a known cluster-scoped one of a common project. */
export function isClusterScopedProduct(apiVersion: string, kind: string): boolean {
  const group = apiGroup(apiVersion);
  return Object.hasOwn(CLUSTER_SCOPED, group) && CLUSTER_SCOPED[group]!.includes(kind);
}
