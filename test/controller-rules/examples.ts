import { KubernetesObject } from '../../src/kubernetes/objects';

/** Specs that a rule accepts, one that it refuses, and what it says of that one. */
export interface RuleExample {
  readonly accepted: readonly object[];
  readonly refused: object;
  readonly message: string;
  /** Name of the object, if it matters. @default - one */
  readonly name?: string;
}

/** Fields that a kind requires, with group and version. */
const BASES: Readonly<Record<string, readonly [apiVersion: string, spec: object]>> = {
  Kustomization: [
    'kustomize.toolkit.fluxcd.io/v1',
    { interval: '1h', prune: true, path: './a', sourceRef: { kind: 'GitRepository', name: 'apps' } },
  ],
  HelmRelease: ['helm.toolkit.fluxcd.io/v2', { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'web' } }],
  HelmChart: [
    'source.toolkit.fluxcd.io/v1',
    { interval: '1h', chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'charts' } },
  ],
  GitRepository: ['source.toolkit.fluxcd.io/v1', { interval: '1m', url: 'https://git.example.com/acme/apps' }],
  OCIRepository: ['source.toolkit.fluxcd.io/v1', { interval: '1m', url: 'oci://registry.example.com/acme/apps' }],
  HelmRepository: ['source.toolkit.fluxcd.io/v1', { url: 'https://charts.example.com' }],
  Bucket: ['source.toolkit.fluxcd.io/v1', { interval: '1h', bucketName: 'acme', endpoint: 's3.example.com' }],
  Receiver: [
    'notification.toolkit.fluxcd.io/v1',
    { type: 'github', secretRef: { name: 'token' }, resources: [{ kind: 'GitRepository', name: 'apps' }] },
  ],
  Alert: [
    'notification.toolkit.fluxcd.io/v1beta3',
    { providerRef: { name: 'chat' }, eventSources: [{ kind: 'Kustomization', name: '*' }] },
  ],
  Provider: [
    'notification.toolkit.fluxcd.io/v1beta3',
    { type: 'slack', address: 'https://hooks.slack.com/services/x' },
  ],
  ImageRepository: ['image.toolkit.fluxcd.io/v1', { interval: '5m', image: 'registry.example.com/web' }],
  ImagePolicy: [
    'image.toolkit.fluxcd.io/v1',
    { imageRepositoryRef: { name: 'web' }, policy: { semver: { range: '1.x' } } },
  ],
  ImageUpdateAutomation: [
    'image.toolkit.fluxcd.io/v1',
    {
      interval: '5m',
      sourceRef: { kind: 'GitRepository', name: 'apps' },
      git: { commit: { author: { email: 'flux@example.com' } } },
    },
  ],
  ArtifactGenerator: [
    'source.extensions.fluxcd.io/v1beta1',
    {
      sources: [{ alias: 'repo', kind: 'GitRepository', name: 'apps' }],
      artifacts: [{ name: 'web', copy: [{ from: '@repo/web/**', to: '@artifact/' }] }],
    },
  ],
  ScheduledBackup: ['postgresql.cnpg.io/v1', { schedule: '0 0 3 * * *', cluster: { name: 'db' } }],
  ScaledObject: ['keda.sh/v1alpha1', { scaleTargetRef: { name: 'web' } }],
  ResourceSetInputProvider: ['fluxcd.controlplane.io/v1', { type: 'Static', defaultValues: { team: 'a' } }],
  ResourceSet: [
    'fluxcd.controlplane.io/v1',
    { resources: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'shop' } }] },
  ],
  MetricTemplate: ['flagger.app/v1beta1', { provider: { type: 'prometheus', address: 'http://a' }, query: 'a' }],
  Canary: [
    'flagger.app/v1beta1',
    {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      service: { port: 80 },
      analysis: { interval: '1m', metrics: [{ name: 'request-duration' }] },
    },
  ],
};

/** A health check by one expression. */
const check = (current: string) => ({ apiVersion: 'example.com/v1', kind: 'Shop', current });

/** An object of a kind, with the fields that it requires. */
export function objectOf(kind: string, spec: object, name = 'one', namespace = 'shop'): KubernetesObject {
  const [apiVersion, base] = BASES[kind]!;
  const whole = Object.entries({ ...base, ...spec }).filter(([, value]) => value !== undefined);
  return { apiVersion, kind, metadata: { name, namespace }, spec: Object.fromEntries(whole) };
}

const patchOf = (target?: object, patch = '[{"op":"remove","path":"/spec/replicas"}]') => ({
  patch,
  ...(target ? { target } : {}),
});
const chartFrom = (kind: string, chart: object) => ({
  chartRef: undefined,
  chart: { spec: { chart: 'web', sourceRef: { kind, name: 'charts' }, ...chart } },
});
const template = (text: string) => [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: text, namespace: 'shop' }, data: { team: text } },
];
const artifacts = (...all: object[]) => ({ artifacts: all });
const copy = (from: string, more: object = {}) => ({ name: 'web', copy: [{ from, to: '@artifact/', ...more }] });
const cronTrigger = (start: string, end: string, type = 'cron') => ({
  triggers: [{ type, metadata: { timezone: 'Europe/Berlin', start, end, desiredReplicas: '3' } }],
});
const KUSTOMIZATION: Readonly<Record<string, RuleExample>> = {
  'kustomization-depends-on-itself': {
    accepted: [{ dependsOn: [{ name: 'two' }] }, { dependsOn: [{ name: 'one', namespace: 'other' }] }],
    refused: { dependsOn: [{ name: 'one' }] },
    message: 'dependsOn names the Kustomization itself, so it waits for ever: leave itself out',
  },
  'kustomization-source-namespace': {
    accepted: [{ sourceRef: { kind: 'GitRepository', name: 'apps', namespace: 'shop' } }],
    refused: { sourceRef: { kind: 'GitRepository', name: 'apps', namespace: 'other' } },
    message: `sourceRef is in namespace "other", and Flux's lockdown refuses references into other namespaces: have it in "shop"`,
  },
  'kustomization-health-checks-unused': {
    accepted: [
      { wait: true },
      { healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'shop' }] },
    ],
    refused: {
      wait: true,
      healthChecks: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'shop' }],
    },
    message: 'healthChecks is ignored while wait is true, which checks every object: leave out one of them',
  },
  'kustomization-health-check-itself': {
    accepted: [
      {
        healthChecks: [
          { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', name: 'two', namespace: 'shop' },
        ],
      },
    ],
    refused: {
      healthChecks: [
        { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', name: 'one', namespace: 'shop' },
      ],
    },
    message:
      'healthChecks names the Kustomization itself, which the controller leaves out of its checks: name what it applies',
  },
  'kustomization-health-check-namespace': {
    accepted: [
      { healthChecks: [{ apiVersion: 'v1', kind: 'Namespace', name: 'shop' }] },
      { healthChecks: [{ apiVersion: 'example.com/v1', kind: 'Thing', name: 'x' }] },
    ],
    refused: { healthChecks: [{ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', name: 'web' }] },
    message: 'healthChecks names HelmRelease "web" without a namespace, so every check fails: give its namespace',
  },
  'kustomization-health-unused': {
    accepted: [
      { wait: true, healthCheckExprs: [check('status.ready')] },
      {
        healthChecks: [{ apiVersion: 'v1', kind: 'Service', name: 'a', namespace: 'a' }],
        healthCheckExprs: [check('status.ready')],
      },
    ],
    refused: { healthCheckExprs: [check('status.ready')] },
    message: 'healthCheckExprs is not read while nothing is checked: set wait to true, or list objects in healthChecks',
  },
  'kustomization-health-variable': {
    accepted: [
      { wait: true, healthCheckExprs: [check('status.self == spec.object')] },
      { wait: true, healthCheckExprs: [check('status.parts.all(self, self.ready)')] },
    ],
    refused: { wait: true, healthCheckExprs: [check('status.parts.all(one, one.ready == self.spec.ready)')] },
    message:
      'healthCheckExprs[0].current asks for the variable "self", which it does not have, so that every check fails: begin with a field of the object, as in "status.phase"',
  },
  'kustomization-short-timeout': {
    accepted: [{ timeout: '30s' }, { timeout: '1m' }, { timeout: '0.5m' }],
    refused: { timeout: '10s500ms' },
    message: 'timeout 10s500ms counts as 30s: give at least 30s',
  },
  'kustomization-path-above-source': {
    accepted: [{ path: './a/../b' }, { path: '/a' }],
    refused: { path: './a/../../b' },
    message: 'path "./a/../../b" leads out of the source and is cut at its root: write the path from the root',
  },
  'kustomization-component-path': {
    accepted: [{ components: ['../components/tls', 'ingress'] }],
    refused: { components: ['https://github.com/acme/components'] },
    message:
      'component "https://github.com/acme/components" is not a folder of the source, and the build fails: write a path relative to "path", such as "../components/tls"',
  },
  'kustomization-patch-without-target': {
    accepted: [
      { patches: [patchOf({ kind: 'Deployment' })] },
      { patches: [patchOf(undefined, 'kind: Deployment\napiVersion: apps/v1\nmetadata: {name: a}')] },
    ],
    refused: { patches: [patchOf()] },
    message: 'a patch of operations (JSON 6902) has no target, and the build fails: give it a target',
  },
  'kustomization-patch-namespace': {
    accepted: [
      {
        targetNamespace: 'web',
        patches: [patchOf({ kind: 'Deployment' }), patchOf({ kind: 'Deployment', namespace: 'other' })],
      },
      { patches: [patchOf({ kind: 'Deployment', namespace: 'web' })] },
    ],
    refused: { targetNamespace: 'web', patches: [patchOf({ kind: 'Deployment', namespace: 'web' })] },
    message:
      'the target of a patch names namespace "web", which targetNamespace sets only after the patches, so it selects nothing but objects whose files name that namespace: leave namespace out of the target',
  },
  'kustomization-image-unchanged': {
    accepted: [
      {
        images: [
          { name: 'web', newTag: '1' },
          { name: 'db', digest: 'sha256:a' },
        ],
      },
    ],
    refused: { images: [{ name: 'web', newTag: '1', digest: 'sha256:a' }] },
    message: 'images gives "web" both newTag and digest, and the digest wins: give one of them',
  },
  'kustomization-common-metadata': {
    accepted: [{ commonMetadata: { labels: { 'acme.io/team': 'shop' }, annotations: { 'acme.io/note': 'a b' } } }],
    refused: { commonMetadata: { labels: { team: 'not a value' } } },
    message:
      'label "team" of commonMetadata "not a value" is not a valid name: use letters, digits, "-", "_" and ".", beginning and ending with a letter or digit',
  },
  'kustomization-variable-name': {
    accepted: [{ postBuild: { substitute: { CLUSTER_1: 'east' } } }],
    refused: { postBuild: { substitute: { 'cluster-name': 'east' } } },
    message:
      'variable "cluster-name" has no valid name, and the build fails: use letters, digits and "_", not beginning with a digit',
  },
  'kustomization-variable-type': {
    accepted: [
      { postBuild: { substitute: { A: '3', B: 'east', C: '1.5', D: 'v1.10', E: '"true"', F: '2026-01-01' } } },
    ],
    refused: { postBuild: { substitute: { VERSION: '1.10' } } },
    message: `the value "1.10" of variable "VERSION" becomes the number 1.1 where it stands alone, because the text is read as YAML again and quotes in the file are lost: write "\\"1.10\\"" where it is to stay text`,
  },
  'kustomization-variable-lines': {
    accepted: [{ postBuild: { substitute: { A: 'one line' } } }],
    refused: { postBuild: { substitute: { CA: 'one\ntwo' } } },
    message:
      'the value of variable "CA" has line breaks, which Flux removes: give each line a variable of its own, or put the text into a ConfigMap that a pod reads',
  },
};

const HELM: Readonly<Record<string, RuleExample>> = {
  'helm-release-depends-on-itself': {
    accepted: [{ dependsOn: [{ name: 'two' }] }],
    refused: { dependsOn: [{ name: 'one', namespace: 'shop' }] },
    message: 'dependsOn names the HelmRelease itself, so it waits for ever: leave itself out',
  },
  'helm-release-chart-ref-namespace': {
    accepted: [{ chartRef: { kind: 'OCIRepository', name: 'web', namespace: 'shop' } }],
    refused: { chartRef: { kind: 'OCIRepository', name: 'web', namespace: 'charts' } },
    message: `chartRef is in namespace "charts", and Flux's lockdown refuses references into other namespaces: have it in "shop"`,
  },
  'helm-release-chart-source-namespace': {
    accepted: [chartFrom('HelmRepository', {})],
    refused: chartFrom('HelmRepository', {
      sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'charts' },
    }),
    message: `chart.spec.sourceRef is in namespace "charts", and Flux's lockdown refuses references into other namespaces: have it in "shop"`,
  },
  'helm-release-values-no-map': {
    accepted: [{ values: { a: 1 } }, { values: null }],
    refused: { values: 'replicas: 3' },
    message: 'values is no map, and is ignored: write the values as fields, not as text',
  },
  'helm-release-literal-without-path': {
    accepted: [
      {
        valuesFrom: [
          { kind: 'Secret', name: 'a', literal: true, targetPath: 'a.b' },
          { kind: 'Secret', name: 'b' },
        ],
      },
    ],
    refused: { valuesFrom: [{ kind: 'Secret', name: 'a', literal: true }] },
    message:
      'valuesFrom Secret "a" is literal without a targetPath, so it is read as YAML all the same: give targetPath, or leave literal out',
  },
  'helm-release-patch-without-target': {
    accepted: [{ postRenderers: [{ kustomize: { patches: [patchOf({ kind: 'Deployment' })] } }] }],
    refused: { postRenderers: [{ kustomize: { patches: [patchOf()] } }] },
    message: 'a patch of operations (JSON 6902) has no target, and the build fails: give it a target',
  },
  'helm-release-force-ignored': {
    accepted: [{ upgrade: { force: true, serverSideApply: 'disabled' } }],
    refused: { upgrade: { force: true } },
    message:
      'upgrade.force is ignored under server-side apply: set upgrade.serverSideApply to disabled, or leave force out',
  },
  'helm-release-remediation-unused': {
    accepted: [{ install: { strategy: { name: 'RemediateOnFailure' }, remediation: { retries: 3 } } }],
    refused: { install: { strategy: { name: 'RetryOnFailure' }, remediation: { retries: 3 } } },
    message: 'install.remediation is ignored, because install.strategy is RetryOnFailure: leave out one of them',
  },
  'helm-release-recreate': {
    accepted: [{ rollback: { recreate: false } }],
    refused: { rollback: { recreate: true } },
    message: 'rollback.recreate has no effect any more: leave it out',
  },
  'helm-release-kept-history': {
    accepted: [{ uninstall: { keepHistory: true }, install: { replace: true } }],
    refused: { uninstall: { keepHistory: true } },
    message: 'uninstall.keepHistory keeps the name in use, so it cannot be installed again: set install.replace',
  },
  'helm-release-default-name': {
    accepted: [{ targetNamespace: 'shop', releaseName: 'one' }, { targetNamespace: 'other' }],
    refused: { targetNamespace: 'shop' },
    message: 'the release will be called "shop-one", because targetNamespace is given: give releaseName',
  },
  'helm-release-shortened-name': {
    accepted: [{ releaseName: 'short' }],
    refused: {},
    name: 'a'.repeat(54),
    message: `the release's name "${'a'.repeat(54)}" is cut to 53 bytes with a hash: give a releaseName`,
  },
  'helm-release-test-off': {
    accepted: [{ test: { enable: true, ignoreFailures: true } }, { test: { enable: false, ignoreFailures: true } }],
    refused: { test: { ignoreFailures: true } },
    message: 'test has options, but no test runs without test.enable: set it to true, or to false on purpose',
  },
  'helm-release-drift-ignore-unused': {
    accepted: [{ driftDetection: { mode: 'warn', ignore: [{ paths: ['/spec/replicas'] }] } }],
    refused: { driftDetection: { ignore: [{ paths: ['/spec/replicas'] }] } },
    message: 'driftDetection.ignore is not read while drift detection is off: set driftDetection.mode',
  },
  'helm-release-health-unused': {
    accepted: [{ healthCheckExprs: [{ apiVersion: 'a.io/v1', kind: 'A', current: 'true' }] }],
    refused: {
      healthCheckExprs: [{ apiVersion: 'a.io/v1', kind: 'A', current: 'true' }],
      install: { disableWait: true },
    },
    message: 'healthCheckExprs is not read by an action with disableWait (install): leave out one of them',
  },
  'helm-release-health-variable': {
    accepted: [{ healthCheckExprs: [check('has(status.ready) && status.ready')] }],
    refused: { healthCheckExprs: [{ ...check('true'), failed: 'object.status.failed' }] },
    message:
      'healthCheckExprs[0].failed asks for the variable "object", which it does not have, so that every check fails: begin with a field of the object, as in "status.phase"',
  },
  'helm-release-patch-namespace': {
    accepted: [
      {
        targetNamespace: 'web',
        releaseName: 'web',
        postRenderers: [{ kustomize: { patches: [patchOf({ kind: 'Service' })] } }],
      },
    ],
    refused: {
      targetNamespace: 'web',
      releaseName: 'web',
      postRenderers: [{ kustomize: { patches: [patchOf({ kind: 'Service', namespace: 'web' })] } }],
    },
    message:
      'the target of a patch names namespace "web", which Helm sets only when it installs, so it selects nothing but objects whose files name that namespace: leave namespace out of the target',
  },
};

/** Examples of rules about charts, for both kinds that describe one. */
const CHARTS: Readonly<Record<string, readonly [accepted: object, kind: string, refused: object, message: string]>> = {
  'version-unused': [
    { version: '*' },
    'GitRepository',
    { chart: './web', version: '1.2.3' },
    'version "1.2.3" is ignored for a chart from a GitRepository, whose own Chart.yaml has the version: leave it out, and pin the source',
  ],
  'strategy-unused': [
    { reconcileStrategy: 'ChartVersion' },
    'HelmRepository',
    { reconcileStrategy: 'Revision' },
    'reconcileStrategy Revision is ignored for a chart from a HelmRepository: leave it out',
  ],
  name: [
    { chart: 'stable/web.ui' },
    'HelmRepository',
    { chart: './charts/web' },
    'chart "./charts/web" is not a name of a chart in a HelmRepository: use lower case letters, digits and "-", with "/" or "." between',
  ],
  path: [
    { chart: 'web' },
    'GitRepository',
    { chart: '/charts/web' },
    'chart "/charts/web" is an absolute path: write it from the root of the GitRepository, as in "./charts/web"',
  ],
};

const CHART_EXAMPLES: Readonly<Record<string, RuleExample>> = Object.fromEntries(
  Object.entries(CHARTS).flatMap(([id, [accepted, kind, refused, message]]) => [
    [
      `helm-chart-${id}`,
      { accepted: [accepted], refused: { sourceRef: { kind, name: 'charts' }, ...refused }, message },
    ],
    [
      `helm-release-chart-${id}`,
      {
        accepted: [chartFrom('HelmRepository', accepted)],
        refused: chartFrom(kind, refused),
        message: `chart.spec.${message}`,
      },
    ],
  ]),
);

const SOURCES: Readonly<Record<string, RuleExample>> = {
  'git-repository-github-secret': {
    accepted: [{ provider: 'github', secretRef: { name: 'app' } }],
    refused: { provider: 'github' },
    message: 'provider github needs the Secret with the GitHub App: give secretRef',
  },
  'git-repository-provider-ssh': {
    accepted: [{ url: 'ssh://git@github.com/acme/apps', secretRef: { name: 'key' } }],
    refused: { url: 'ssh://git@github.com/acme/apps', provider: 'github', secretRef: { name: 'app' } },
    message: 'provider github authenticates over HTTPS, and the url is ssh: write https://',
  },
  'git-repository-ssh-key': {
    accepted: [{ url: 'ssh://git@github.com/acme/apps', secretRef: { name: 'key' } }],
    refused: { url: 'ssh://git@github.com/acme/apps' },
    message: 'an ssh url needs a key: give the Secret with identity and known_hosts as secretRef, or write https://',
  },
  'git-repository-verify-tag': {
    accepted: [
      { ref: { semver: '1.x' }, verify: { mode: 'Tag', secretRef: { name: 'keys' } } },
      { ref: { name: 'refs/tags/v1' }, verify: { mode: 'TagAndHEAD', secretRef: { name: 'keys' } } },
      { ref: { branch: 'main' }, verify: { mode: 'HEAD', secretRef: { name: 'keys' } } },
    ],
    refused: { ref: { branch: 'main' }, verify: { mode: 'TagAndHEAD', secretRef: { name: 'keys' } } },
    message:
      'verify.mode TagAndHEAD verifies a tag, and ref names none: give ref.tag or ref.semver, or set the mode to HEAD',
  },
  'git-repository-reference-order': {
    accepted: [{ ref: { branch: 'main', commit: 'a'.repeat(40) } }, { ref: { tag: 'v1' } }],
    refused: { ref: { tag: 'v1', semver: '1.x', branch: 'main' } },
    message: 'ref.tag wins over ref.semver and ref.branch, which is ignored: give tag alone',
  },
  'git-repository-port': {
    accepted: [
      { url: 'ssh://git@git.example.com:2222/acme/fleet', secretRef: { name: 'key' } },
      { url: 'https://git.example.com/acme/fleet:x' },
      { url: 'https://git.example.com:${PORT}/acme/fleet' },
    ],
    refused: { url: 'ssh://git@github.com:acme/fleet.git', secretRef: { name: 'key' } },
    message:
      'url has "acme" where a port belongs: write a slash before "acme", as in "ssh://git@github.com/acme/fleet.git"',
  },
  'git-repository-reference-text': {
    accepted: [{ ref: { branch: 'release/1.0' } }, { ref: { tag: 'v1.0.0' } }, { ref: { branch: '${BRANCH:=main}' } }],
    refused: { ref: { branch: 'release 1' } },
    message: 'ref.branch "release 1" contains a blank, which Git does not allow: write it as the repository has it',
  },
  'git-repository-short-commit': {
    accepted: [{ ref: { commit: 'a'.repeat(40) } }],
    refused: { ref: { commit: 'abc1234' } },
    message: 'ref.commit "abc1234" is not a whole commit id, and Flux does not find it: give all 40 digits',
  },
  'git-repository-branch-reference': {
    accepted: [{ ref: { name: 'refs/heads/main' } }, { ref: { branch: 'main' } }],
    refused: { ref: { branch: 'refs/heads/main' } },
    message: 'ref "refs/heads/main" is a full reference, to which Flux adds refs/ again: give it as ref.name',
  },
  'git-repository-sparse-path': {
    accepted: [{ sparseCheckout: ['./apps', 'infra'] }],
    refused: { sparseCheckout: ['/apps'] },
    message: `sparseCheckout folder "/apps" is absolute and matches nothing in Git: write it from the repository's root, as in "./apps"`,
  },
  'git-repository-includes-itself': {
    accepted: [{ include: [{ repository: { name: 'two' } }] }],
    refused: { include: [{ repository: { name: 'one' } }] },
    message: 'include names the GitRepository itself, so it waits for its own artifact for ever: leave it out',
  },
  'git-repository-reference-name': {
    accepted: [{ ref: { name: 'refs/pull/4/head' } }, { ref: { name: 'HEAD' } }, { ref: { branch: 'main' } }],
    refused: { ref: { name: 'main' } },
    message:
      'ref.name "main" is no whole reference, and Flux finds none: write one such as "refs/heads/main", or give ref.branch or ref.tag',
  },
  'kustomization-target-namespace': {
    accepted: [{ targetNamespace: 'shop-1' }, { targetNamespace: '${tenant}' }],
    refused: { targetNamespace: 'Shop' },
    message:
      'targetNamespace "Shop" is not a valid name: use lower-case letters, digits and "-", beginning and ending with a letter or digit',
  },
  'kustomization-name-parts': {
    accepted: [{ namePrefix: 'eu-', nameSuffix: '-v1.2' }, { namePrefix: '${tenant}-' }],
    refused: { namePrefix: 'EU_' },
    message: 'namePrefix "EU_" makes names that only roles may have: use lower-case letters, digits, "-" and "."',
  },
  'kustomization-image-reference': {
    accepted: [
      { images: [{ name: 'web', newName: 'registry.example.com:5000/shop/web_x.y-z', newTag: 'v1.2.3_rc-1' }] },
      { images: [{ name: 'web', digest: `sha256:${'a'.repeat(64)}` }] },
      { images: [{ name: 'web', digest: `sha512:${'0'.repeat(128)}` }] },
      { images: [{ name: 'web', newName: '[fd00::1]:5000/x' }] },
      { images: [{ name: 'web', newName: '[fd00::1]/shop/x' }] },
      { images: [{ name: 'web', newName: 'nginx', newTag: '${VERSION}' }] },
    ],
    refused: { images: [{ name: 'web', newTag: '1.0 beta' }] },
    message: 'images[0].newTag "1.0 beta" is not a tag: use letters, digits, "_", "." and "-", at most 128',
  },
  'helm-release-namespaces': {
    accepted: [{ targetNamespace: 'shop', storageNamespace: 'shop-1' }],
    refused: { storageNamespace: 'shop_1' },
    message:
      'storageNamespace "shop_1" is not a valid name: use lower-case letters, digits and "-", beginning and ending with a letter or digit',
  },
  'git-repository-include-onto-another': {
    accepted: [
      { include: [{ repository: { name: 'two' } }, { repository: { name: 'two' }, toPath: 'two-b' }] },
      {
        include: [
          { repository: { name: 'two' }, toPath: 'lib' },
          { repository: { name: 'six' }, toPath: 'lib/six' },
        ],
      },
    ],
    refused: { include: [{ repository: { name: 'two' } }, { repository: { name: 'six' }, toPath: './two/' }] },
    message: 'include[1] goes to "two", which include[0] made: give it another toPath, or put it before that one',
  },
  'git-repository-include-path': {
    accepted: [{ include: [{ repository: { name: 'two' }, fromPath: './lib', toPath: 'a..b' }] }],
    refused: { include: [{ repository: { name: 'two' }, fromPath: '../lib' }] },
    message:
      'include[0].fromPath "../lib" leads out of the repository, where Flux does not go: write it from the repository\'s root',
  },
  'oci-repository-reference-text': {
    accepted: [
      { ref: { tag: '1.0.0_a' } },
      { ref: { digest: `sha256:${'a'.repeat(64)}` } },
      { ref: { tag: '${VERSION}', digest: '${DIGEST}' } },
    ],
    refused: { ref: { tag: '1.0.0+a' } },
    message: 'ref.tag "1.0.0+a" cannot be: use up to 128 letters, digits, "_", "." and "-", with "_" in place of "+"',
  },
  'oci-repository-url': {
    accepted: [{ url: 'oci://registry.example.com:5000/acme/apps' }, { url: 'oci://ghcr.io/acme/apps_x.y-z' }],
    refused: { url: 'oci://registry.example.com/acme/apps:1.0' },
    message: 'url "registry.example.com/acme/apps:1.0" has a tag: leave ":1.0" out',
  },
  'oci-repository-short': {
    accepted: [{ url: 'oci://ghcr.io/ab' }],
    refused: { url: 'oci://ghcr.io/a' },
    message:
      'url "oci://ghcr.io/a" has a repository of one character, which Flux does not fetch: give it a longer name',
  },
  'oci-repository-host': {
    accepted: [{ url: 'oci://zot:5000/apps' }, { url: 'oci://zot.registry/apps' }, { url: 'oci://localhost/apps' }],
    refused: { url: 'oci://zot/acme/apps' },
    message:
      'url "oci://zot/acme/apps" names the host "zot" without a dot or a port, and Flux asks Docker Hub for it: write its whole name, such as "zot.example.svc", or its port',
  },
  'oci-repository-reference-order': {
    accepted: [{ ref: { semver: '1.x', semverFilter: '-rc' } }],
    refused: { ref: { tag: 'latest', semver: '1.x' } },
    message: 'ref.semver wins over ref.tag, which is ignored: give semver alone',
  },
  'oci-repository-filter-unused': {
    accepted: [{ ref: { semver: '1.x', semverFilter: '-rc' } }],
    refused: { ref: { tag: '1.0', semverFilter: '-rc' } },
    message: 'ref.semverFilter is not read without ref.semver: give semver, or leave the filter out',
  },
  'oci-repository-notation-secret': {
    accepted: [{ verify: { provider: 'notation', secretRef: { name: 'trust' } } }, { verify: { provider: 'cosign' } }],
    refused: { verify: { provider: 'notation' } },
    message: 'verify by notation needs the Secret with trust policy and certificates: give verify.secretRef',
  },
  'oci-repository-provider-unused': {
    accepted: [{ provider: 'aws' }, { provider: 'generic', secretRef: { name: 'pull' } }],
    refused: { provider: 'aws', secretRef: { name: 'pull' } },
    message: 'provider aws is not asked, because secretRef is given: leave out one of them',
  },
  'oci-repository-identities-unused': {
    accepted: [{ verify: { provider: 'cosign', matchOIDCIdentity: [{ issuer: 'a', subject: 'b' }] } }],
    refused: {
      verify: { provider: 'cosign', secretRef: { name: 'key' }, matchOIDCIdentity: [{ issuer: 'a', subject: 'b' }] },
    },
    message: 'verify.matchOIDCIdentity is not compared, because verify.secretRef gives keys: leave out one of them',
  },
  'helm-repository-oci-type': {
    accepted: [{ url: 'oci://registry.example.com/charts', type: 'oci' }],
    refused: { url: 'oci://registry.example.com/charts' },
    message: 'url "oci://registry.example.com/charts" is a registry, and the type is not oci: set type to oci',
  },
  'helm-repository-http-type': {
    accepted: [{}],
    refused: { type: 'oci' },
    message: 'url "https://charts.example.com" is no registry, and the type is oci: write oci://, or leave type out',
  },
  'helm-repository-provider-unused': {
    accepted: [{ provider: 'generic' }, { type: 'oci', url: 'oci://a.example.com/charts', provider: 'aws' }],
    refused: { provider: 'aws' },
    message: 'provider is ignored unless type is oci: leave it out',
  },
};

const NOTIFICATIONS: Readonly<Record<string, RuleExample>> = {
  'bucket-endpoint-url': {
    accepted: [
      { endpoint: 'minio.example.com:9000' },
      { endpoint: 's3.amazonaws.com', provider: 'aws' },
      { endpoint: 'https://acme.blob.core.windows.net', provider: 'azure' },
    ],
    refused: { endpoint: 'https://s3.amazonaws.com/acme', provider: 'aws' },
    message: 'endpoint "https://s3.amazonaws.com/acme" is more than a host: write "s3.amazonaws.com"',
  },
  'bucket-endpoint-host': {
    accepted: [{ endpoint: 'https://acme.blob.core.windows.net', provider: 'azure' }],
    refused: { endpoint: 'acme.blob.core.windows.net', provider: 'azure' },
    message:
      'endpoint "acme.blob.core.windows.net" is no URL, which azure takes: write "https://acme.blob.core.windows.net"',
  },
  'receiver-wildcard': {
    accepted: [{ resources: [{ kind: 'GitRepository', name: '*', matchLabels: { team: 'shop' } }] }],
    refused: { resources: [{ kind: 'GitRepository', name: '*' }] },
    message:
      'resources selects every GitRepository by name "*" without matchLabels, and each call fails: give matchLabels, or the names',
  },
  'receiver-labels-beside-name': {
    accepted: [{ resources: [{ kind: 'GitRepository', name: '*', matchLabels: { team: 'shop' } }] }],
    refused: { resources: [{ kind: 'GitRepository', name: 'apps', matchLabels: { team: 'shop' } }] },
    message:
      'resources names GitRepository "apps" with matchLabels, which are not compared: leave out the labels, or set the name to "*"',
  },
  'receiver-namespace': {
    accepted: [{ resources: [{ kind: 'GitRepository', name: 'apps', namespace: 'shop' }] }],
    refused: { resources: [{ kind: 'GitRepository', name: 'apps', namespace: 'other' }] },
    message: `resources is in namespace "other", and Flux's lockdown refuses references into other namespaces: have it in "shop"`,
  },
  'receiver-api-version': {
    accepted: [{ resources: [{ kind: 'Kustomization', apiVersion: 'kustomize.toolkit.fluxcd.io/v1', name: 'apps' }] }],
    refused: { resources: [{ kind: 'Kustomization', name: 'apps' }] },
    message: 'resources has kind Kustomization, whose API version Flux does not guess: give apiVersion',
  },
  'receiver-events-form': {
    accepted: [
      { type: 'gitlab', events: ['Push Hook', 'tag push hook'] },
      { type: 'github', events: ['ping', 'registry_package'] },
      { type: 'bitbucket', events: ['repo:refs_changed'] },
      { type: 'cdevents', events: ['cd.change.merged'] },
    ],
    refused: { type: 'gitlab', events: ['push'] },
    message: 'events has "push", which gitlab never sends: write it as "Push Hook"',
  },
  'receiver-events-unused': {
    accepted: [{ type: 'github', events: ['push'] }],
    refused: { type: 'harbor', events: ['push'] },
    message: 'events is not compared by type harbor, so every call is accepted: leave it out',
  },
  'alert-source-namespace': {
    accepted: [{ eventSources: [{ kind: 'Kustomization', name: '*', namespace: 'shop' }] }],
    refused: { eventSources: [{ kind: 'Kustomization', name: '*', namespace: 'other' }] },
    message: `eventSources is in namespace "other", and Flux's lockdown refuses references into other namespaces: have it in "shop"`,
  },
  'alert-summary-twice': {
    accepted: [{ eventMetadata: { summary: 'east' } }],
    refused: { summary: 'west', eventMetadata: { summary: 'east' } },
    message: 'summary wins over eventMetadata.summary: leave out summary',
  },
  'alert-metadata-overwritten': {
    accepted: [{ eventMetadata: { cluster: 'east' } }],
    refused: { eventMetadata: { revision: 'x' } },
    message: `eventMetadata "revision" is overwritten by Flux's own: choose another key`,
  },
};

const repositoryMessage = (address: string, example: string) =>
  `address "${address}" is not that of a repository: write it like "${example}"`;

const PROVIDERS: Readonly<Record<string, RuleExample>> = {
  'provider-address-missing': {
    accepted: [{ address: undefined, secretRef: { name: 'hook' } }],
    refused: { address: undefined },
    message: 'type slack posts to an address: give address, or a Secret with the key address as secretRef',
  },
  'provider-address-url': {
    accepted: [
      { address: 'https://hooks.example.com/x' },
      { type: 'nats', address: 'nats.example.com:4222', channel: 'a' },
    ],
    refused: { address: 'hooks.example.com/x' },
    message: 'address "hooks.example.com/x" is not a URL: write https://host/path',
  },
  'provider-token-missing': {
    accepted: [{ type: 'gitlab', address: 'https://gitlab.com/acme/apps', secretRef: { name: 'token' } }],
    refused: { type: 'gitlab', address: 'https://gitlab.com/acme/apps' },
    message: 'type gitlab needs a token: give the Secret with it as secretRef',
  },
  'provider-channel-missing': {
    accepted: [{ type: 'nats', address: 'nats://nats:4222', channel: 'flux' }],
    refused: { type: 'nats', address: 'nats://nats:4222' },
    message: 'type nats needs a channel: give the subject as channel',
  },
  'provider-channel-refused': {
    accepted: [{ type: 'webex', address: 'https://webexapis.com/v1/messages', channel: 'room' }],
    refused: { type: 'webex', address: 'https://webexapis.com/v1/messages' },
    message: 'type webex sends no channel, and the service refuses that: give the room as channel',
  },
  'provider-zulip-channel': {
    accepted: [{ type: 'zulip', address: 'https://zulip.example.com', channel: 'ops/flux' }],
    refused: { type: 'zulip', address: 'https://zulip.example.com', channel: 'ops' },
    message: 'channel "ops" names no topic: write "channel/topic"',
  },
  'provider-github-repository': {
    accepted: [
      { type: 'github', address: 'https://github.com/acme/fleet', secretRef: { name: 't' } },
      { type: 'github', address: 'ssh://git@github.com/acme/fleet.git', secretRef: { name: 't' } },
      { type: 'githubdispatch', address: 'git@github.com:acme/fleet', secretRef: { name: 't' } },
    ],
    refused: { type: 'github', address: 'https://github.com/acme', secretRef: { name: 't' } },
    message: repositoryMessage('https://github.com/acme', 'https://github.com/acme/fleet'),
  },
  'provider-gitea-repository': {
    accepted: [{ type: 'gitea', address: 'https://gitea.example.com/acme/fleet', secretRef: { name: 't' } }],
    refused: { type: 'gitea', address: 'https://gitea.example.com/a/b/c', secretRef: { name: 't' } },
    message: repositoryMessage('https://gitea.example.com/a/b/c', 'https://gitea.example.com/acme/fleet'),
  },
  'provider-bitbucket-repository': {
    accepted: [{ type: 'bitbucket', address: 'https://bitbucket.org/acme/fleet', secretRef: { name: 't' } }],
    refused: { type: 'bitbucket', address: 'https://bitbucket.org/acme', secretRef: { name: 't' } },
    message: repositoryMessage('https://bitbucket.org/acme', 'https://bitbucket.org/acme/fleet'),
  },
  'provider-azuredevops-repository': {
    accepted: [
      { type: 'azuredevops', address: 'https://dev.azure.com/acme/project/_git/fleet', secretRef: { name: 't' } },
    ],
    refused: { type: 'azuredevops', address: 'https://dev.azure.com/acme/project', secretRef: { name: 't' } },
    message: repositoryMessage('https://dev.azure.com/acme/project', 'https://dev.azure.com/acme/project/_git/fleet'),
  },
  'provider-bitbucketserver-address': {
    accepted: [
      {
        type: 'bitbucketserver',
        address: 'https://bitbucket.example.com/scm/acme/fleet.git',
        secretRef: { name: 't' },
      },
    ],
    refused: {
      type: 'bitbucketserver',
      address: 'ssh://git@bitbucket.example.com/acme/fleet.git',
      secretRef: { name: 't' },
    },
    message:
      'address "ssh://***@bitbucket.example.com/acme/fleet.git" is not the HTTP clone URL of a repository: write https://bitbucket.example.com/scm/project/repository.git',
  },
  'provider-certificates-unused': {
    accepted: [{ certSecretRef: { name: 'ca' } }],
    refused: { type: 'discord', certSecretRef: { name: 'ca' } },
    message: 'certSecretRef is ignored by type discord: leave it out',
  },
  'provider-proxy-unused': {
    accepted: [{ proxySecretRef: { name: 'proxy' } }],
    refused: { type: 'matrix', proxySecretRef: { name: 'proxy' } },
    message: 'the proxy is ignored by type matrix, which posts directly: leave it out',
  },
};

const IMAGES: Readonly<Record<string, RuleExample>> = {
  'image-update-automation-git': {
    accepted: [{}],
    refused: { git: undefined },
    message: 'git is missing, without which nothing can be committed: give git.commit.author',
  },
  'image-update-automation-source-namespace': {
    accepted: [{ sourceRef: { kind: 'GitRepository', name: 'apps', namespace: 'shop' } }],
    refused: { sourceRef: { kind: 'GitRepository', name: 'apps', namespace: 'flux-system' } },
    message: `sourceRef is in namespace "flux-system", and Flux's lockdown refuses references into other namespaces: have it in "shop"`,
  },
  'image-update-automation-checkout-branch': {
    accepted: [
      { git: { commit: { author: { email: 'a@example.com' } }, checkout: { ref: { branch: 'main' } } } },
      {
        git: {
          commit: { author: { email: 'a@example.com' } },
          checkout: { ref: { tag: 'v1' } },
          push: { branch: 'bump' },
        },
      },
    ],
    refused: { git: { commit: { author: { email: 'a@example.com' } }, checkout: { ref: { tag: 'v1' } } } },
    message: 'git.checkout.ref names no branch, and there is none to push to: give git.push.branch',
  },
  'image-repository-image': {
    accepted: [{ image: 'registry.example.com:5000/acme/web' }, { image: 'nginx' }],
    refused: { image: 'https://registry.example.com/web' },
    message: 'image "https://registry.example.com/web" has a scheme: leave "https://" out',
  },
  'image-policy-several': {
    accepted: [{ policy: { numerical: { order: 'asc' } } }],
    refused: { policy: { alphabetical: { order: 'asc' }, numerical: { order: 'asc' } } },
    message: 'policy.alphabetical decides, and policy.numerical is ignored: give one of them',
  },
  'image-policy-repository-namespace': {
    accepted: [{ imageRepositoryRef: { name: 'web', namespace: 'shop' } }],
    refused: { imageRepositoryRef: { name: 'web', namespace: 'images' } },
    message: `imageRepositoryRef is in namespace "images", and Flux's lockdown refuses references into other namespaces: have it in "shop"`,
  },
};

const source = (alias: string, more: object = {}) => ({ alias, kind: 'GitRepository', name: 'apps', ...more });

const ARTIFACTS: Readonly<Record<string, RuleExample>> = {
  'artifact-generator-alias-twice': {
    accepted: [{ sources: [source('repo'), source('other')] }],
    refused: { sources: [source('repo'), source('repo', { name: 'other' })] },
    message: 'two sources have the alias "repo": give each its own',
  },
  'artifact-generator-name-twice': {
    accepted: [artifacts(copy('@repo/a'), { ...copy('@repo/b'), name: 'db' })],
    refused: artifacts(copy('@repo/a'), copy('@repo/b')),
    message: 'two artifacts have the name "web": give each its own',
  },
  'artifact-generator-revision': {
    accepted: [artifacts({ ...copy('@repo/a'), revision: '@repo' })],
    refused: artifacts({ ...copy('@repo/a'), revision: '@other' }),
    message: 'the revision of artifact "web" names source "other", which does not exist: use one of repo',
  },
  'artifact-generator-copy-source': {
    accepted: [artifacts(copy('@repo/a'))],
    refused: artifacts(copy('@other/a')),
    message: 'artifact "web" copies from source "other", which does not exist: use one of repo',
  },
  'artifact-generator-extract': {
    accepted: [
      artifacts(copy('@repo/web.tgz', { strategy: 'Extract' })),
      artifacts(copy('@repo/**', { strategy: 'Extract' })),
    ],
    refused: artifacts(copy('@repo/web', { strategy: 'Extract' })),
    message:
      'artifact "web" extracts "web", which is no archive: name a .tar.gz or .tgz file, or leave the strategy out',
  },
  'artifact-generator-path': {
    accepted: [artifacts(copy('@repo/a..b'))],
    refused: artifacts(copy('@repo/../a')),
    message: 'a copy has the path "../a", which leads out: leave ".." out',
  },
  'artifact-generator-capture': {
    accepted: [{ pathPattern: '@repo/apps/{app}', ...artifacts({ ...copy('@repo/apps/{app}/**'), name: '{app}' }) }],
    refused: { pathPattern: '@repo/apps/{app}', ...artifacts({ ...copy('@repo/apps/{app}/**'), name: '{team}' }) },
    message: 'artifact "{team}" uses "{team}", which pathPattern does not capture: use one of app',
  },
  'artifact-generator-own-artifact': {
    accepted: [{ sources: [source('repo', { kind: 'ExternalArtifact', name: 'other' })] }],
    refused: { sources: [source('repo', { kind: 'ExternalArtifact', name: 'web' })] },
    message: 'source "web" is an artifact that it makes itself, so it waits for ever: name another source',
  },
  'artifact-generator-exclude': {
    accepted: [artifacts(copy('@repo/web/**', { exclude: ['*.md'] }))],
    refused: artifacts(copy('@repo/README.md', { exclude: ['README.md'] })),
    message: 'artifact "web" copies "@repo/README.md" and excludes it: leave out one of them',
  },
};

const permute = (text: string, more: object = {}) => ({
  inputStrategy: { name: 'Permute' },
  inputs: [{ team: 'a' }],
  resources: template(text),
  ...more,
});

const OPERATOR: Readonly<Record<string, RuleExample>> = {
  'resource-set-depends-on-itself': {
    accepted: [{ dependsOn: [{ apiVersion: 'fluxcd.controlplane.io/v1', kind: 'ResourceSet', name: 'two' }] }],
    refused: {
      dependsOn: [{ apiVersion: 'fluxcd.controlplane.io/v1', kind: 'ResourceSet', name: 'one', namespace: 'shop' }],
    },
    message: 'dependsOn names the ResourceSet itself, so it waits for ever: leave itself out',
  },
  'resource-set-permuted-inputs': {
    accepted: [
      permute('<< inputs.one.team >>-<< inputs.id >>'),
      { inputs: [{ team: 'a' }], resources: template('<< inputs.team >>') },
    ],
    refused: permute('<< inputs.team >>'),
    message:
      'a template uses inputs.team, but under Permute inputs lie below the name of their set: write inputs.one.team',
  },
  'resource-set-empty-scope': {
    accepted: [permute('<< inputs.one.team >>', { inputsFrom: [{ name: 'teams' }] })],
    refused: permute('a', { inputsFrom: [{ name: '---' }] }),
    message: 'inputsFrom names "---", of which a template keeps nothing: give the provider a name with letters',
  },
  'resource-set-same-name': {
    accepted: [{ inputs: [{ team: 'a' }, { team: 'b' }], resources: template('<< inputs.team >>') }],
    refused: {
      inputs: [{ team: 'a' }, { team: 'b' }],
      resources: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'teams', namespace: 'shop' },
          data: { team: '<< inputs.team >>' },
        },
      ],
    },
    message: `ConfigMap "teams" has one name for all inputs, and only the first input's is applied: use an input in its name or namespace`,
  },
  'input-provider-time-zone': {
    accepted: [
      { schedule: [{ cron: '0 1 * * *' }] },
      { schedule: [{ cron: '0 1 * * *', timeZone: 'Europe/Berlin' }] },
      { schedule: [{ cron: '0 1 * * *', timeZone: 'UTC' }] },
    ],
    refused: { schedule: [{ cron: '0 1 * * *', timeZone: 'Europe/Berln' }] },
    message: 'schedule[0].timeZone "Europe/Berln" is not a time zone: write one such as "Europe/Berlin"',
  },
  'input-provider-window': {
    accepted: [
      { schedule: [{ cron: '0 1 * * *', window: '4m' }] },
      { schedule: [{ cron: '0 1 * * *', window: '1h30m' }] },
      { schedule: [{ cron: '0 1 * * *', window: '0s' }] },
    ],
    refused: { schedule: [{ cron: '0 1 * * *', window: '3m59s' }] },
    message:
      'schedule[0].window "3m59s" is shorter than twice the timeout of a reconciliation (2m): give a longer one, or leave it out',
  },
  'resource-set-step-twice': {
    accepted: [
      {
        resources: undefined,
        steps: [
          { name: 'a', resources: template('a') },
          { name: 'b', resources: template('b') },
        ],
      },
    ],
    refused: {
      resources: undefined,
      steps: [
        { name: 'first', resources: template('a') },
        { name: 'second', resources: template('a') },
      ],
    },
    message: 'ConfigMap "a" is in steps "first" and "second": keep it in one',
  },
};

/** An analysis that decides by something. */
const CHECKED = { interval: '1m', metrics: [{ name: 'request-duration' }] };

const FLAGGER: Readonly<Record<string, RuleExample>> = {
  'canary-cookie-names': {
    accepted: [{ analysis: { sessionAffinity: { cookieName: 'a', primaryCookieName: 'b' } } }],
    refused: { analysis: { sessionAffinity: { cookieName: 'a', primaryCookieName: 'a' } } },
    message: `analysis.sessionAffinity calls both cookies "a": give the primary's another name`,
  },
  'canary-knative-provider': {
    accepted: [
      { provider: 'knative', targetRef: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'web' } },
    ],
    refused: { provider: 'knative' },
    message: 'provider knative takes a Service of serving.knative.dev, not Deployment: choose another provider',
  },
  'canary-knative-autoscaler': {
    accepted: [{ autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'web' } }],
    refused: {
      provider: 'knative',
      targetRef: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'web' },
      autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'web' },
    },
    message: 'autoscalerRef is refused for a Knative Service, which scales itself: leave it out',
  },
  'canary-alert-severity': {
    accepted: [{ analysis: { ...CHECKED, alerts: [{ name: 'a', severity: 'warn', providerRef: { name: 'a' } }] } }],
    refused: { analysis: { ...CHECKED, alerts: [{ name: 'a', providerRef: { name: 'a' } }] } },
    message: 'analysis.alerts "a" has no severity, and Flagger never tells it anything: give info, warn or error',
  },
  'canary-steps': {
    accepted: [{ analysis: { ...CHECKED, stepWeights: [1, 5, 100] } }],
    refused: { analysis: { ...CHECKED, stepWeights: [10, 5] } },
    message: 'analysis.stepWeights go from 10 to 5, where the analysis stops for ever: give rising weights',
  },
  'canary-kubernetes-weights': {
    accepted: [
      { provider: 'kubernetes', analysis: { ...CHECKED, iterations: 2 } },
      { provider: 'kubernetes', skipAnalysis: true, analysis: {} },
    ],
    refused: { provider: 'kubernetes', analysis: { ...CHECKED, stepWeight: 10 } },
    message:
      'provider kubernetes neither weighs nor matches requests, and Flagger makes blue/green of it: give analysis.iterations alone',
  },
  'canary-nothing-analysed': {
    accepted: [{ analysis: { webhooks: [{ name: 'a', url: 'http://a' }] } }, { skipAnalysis: true, analysis: {} }],
    refused: { analysis: { webhooks: [{ name: 'a', url: 'http://a', type: 'event' }] } },
    message:
      'nothing is analysed, so that every version whose pods start is promoted: give metrics or a webhook, or skipAnalysis',
  },
  'canary-provider-needs': {
    accepted: [
      { provider: 'nginx', ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'web' } },
      { provider: 'gatewayapi:v1', service: { port: 80, gatewayRefs: [{ name: 'public' }] } },
    ],
    refused: { provider: 'gatewayapi:v1', service: { port: 80, gatewayRefs: [] } },
    message: 'provider gatewayapi:v1 routes by service.gatewayRefs, which is missing: give it, or another provider',
  },
};

const SCHEDULES: Readonly<Record<string, RuleExample>> = {
  'scheduled-backup-seconds': {
    accepted: [{ schedule: '0 0 3 * * *' }, { schedule: '@daily' }, { schedule: 'TZ=UTC 0 3 * *' }],
    refused: { schedule: '0 3 * * *' },
    message: 'schedule "0 3 * * *" has five fields, and the first is read as seconds: write six, "0 0 3 * * *"',
  },
  'scheduled-backup-time-zone': {
    accepted: [{ schedule: '0 0 3 * * *' }, { schedule: '0 3 * * *' }, { schedule: '@daily' }],
    refused: { schedule: 'TZ=Europe/Berlin 0 3 * * *' },
    message:
      'schedule "TZ=Europe/Berlin 0 3 * * *" begins with a time zone, which CloudNativePG refuses: write it in the time of the operator, which is UTC unless its pod says otherwise, and without the zone, such as "0 0 3 * * *"',
  },
  'scaled-object-cron-days': {
    accepted: [
      cronTrigger('0 20 * * 1-5', '0 6 * * 2-6'),
      cronTrigger('0 7 * * 1', '0 19 * * 5'),
      cronTrigger('0 8 * * 1-5', '0 18 * * MON-FRI'),
      cronTrigger('0 8,18 * * *', '0 18,20 * * *'),
      cronTrigger('0 8 1 * *', '0 8 15 * *'),
      cronTrigger('0 8 * * 1-7', '0 18 * * *'),
      cronTrigger('${START}', '0 18 * * *'),
      cronTrigger('@daily', '0 18 * * *'),
      cronTrigger('0 8 * * 1-5', '0 18 * * 1-5'),
      cronTrigger('0 8 * * 1-5', '0 18 * * *', 'other'),
      { triggers: [{ type: 'cpu', metadata: { value: '50' } }] },
    ],
    refused: cronTrigger('0 8 * * 1-5', '0 18 * * *'),
    message:
      'the cron trigger from "0 8 * * 1-5" to "0 18 * * *" has two ends without a start between ("Fri 18:00, Sat 18:00"), and KEDA only asks which of the two comes next, so that it is active from the first to the second: let starts and ends take turns',
  },
};

/** The OCIRepository that a HelmRelease holds. A chart that another source has, with the same mistake, is none of it. */
const inlineChart = (spec: object) => ({
  chartRef: undefined,
  chart: { kind: 'OCIRepository', spec: { url: 'oci://registry.example.com/acme/web', ...spec } },
});

const INLINE_EXAMPLES: Readonly<Record<string, RuleExample>> = Object.fromEntries(
  Object.entries(SOURCES)
    .filter(([id]) => id.startsWith('oci-repository-'))
    .map(([id, { accepted, refused, message }]) => [
      id.replace('oci-repository', 'helm-release-oci'),
      {
        accepted: [...accepted.map(inlineChart), chartFrom('HelmRepository', {})],
        refused: inlineChart(refused),
        message: `chart.spec.${message}`,
      },
    ]),
);

/** Examples of each rule that one object decides, by its id. */
export const OBJECT_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  ...KUSTOMIZATION,
  ...HELM,
  ...CHART_EXAMPLES,
  ...SOURCES,
  ...INLINE_EXAMPLES,
  ...NOTIFICATIONS,
  ...PROVIDERS,
  ...IMAGES,
  ...ARTIFACTS,
  ...OPERATOR,
  ...FLAGGER,
  ...SCHEDULES,
};
