/** Reason for objects of ours without a counterpart in the original. */
export interface Addition {
  /** Patterns of `cluster Kind namespace/name`. */
  readonly places: readonly RegExp[];
  readonly why: string;
}

/** Groups of objects that only we have. */
export const additions: readonly Addition[] = [
  {
    places: [
      /^\S+ ServiceAccount dev-flux-system\/kustomize-controller$/,
      /^\S+ ClusterRoleBinding dev-flux-system-kustomize-controller$/,
    ],
    why: "The platform's account in the environment's control namespace: under lockdown Flux looks for it there.",
  },
  {
    places: [/^\S+ Kustomization dev-flux-system\/dev$/, /^k3d-america Kustomization k3s-america-south\/dev$/],
    why:
      "The environment's own Kustomization. In the original nothing in Git applies `clusters/<cluster>`: a script " +
      'does, once.',
  },
  {
    places: [
      /^k3d-america Namespace k3s-america-south$/,
      /^k3d-america (ServiceAccount|Role|RoleBinding) k3s-america-south\/kustomize-controller$/,
      /^k3d-america GitRepository k3s-america-south\/fleet(-dev)?$/,
    ],
    why:
      "The remote's namespace on the manager, with the sources used there and an account that may write Flux's " +
      'objects in that namespace and nothing else.',
  },
  {
    places: [
      /^k3d-america Kustomization k3s-america-south\/access$/,
      /^k3s-america-south Namespace k3s-america-south$/,
      /^k3s-america-south ServiceAccount k3s-america-south\/kustomize-controller$/,
      /^k3s-america-south ClusterRoleBinding k3s-america-south-kustomize-controller$/,
    ],
    why: 'Access to the remote: the account on it that the manager acts as. The original acts as whoever is in the kubeconfig.',
  },
  {
    places: [
      /^k3d-america Kustomization k3s-america-south\/(namespace|infrastructure)-nginx$/,
      /^k3d-america (HelmRepository|HelmRelease) k3s-america-south\/nginx$/,
      /^k3s-america-south Namespace nginx$/,
    ],
    why: 'The ingress controller on the remote. The original brings the infrastructure of `main` to no remote cluster.',
  },
  {
    places: [
      /^\S+ Kustomization (flux-system|k3s-america-south)\/policies$/,
      /^\S+ ValidatingAdmissionPolicy(Binding)? (protected-namespaces|tenant-[a-z]+)\.fleet\.cdk8s\.io$/,
    ],
    why:
      "What the API server itself refuses: tenants' Flux objects that would act beyond the tenant, changes of fences, " +
      'and deletion of protected namespaces. The original trusts its tenants.',
  },
  {
    places: [
      /^\S+ (ResourceQuota|LimitRange) dev-[-a-z0-9]+\/tenant$/,
      /^\S+ NetworkPolicy dev-[-a-z0-9]+\/(default-deny|allow-same-namespace|allow-ingress-from-platform)$/,
    ],
    why:
      "Bounds of what a tenant uses, and nobody reaches a tenant's pods but itself and the platform. The original has " +
      'neither quotas nor network policies.',
  },
  {
    places: [/^pacific-aks Kustomization flux-system\/infrastructure-nginx$/],
    why:
      'pacific-aks reads its infrastructure itself. In the original its manager does so for it, by a Kustomization ' +
      'in the chart that makes the cluster.',
  },
  {
    places: [
      /^k3d-america Namespace capi-worker-clusters$/,
      /^k3d-america ServiceAccount capi-worker-clusters\/provisioner$/,
      /^k3d-america (Role|RoleBinding) capi-worker-clusters\/provisioner-\w+$/,
      /^k3d-america GitRepository capi-worker-clusters\/charts$/,
    ],
    why:
      'The namespace of the worker clusters, which the original expects to be there, with the source of the charts ' +
      'and the account of their releases.',
  },
];
