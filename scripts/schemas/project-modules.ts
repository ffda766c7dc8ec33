import { GoModule } from './go-module';

/** A project whose CRDs the package `cdk8s-flux-fleet-schemas` has. */
export interface ProjectModule extends GoModule {
  /** Name of the project, and of its file. */
  readonly name: string;
  /** Its name in programs: `projects.certManager`. */
  readonly key: string;
  readonly licence: 'Apache-2.0' | 'MIT';
  /** Folders and files of the module that hold the CRDs, as beginnings of paths. */
  readonly crds: readonly string[];
  /** What users should know, such as a channel. */
  readonly note?: string;
}

/** The projects, in the order of the documentation. To take a newer version, change `version` and `sum`. */
export const PROJECTS: readonly ProjectModule[] = [
  {
    name: 'cert-manager',
    key: 'certManager',
    path: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    sum: 'h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=',
    licence: 'Apache-2.0',
    crds: ['deploy/crds/'],
  },
  {
    name: 'trust-manager',
    key: 'trustManager',
    path: 'github.com/cert-manager/trust-manager',
    version: 'v0.25.0',
    sum: 'h1:nGtkHH9wEacI5uACdsq8wqCKWsCw1PMrwHPJcrUFUXA=',
    licence: 'Apache-2.0',
    crds: ['deploy/crds/'],
  },
  {
    name: 'external-secrets',
    key: 'externalSecrets',
    path: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    sum: 'h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=',
    licence: 'Apache-2.0',
    crds: ['config/crds/bases/'],
  },
  {
    name: 'sealed-secrets',
    key: 'sealedSecrets',
    path: 'github.com/bitnami-labs/sealed-secrets',
    version: 'v0.40.0',
    sum: 'h1:rvCP35JL8ZV5LNA2SrwNR6iLyoM3ulrSFWN0lBtYEYI=',
    licence: 'Apache-2.0',
    crds: ['helm/sealed-secrets/crds/'],
  },
  {
    name: 'gateway-api',
    key: 'gatewayApi',
    path: 'sigs.k8s.io/gateway-api',
    version: 'v1.7.0',
    sum: 'h1:duVnm7nO6oXfMMUWfcDoBph47CYR/ME3NGxccOVglaY=',
    licence: 'Apache-2.0',
    crds: ['config/crd/standard/'],
    note: 'the standard channel',
  },
  {
    name: 'gateway-api-experimental',
    key: 'gatewayApiExperimental',
    path: 'sigs.k8s.io/gateway-api',
    version: 'v1.7.0',
    sum: 'h1:duVnm7nO6oXfMMUWfcDoBph47CYR/ME3NGxccOVglaY=',
    licence: 'Apache-2.0',
    crds: ['config/crd/experimental/'],
    note: 'the experimental channel: in place of `gatewayApi`',
  },
  {
    name: 'istio',
    key: 'istio',
    path: 'istio.io/api',
    version: 'v1.32.0',
    sum: 'h1:37mJvg9I0biYZAEQF+MATs4FNeCpXEIVO3LFpVb6iNM=',
    licence: 'Apache-2.0',
    crds: ['kubernetes/customresourcedefinitions.gen.yaml'],
  },
  {
    name: 'traefik',
    key: 'traefik',
    path: 'github.com/traefik/traefik/v3',
    version: 'v3.7.13',
    sum: 'h1:T8wy9KuaFzCkmXCqAzDy7t73pBDR1DHrJe3pqXpNXTw=',
    licence: 'MIT',
    crds: ['docs/content/reference/dynamic-configuration/traefik.io_'],
  },
  {
    name: 'cilium',
    key: 'cilium',
    path: 'github.com/cilium/cilium',
    version: 'v1.20.2',
    sum: 'h1:dqiEGIcXc+gqCLYG/l7VCFJ8GHyb4HUrwbZOpkX5dL8=',
    licence: 'Apache-2.0',
    crds: ['pkg/k8s/apis/cilium.io/client/crds/'],
  },
  {
    name: 'external-dns',
    key: 'externalDns',
    path: 'sigs.k8s.io/external-dns',
    version: 'v0.23.0',
    sum: 'h1:35KyAZtLN8o5nIE0aPKfyhILbf5HHkKPJby/4FowPJM=',
    licence: 'Apache-2.0',
    crds: ['config/crd/standard/'],
  },
  {
    name: 'metallb',
    key: 'metallb',
    path: 'go.universe.tf/metallb',
    version: 'v0.16.2',
    sum: 'h1:RCSAGoZmqcvTg0e56+Okbwz8iTuQVX30JpKX5mYEPUM=',
    licence: 'Apache-2.0',
    crds: ['config/crd/bases/'],
  },
  {
    name: 'prometheus-operator',
    key: 'prometheusOperator',
    path: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
    licence: 'Apache-2.0',
    crds: ['example/prometheus-operator-crd/'],
  },
  {
    name: 'flagger',
    key: 'flagger',
    path: 'github.com/fluxcd/flagger',
    version: 'v1.44.0',
    sum: 'h1:JAb2mE3AAO5Y/JkfHy6xbFDPDPk9lGvqXwmtztNbdhw=',
    licence: 'Apache-2.0',
    crds: ['artifacts/flagger/crd.yaml'],
  },
  {
    name: 'argo-rollouts',
    key: 'argoRollouts',
    path: 'github.com/argoproj/argo-rollouts',
    version: 'v1.10.2',
    sum: 'h1:sEPWsY+HUvnXj3Vh0ejb+GDTceQ/palqhFo2FVQJMk0=',
    licence: 'Apache-2.0',
    crds: ['manifests/crds/'],
  },
  {
    name: 'keda',
    key: 'keda',
    path: 'github.com/kedacore/keda/v2',
    version: 'v2.21.0',
    sum: 'h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=',
    licence: 'Apache-2.0',
    crds: ['config/crd/bases/'],
  },
  {
    name: 'vertical-pod-autoscaler',
    key: 'verticalPodAutoscaler',
    path: 'k8s.io/autoscaler/vertical-pod-autoscaler',
    version: 'v1.5.1',
    sum: 'h1:LlVtM3IKqIVHz1ZXC3ahe/mAtDWb7Eob0tyTzqFULqg=',
    licence: 'Apache-2.0',
    crds: ['deploy/vpa-v1-crd-gen.yaml'],
  },
  {
    name: 'karpenter',
    key: 'karpenter',
    path: 'github.com/aws/karpenter-provider-aws',
    version: 'v1.15.0',
    sum: 'h1:3qnrxRxKHPg9Hd71D7xH4xKxPfmcrB30EFBrMz74mOs=',
    licence: 'Apache-2.0',
    crds: ['pkg/apis/crds/'],
    note: 'with the kinds of its AWS provider',
  },
  {
    name: 'cluster-api',
    key: 'clusterApi',
    path: 'sigs.k8s.io/cluster-api',
    version: 'v1.14.2',
    sum: 'h1:o3GFNaeNFAOEEMpDPfhCK+2CjmV6gtQ8yLEcUwCg7bA=',
    licence: 'Apache-2.0',
    crds: ['core/config/crd/bases/', 'bootstrap/kubeadm/config/crd/bases/', 'controlplane/kubeadm/config/crd/bases/'],
    note: 'core and kubeadm, without providers of infrastructure',
  },
  {
    name: 'cloudnative-pg',
    key: 'cloudnativePg',
    path: 'github.com/cloudnative-pg/cloudnative-pg',
    version: 'v1.30.0',
    sum: 'h1:fnhVq44xXx97MNiuvJsPrX1vSjYbgdyBK5MSGfdHdp0=',
    licence: 'Apache-2.0',
    crds: ['config/crd/bases/'],
  },
  {
    name: 'velero',
    key: 'velero',
    path: 'github.com/vmware-tanzu/velero',
    version: 'v1.18.3',
    sum: 'h1:9uwN5yxTWQl9PsF5ljX4xiG+7VIq3I9mxOQ0DyyZ31A=',
    licence: 'Apache-2.0',
    crds: ['config/crd/v1/bases/', 'config/crd/v2alpha1/bases/'],
  },
  {
    name: 'volume-snapshots',
    key: 'volumeSnapshots',
    path: 'github.com/kubernetes-csi/external-snapshotter/client/v8',
    version: 'v8.7.0',
    sum: 'h1:HVaSUeRRHPu49aSiL8eXOjS9Re9G6pM0NzdTGI7mM14=',
    licence: 'Apache-2.0',
    crds: ['config/crd/snapshot.', 'config/crd/groupsnapshot.'],
    note: 'of the CSI snapshotter',
  },
  {
    name: 'kyverno',
    key: 'kyverno',
    path: 'github.com/kyverno/kyverno',
    version: 'v1.19.1',
    sum: 'h1:/MkgFii3/VlQfKR1JpC9tVwNNVNQTt2S4U6qCsafsTU=',
    licence: 'Apache-2.0',
    crds: ['config/crds/kyverno/', 'config/crds/policies.kyverno.io/'],
  },
  {
    name: 'gatekeeper',
    key: 'gatekeeper',
    path: 'github.com/open-policy-agent/gatekeeper/v3',
    version: 'v3.23.1',
    sum: 'h1:njHTm0SJ6ZEhhEgmQTpJKTGQbc99fSs4hGiEp1OIKck=',
    licence: 'Apache-2.0',
    crds: ['charts/gatekeeper/crds/'],
    note: 'without the constraints, whose kinds its templates make',
  },
];

/** Projects that were looked for, and why the package has none of their CRDs. */
export const LEFT_OUT: ReadonlyArray<readonly [projects: string, why: string]> = [
  [
    'Crossplane, Rook, Longhorn, Grafana Operator, OpenTelemetry Operator, VictoriaMetrics Operator, RabbitMQ Cluster Operator, Secrets Store CSI Driver, Calico and Tigera Operator',
    'the Go module proxy that the schemas are built from does not serve their modules',
  ],
  ['Strimzi, Keycloak and other operators that are not written in Go', 'they have no Go module'],
  ['AWS Load Balancer Controller', 'the only version that the proxy serves, 1.1.9, is older than its custom resources'],
  [
    'Contour, kro and the infrastructure providers of Cluster API',
    'few fleets of Flux have them; give their CRDs as files',
  ],
];

/** The version in a project's own words: without the `v` of Go modules. */
export function versionOf({ version }: Pick<ProjectModule, 'version'>): string {
  return version.slice(1);
}
