import { GoModule } from './go-module';
import type { ProviderModule } from './products';

/** The inputs of the schemas. Supporting a new release of Flux or Kubernetes means editing this file. */

/** The oldest supported releases; older ones in the modules are ignored. */
export const OLDEST = { flux: '2.6.0', kubernetes: '1.32.0' } as const;

/** The module with the CRDs of every Flux release, in a folder each, and of Flux Operator itself. */
export const FLUX_OPERATOR: GoModule = {
  path: 'github.com/controlplaneio-fluxcd/flux-operator',
  version: 'v0.59.0',
  sum: 'h1:jByuiWYtjSJxucGHuz68tV0DeVFz5CYrKQYfxAwE7lE=',
};

/** A release of Flux that {@link FLUX_OPERATOR} does not ship, assembled from the modules of its controllers. */
export interface AssembledRelease {
  /** The release, such as `2.10.0`. */
  readonly release: string;
  /** Modules that contain CRDs. */
  readonly crds: readonly GoModule[];
  /** Modules that contain only Go types; controller-gen generates the CRDs as in the controllers' builds. */
  readonly types: readonly GoModule[];
}

/**
 * Assembled from the newest patch release of each controller. The module proxy does not serve the controllers in
 * `types`, only the modules of their Go types.
 */
export const ASSEMBLED: readonly AssembledRelease[] = [
  {
    release: '2.10.0',
    crds: [
      {
        path: 'github.com/fluxcd/source-controller',
        version: 'v1.10.1',
        sum: 'h1:vkYpgpLZu20LQ2UN4lPBdWH7sqTNdQ8FjcZD/HogN2E=',
      },
      {
        path: 'github.com/fluxcd/kustomize-controller',
        version: 'v1.10.1',
        sum: 'h1:IjTnrkIy0ULJoTNC2ZKuMb32vkqj7dJ6zt6UqbTFxKA=',
      },
    ],
    types: [
      {
        path: 'github.com/fluxcd/helm-controller/api',
        version: 'v1.7.1',
        sum: 'h1:kARTcSBiS05mQsY7nVdL+XGaIGPZd/oC5owFTN6NIyk=',
      },
      {
        path: 'github.com/fluxcd/notification-controller/api',
        version: 'v1.10.0',
        sum: 'h1:3T+NPI1Keu2UGW0TzTOK6AJakLTospPNIh216tL30dw=',
      },
      {
        path: 'github.com/fluxcd/image-reflector-controller/api',
        version: 'v1.3.0',
        sum: 'h1:RoU4EutcI2ke180tVK6IEEPw9nr1LGItephyyiB+DDA=',
      },
      {
        path: 'github.com/fluxcd/image-automation-controller/api',
        version: 'v1.3.0',
        sum: 'h1:0Dk+aLD9YzX6ToRBz88thx2X68KzXeaeASjHQAyMano=',
      },
      {
        path: 'github.com/fluxcd/source-watcher/api/v2',
        version: 'v2.3.1',
        sum: 'h1:/PEIgMxiDbQYGNYLKwmJ2Fokw1cYqypQIad8LQNqy40=',
      },
    ],
  },
];

const KUBERNETES_MODULE = 'k8s.io/kubernetes';

/** The newest release of each Kubernetes minor version on the Go module proxy, oldest first. */
export const KUBERNETES: readonly GoModule[] = [
  { version: 'v1.32.13', sum: 'h1:5TGYdZ6YZqdp6h/Rp1vX/4TIoybMPdgv97LCZCtPuNQ=' },
  { version: 'v1.33.13', sum: 'h1:bmH31xUdSzeA5vk0wZAK9MZp11mdLuzUSeKk0qN3hPQ=' },
  { version: 'v1.34.4', sum: 'h1:Yy6R4QB8C9kJPp25GFqEvX5XQwY5qzKeqD0Xx6oAcmk=' },
  { version: 'v1.35.4', sum: 'h1:o/8dBC/pHVpYoGV4OAIytAlNPZbdYVTXJHoYvXC4qzM=' },
  { version: 'v1.36.3', sum: 'h1:qDQdoMiluAE2Eab6Fa52YV+WjiGz9mZFFoagEA6cI+o=' },
  { version: 'v1.37.2', sum: 'h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE=' },
].map((release) => ({ path: KUBERNETES_MODULE, ...release }));

/** The modules of Cluster API and of the providers that clusters are provisioned with. */
export const CLUSTER_API: readonly ProviderModule[] = [
  {
    path: 'sigs.k8s.io/cluster-api',
    version: 'v1.14.2',
    sum: 'h1:o3GFNaeNFAOEEMpDPfhCK+2CjmV6gtQ8yLEcUwCg7bA=',
    crds: [
      'core/config/crd/bases/addons.cluster.x-k8s.io_clusterresourcesets.yaml',
      'core/config/crd/bases/cluster.x-k8s.io_clusters.yaml',
      'core/config/crd/bases/cluster.x-k8s.io_machinedeployments.yaml',
      'core/config/crd/bases/cluster.x-k8s.io_machinepools.yaml',
      'bootstrap/kubeadm/config/crd/bases/bootstrap.cluster.x-k8s.io_kubeadmconfigtemplates.yaml',
      'controlplane/kubeadm/config/crd/bases/controlplane.cluster.x-k8s.io_kubeadmcontrolplanes.yaml',
    ],
  },
  {
    path: 'sigs.k8s.io/cluster-api/test',
    version: 'v1.14.2',
    sum: 'h1:nZ/Ql57cR7Huwqd7o3X+2AFSg5kcAmSTUZovLwzIhIs=',
    crds: ['devclusters', 'devmachinetemplates'].map(
      (plural) => `infrastructure/docker/config/crd/bases/infrastructure.cluster.x-k8s.io_${plural}.yaml`,
    ),
  },
  {
    path: 'sigs.k8s.io/cluster-api-provider-azure',
    version: 'v1.23.1',
    sum: 'h1:9ubMYQFeCWIjgoMEaWzTCGPVaCC7rOG57ePRic5HO2U=',
    crds: ['azuremanagedclusters', 'azuremanagedcontrolplanes', 'azuremanagedmachinepools'].map(
      (plural) => `config/crd/bases/infrastructure.cluster.x-k8s.io_${plural}.yaml`,
    ),
  },
  {
    path: 'sigs.k8s.io/cluster-api-provider-aws/v2',
    version: 'v2.13.0',
    sum: 'h1:yQz7GBrIkPLuEJ5MXNuZ/6eUssTJK8reUnZ6t5QIPnU=',
    crds: [
      'config/crd/bases/controlplane.cluster.x-k8s.io_awsmanagedcontrolplanes.yaml',
      'config/crd/bases/infrastructure.cluster.x-k8s.io_awsmanagedclusters.yaml',
      'config/crd/bases/infrastructure.cluster.x-k8s.io_awsmanagedmachinepools.yaml',
    ],
  },
];

/** Flagger, with the version of its API that the library writes. */
export const FLAGGER: ProviderModule = {
  path: 'github.com/fluxcd/flagger',
  version: 'v1.44.0',
  sum: 'h1:JAb2mE3AAO5Y/JkfHy6xbFDPDPk9lGvqXwmtztNbdhw=',
  crds: ['artifacts/flagger/crd.yaml'],
};
