/** How one engine is made: a `go build` of one main package in one pinned Go module of `e2e/tools`. */
export interface EngineRecipe {
  /** Folder below `e2e/tools` whose go.mod and go.sum pin every line of code in the binary. */
  readonly module: string;
  /** Import path of the main package. */
  readonly package: string;
  /** Linker flags, on top of those that all engines get. */
  readonly ldflags?: readonly string[];
  /** Set for engines that only `npm run e2e:full` starts. */
  readonly full?: true;
  /** How to take it from the operating system instead of building it, where that packages it. */
  readonly packaged?: PackagedEngine;
}

/** An engine that operating systems package. */
export interface PackagedEngine {
  /** Name of the executable on PATH. */
  readonly executable: string;
  /** Environment variable that says where it comes from: `path`, `built`, or unset for PATH and else built. */
  readonly variable: string;
}

// Without these the API server presents itself as v0.0.0-master, and whoever reads its version decides wrongly.
function versionFlags(version: string): string[] {
  const [major, minor] = version.split('.');
  return [
    `-X k8s.io/component-base/version.gitVersion=v${version}`,
    `-X k8s.io/component-base/version.gitMajor=${major}`,
    `-X k8s.io/component-base/version.gitMinor=${minor}`,
  ];
}

const KUBERNETES_LDFLAGS = versionFlags('1.34.4');

/** Every engine that a suite can ask for. */
export const ENGINES = {
  etcd: {
    module: 'etcd',
    package: 'go.etcd.io/etcd/server/v3',
    packaged: { executable: 'etcd', variable: 'E2E_ETCD' },
  },
  'kube-apiserver': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    ldflags: KUBERNETES_LDFLAGS,
  },
  // The oldest and the newest minor version that can be built.
  'kube-apiserver-1.32': {
    module: 'kubernetes-1.32',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    ldflags: versionFlags('1.32.13'),
    full: true,
  },
  'kube-apiserver-1.36': {
    module: 'kubernetes-1.36',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    ldflags: versionFlags('1.36.3'),
    full: true,
  },
  'kube-controller-manager': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    ldflags: KUBERNETES_LDFLAGS,
  },
  kubectl: { module: 'kubectl', package: 'k8s.io/kubernetes/cmd/kubectl', ldflags: KUBERNETES_LDFLAGS },
  'kustomize-controller': { module: 'flux', package: 'github.com/fluxcd/kustomize-controller' },
  'source-controller': { module: 'source-controller', package: 'github.com/fluxcd/source-controller' },
  'helm-controller': { module: 'helm-controller', package: 'github.com/fluxcd/helm-controller' },
  'notification-controller': { module: 'notification', package: 'github.com/fluxcd/notification-controller' },
  flagger: { module: 'flagger', package: 'github.com/fluxcd/flagger/cmd/flagger' },
  helm: {
    module: 'helm',
    package: 'helm.sh/helm/v4/cmd/helm',
    ldflags: ['-X helm.sh/helm/v4/internal/version.version=v4.2.4'],
  },
  sops: { module: 'sops', package: 'github.com/getsops/sops/v3/cmd/sops' },
  age: { module: 'age', package: 'filippo.io/age/cmd/age' },
  'age-keygen': { module: 'age', package: 'filippo.io/age/cmd/age-keygen' },
  'fleet-oracle': { module: 'fleet-oracle', package: 'cdk8s-flux-fleet/e2e/tools/fleet-oracle' },
  registry: {
    module: 'registry',
    package: 'github.com/distribution/distribution/v3/cmd/registry',
    ldflags: ['-X github.com/distribution/distribution/v3/version.version=v3.1.2'],
  },
  kubeconform: {
    module: 'kubeconform',
    package: 'github.com/yannh/kubeconform/cmd/kubeconform',
    ldflags: ['-X main.version=v0.8.0'],
  },
  'kustomize-oracle': { module: 'kustomize', package: '.' },
  conftest: {
    module: 'conftest',
    package: 'github.com/open-policy-agent/conftest',
    ldflags: ['-X github.com/open-policy-agent/conftest/internal/version.Version=v0.71.0'],
    full: true,
  },
  gitleaks: {
    module: 'gitleaks',
    package: 'github.com/zricethezav/gitleaks/v8',
    ldflags: ['-X github.com/zricethezav/gitleaks/v8/version.Version=v8.30.1'],
  },
  /** The parsers that Flux uses, behind a program of this repository. */
  languages: { module: 'languages', package: '.' },
  /** The policies of image-reflector-controller, behind a program of this repository. */
  'image-policy': { module: 'image-policy', package: '.' },
  /** What image-automation-controller writes before it commits, behind a program of this repository. */
  'image-update': { module: 'image-update', package: '.' },
  promtool: {
    module: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/promtool',
    packaged: { executable: 'promtool', variable: 'E2E_PROMTOOL' },
  },
  amtool: {
    module: 'alertmanager',
    package: 'github.com/prometheus/alertmanager/cmd/amtool',
    packaged: { executable: 'amtool', variable: 'E2E_AMTOOL' },
  },
} as const satisfies Record<string, EngineRecipe>;

/** Name of an engine, as it calls itself. */
export type EngineName = keyof typeof ENGINES;
