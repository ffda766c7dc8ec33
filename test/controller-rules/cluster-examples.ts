import { KubernetesObject } from '../../src/kubernetes/objects';
import { objectOf } from './examples';

/** Objects of one cluster that a rule accepts, those that it refuses, and what it says of these, without the first object's name. */
export interface ClusterExample {
  readonly accepted: readonly (readonly KubernetesObject[])[];
  readonly refused: readonly KubernetesObject[];
  /** Whole messages. */
  readonly messages: readonly string[];
}

const depends = (...names: string[]) => ({ dependsOn: names.map((name) => ({ name })) });
const kustomization = (name: string, spec: object = {}) =>
  objectOf('Kustomization', { path: `./${name}`, ...spec }, name);
const release = (name: string, spec: object = {}) => objectOf('HelmRelease', spec, name);
const repository = (spec: object, name = 'apps') => objectOf('GitRepository', spec, name);
const set = (name: string, ...on: string[]) =>
  objectOf(
    'ResourceSet',
    { dependsOn: on.map((other) => ({ apiVersion: 'fluxcd.controlplane.io/v1', kind: 'ResourceSet', name: other })) },
    name,
  );
const sparse = { sparseCheckout: ['./apps'] };
const chartPath = (path: string) => ({ chart: path, sourceRef: { kind: 'GitRepository', name: 'apps' } });
const templated = (chart: object) => ({ chartRef: undefined, chart: { spec: chart } });
const generator = (from: string, to: string, name = 'one', more: object = {}) =>
  objectOf('ArtifactGenerator', { artifacts: [{ name: 'web', copy: [{ from, to, ...more }] }] }, name);
const fromArtifact = release('web', { chartRef: { kind: 'ExternalArtifact', name: 'web' } });
const provider = (type: string, address = 'https://github.com/acme/fleet') =>
  objectOf('Provider', { type, address, secretRef: { name: 'token' } }, 'chat');
const alert = (kind: string, more: object = {}, name = '*') =>
  objectOf('Alert', { eventSources: [{ kind, name }], ...more });
const autoscaler = (name: string, target: string): KubernetesObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name, namespace: 'shop' },
  spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target } },
});
const definition = (...versions: string[]): KubernetesObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'shops.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Shop', plural: 'shops' },
    versions: ['v1alpha1', ...versions].map((name, index) => ({
      name,
      served: index > 0,
      storage: index === 1,
      schema: { openAPIV3Schema: { type: 'object' } },
    })),
  },
});
const shopResource = (version: string): KubernetesObject => ({
  apiVersion: `example.com/${version}`,
  kind: 'Shop',
  metadata: { name: 'one', namespace: 'shop' },
});
const workload = (name: string, spec: object): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    ...spec,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: 'nginx:1.29' }] } },
  },
});
const podOf = (container: object): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx:1.29', ...container }] },
    },
  },
});
const secured = podOf({
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
});
const probed = (readinessProbe: object, ports: object[] = [{ containerPort: 80, name: 'http' }]) =>
  podOf({ readinessProbe, ports });
const imaged = (image: string) => podOf({ image });
const sized = (resources: object, replicas = 1): KubernetesObject => {
  const { spec, ...rest } = podOf({ resources });
  return { ...rest, spec: { ...(spec as object), replicas } };
};
const inShop = (apiVersion: string, kind: string, name: string, spec: object): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
});
const namespace = (level: string, version = 'latest'): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'shop',
    labels: {
      'pod-security.kubernetes.io/enforce': level,
      'pod-security.kubernetes.io/enforce-version': version,
    },
  },
});
const limitRange = (bounds: object, type = 'Container') =>
  inShop('v1', 'LimitRange', 'limits', { limits: [{ type, ...bounds }] });
const quota = (hard: object, more: object = {}) => inShop('v1', 'ResourceQuota', 'quota', { hard, ...more });
const storage = (amount: string, name: string) =>
  inShop('v1', 'PersistentVolumeClaim', name, {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: amount } },
  });
const budget = (spec: object) =>
  inShop('policy/v1', 'PodDisruptionBudget', 'web', { selector: { matchLabels: { app: 'web' } }, ...spec });
const tagPolicy: KubernetesObject = {
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name: 'no-latest' },
  spec: { rules: [{ name: 'tag', validate: { pattern: { spec: { containers: [{ image: '!*:latest' }] } } } }] },
};
const service = (name: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { ports: [{ port: 80 }] },
});
const leading = (targetPort: number | string, selector: object = { app: 'web' }) =>
  inShop('v1', 'Service', 'web', { selector, ports: [{ port: 80, targetPort }] });
const annotated = (object: KubernetesObject, key: string): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { [key]: '7' } },
});
const automation = (name: string, git: object = {}) =>
  objectOf('ImageUpdateAutomation', { git: { commit: { author: { email: 'a@example.com' } }, ...git } }, name);
const policy = (failurePolicy: string): KubernetesObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'limits' },
  spec: {
    failurePolicy,
    paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    matchConstraints: {
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    },
    validations: [{ expression: 'true' }],
  },
});
const binding: KubernetesObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'limits' },
  spec: {
    policyName: 'limits',
    validationActions: ['Deny'],
    paramRef: { name: 'limits', namespace: 'shop', parameterNotFoundAction: 'Deny' },
  },
};
const instance = (namespace: string): KubernetesObject => ({
  apiVersion: 'fluxcd.controlplane.io/v1',
  kind: 'FluxInstance',
  metadata: { name: 'flux', namespace },
  spec: { distribution: { version: '2.x', registry: 'ghcr.io/fluxcd' } },
});
const store: KubernetesObject = {
  apiVersion: 'coroot.com/v1',
  kind: 'Coroot',
  metadata: { name: 'coroot', namespace: 'shop' },
  spec: {},
};
const crd: KubernetesObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'coroots.coroot.com' },
  spec: {
    group: 'coroot.com',
    scope: 'Namespaced',
    names: { kind: 'Coroot', plural: 'coroots', singular: 'coroot' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};
const measured = (templateRef: object) => ({
  analysis: { interval: '1m', metrics: [{ name: 'errors', templateRef }] },
});
const canary = (name: string, spec: object = {}) => objectOf('Canary', spec, name);
const remote = (name: string) => ({ kubeConfig: { secretRef: { name } } });
const unfetched = (field: string, path: string, other = 'use another one') =>
  `${field} "${path}" is not among the folders that sparseCheckout of GitRepository "shop/apps" fetches (./apps): add it there; where the fleet makes that source, ${other}`;
const status = (kind: string) =>
  `Alert "shop/one": eventSources has ${kind}, but a Provider of type github sets the status of a commit, for which only Kustomizations send events of success: those of a ${kind} are dropped, so name Kustomizations, or set eventSeverity to error`;
const twice = (name: string, namespace: string, other: string) =>
  `its Helm release "${name}" in namespace "${namespace}" is already that of HelmRelease "shop/${other}" (one), and the two would upgrade over and uninstall each other: give one of them another releaseName`;

/** Examples of each rule that the objects of a cluster decide together, by its id. */
export const CLUSTER_EXAMPLES: Readonly<Record<string, ClusterExample>> = {
  'kustomization-circle': {
    accepted: [[kustomization('a', depends('b')), kustomization('b', depends('c')), kustomization('c')]],
    refused: [kustomization('a', depends('b')), kustomization('b', depends('c')), kustomization('c', depends('a'))],
    messages: [
      'Kustomization "shop/a": dependsOn goes in a circle, in which each waits for the other for ever (shop/a → shop/b → shop/c → shop/a): take one of these dependencies out',
    ],
  },
  'kustomization-depends-on-nobody': {
    accepted: [[kustomization('a', depends('b')), kustomization('b')], [kustomization('a', depends('a'))]],
    refused: [kustomization('a', depends('db')), release('db')],
    messages: [
      'Kustomization "shop/a": dependsOn names Kustomization "shop/db", which the program does not make on this cluster, so it waits until somebody else does; the HelmRelease of that name is none: correct the name, or leave it out',
    ],
  },
  'kustomization-depends-on-suspended': {
    accepted: [[kustomization('a', { ...depends('b'), suspend: true }), kustomization('b', { suspend: true })]],
    refused: [kustomization('a', depends('b')), kustomization('b', { suspend: true })],
    messages: [
      'Kustomization "shop/a": dependsOn names Kustomization "shop/b", which is suspended and on a new cluster never Ready: resume that, or leave the dependency out',
    ],
  },
  'helm-release-circle': {
    accepted: [[release('a', depends('b')), release('b')]],
    refused: [release('a', depends('b')), release('b', depends('a'))],
    messages: [
      'HelmRelease "shop/a": dependsOn goes in a circle, in which each waits for the other for ever (shop/a → shop/b → shop/a): take one of these dependencies out',
    ],
  },
  'helm-release-depends-on-nobody': {
    accepted: [[release('a', depends('b')), release('b')]],
    refused: [release('a', depends('b'))],
    messages: [
      'HelmRelease "shop/a": dependsOn names HelmRelease "shop/b", which the program does not make on this cluster, so it waits until somebody else does: correct the name, or leave it out',
    ],
  },
  'helm-release-depends-on-suspended': {
    accepted: [[release('a', depends('b')), release('b')]],
    refused: [release('a', depends('b')), release('b', { suspend: true })],
    messages: [
      'HelmRelease "shop/a": dependsOn names HelmRelease "shop/b", which is suspended and on a new cluster never Ready: resume that, or leave the dependency out',
    ],
  },
  'resource-set-circle': {
    accepted: [[set('a', 'b'), set('b')]],
    refused: [set('a', 'b'), set('b', 'a')],
    messages: [
      'ResourceSet "shop/a": dependsOn goes in a circle, in which each waits for the other for ever (shop/a → shop/b → shop/a): take one of these dependencies out',
    ],
  },
  'git-repository-include-circle': {
    accepted: [[repository({ include: [{ repository: { name: 'b' } }] }, 'a'), repository({}, 'b')]],
    refused: [
      repository({ include: [{ repository: { name: 'b' } }] }, 'a'),
      repository({ include: [{ repository: { name: 'a' } }] }, 'b'),
    ],
    messages: [
      'GitRepository "shop/a": include goes in a circle, in which each waits for the other for ever (a → b → a): take one of them out',
    ],
  },
  'kustomization-path-not-fetched': {
    accepted: [
      [repository(sparse), kustomization('a', { path: './apps/a' })],
      [repository(sparse), kustomization('a', { path: 'apps' })],
      [repository(sparse), kustomization('a', { path: './' })],
      [
        repository({ ...sparse, include: [{ repository: { name: 'lib' }, toPath: 'infra' }] }),
        kustomization('a', { path: './infra' }),
      ],
    ],
    refused: [repository(sparse), kustomization('a', { path: './apps-2' })],
    messages: [
      `Kustomization "shop/a": ${unfetched('path', './apps-2', 'give the Kustomization another one, or deliver the folder by the path of a component')}`,
    ],
  },
  'helm-chart-path-not-fetched': {
    accepted: [[repository(sparse), objectOf('HelmChart', chartPath('./apps/web'))]],
    refused: [
      repository(sparse),
      objectOf('HelmChart', { ...chartPath('apps/web'), valuesFiles: ['values/prod.yaml'] }),
    ],
    messages: [`HelmChart "shop/one": ${unfetched('valuesFiles', 'values/prod.yaml')}`],
  },
  'helm-release-path-not-fetched': {
    accepted: [[repository(sparse), release('a', templated(chartPath('./apps/web')))]],
    refused: [repository(sparse), release('a', templated(chartPath('./charts/web')))],
    messages: [`HelmRelease "shop/a": ${unfetched('chart.spec.chart', './charts/web')}`],
  },
  'artifact-generator-path-not-fetched': {
    accepted: [
      [repository(sparse), generator('@repo/apps/**', '@artifact/')],
      [repository(sparse), generator('@repo/**', '@artifact/')],
    ],
    refused: [repository(sparse), generator('@repo/infra/**', '@artifact/')],
    messages: [`ArtifactGenerator "shop/one": ${unfetched('copy', 'infra')}`],
  },
  'kustomization-folder-twice': {
    accepted: [
      [kustomization('a'), kustomization('b')],
      [
        kustomization('a', { path: './x', targetNamespace: 'a' }),
        kustomization('b', { path: './x', targetNamespace: 'b' }),
      ],
      [
        kustomization('a', { path: './x', postBuild: { substitute: { N: 'a' } } }),
        kustomization('b', { path: './x', postBuild: { substitute: { N: 'b' } } }),
      ],
      [kustomization('a', { path: './x', ...remote('east') }), kustomization('b', { path: './x', ...remote('west') })],
      [kustomization('a', { path: './x' }), kustomization('b', { path: './x', suspend: true })],
    ],
    refused: [
      kustomization('a', { path: './x' }),
      kustomization('b', { path: 'x/' }),
      kustomization('c', { path: './y' }),
      kustomization('d', { path: './y', images: [{ name: 'web', newTag: '2' }] }),
    ],
    messages: [
      'Kustomization "shop/b": it applies the same folder "x/" of the same source as Kustomization "shop/a", and each deletes what the other applied when it goes: leave out one of them',
      'Kustomization "shop/d": it applies the same folder "./y" of the same source as Kustomization "shop/c" with other changes, so objects of one name alternate between both: leave out one of them, or tell their objects apart by targetNamespace or namePrefix',
    ],
  },
  'helm-release-name-twice': {
    accepted: [
      [release('a'), release('b')],
      [
        release('a', { releaseName: 'x', storageNamespace: 'a' }),
        release('b', { releaseName: 'x', storageNamespace: 'b' }),
      ],
      [release('a', { releaseName: 'x', ...remote('east') }), release('b', { releaseName: 'x', ...remote('west') })],
      [release('a', { releaseName: 'x', ...remote('east') }), release('b', { releaseName: 'x' })],
      [release('a', { releaseName: 'x' }), release('b', { releaseName: 'x', suspend: true })],
    ],
    refused: [
      release('a', { targetNamespace: 'web' }),
      release('b', { releaseName: 'web-a' }),
      release('c', { releaseName: 'x', ...remote('east') }),
      release('d', { releaseName: 'x', storageNamespace: 'shop', ...remote('east') }),
    ],
    messages: [
      `HelmRelease "shop/b": ${twice('web-a', 'shop', 'a')}`,
      `HelmRelease "shop/d": ${twice('x', 'shop', 'c')}`,
    ],
  },
  'helm-release-chart-layout': {
    accepted: [
      [fromArtifact, generator('@repo/charts/web/**', '@artifact/web/')],
      [fromArtifact, generator('@repo/charts/web', '@artifact/')],
      [fromArtifact, generator('@repo/web-1.0.tgz', '@artifact/', 'one', { strategy: 'Extract' })],
      [fromArtifact, generator('@repo/**', '@artifact/')],
    ],
    refused: [fromArtifact, generator('@repo/charts/web/**', '@artifact/')],
    messages: [
      'HelmRelease "shop/web": chartRef reads ExternalArtifact "web", whose chart lies at its root, and Helm loads a chart from one folder of the archive: copy it to "@artifact/NAME/"',
    ],
  },
  'helm-chart-unverified': {
    accepted: [
      [
        objectOf('HelmRepository', { type: 'oci', url: 'oci://a.example.com/x' }, 'charts'),
        objectOf('HelmChart', { verify: { provider: 'cosign' } }),
      ],
    ],
    refused: [objectOf('HelmRepository', {}, 'charts'), objectOf('HelmChart', { verify: { provider: 'cosign' } })],
    messages: [
      'HelmChart "shop/one": verify is skipped in silence for a chart from HelmRepository "charts", which is not of type oci: take the chart from a registry, or leave verify out',
    ],
  },
  'helm-release-chart-unverified': {
    accepted: [
      [
        objectOf('HelmRepository', {}, 'charts'),
        release('a', templated({ chart: 'web', sourceRef: { kind: 'HelmRepository', name: 'charts' } })),
      ],
    ],
    refused: [
      objectOf('HelmRepository', {}, 'charts'),
      release(
        'a',
        templated({
          chart: 'web',
          sourceRef: { kind: 'HelmRepository', name: 'charts' },
          verify: { provider: 'cosign' },
        }),
      ),
    ],
    messages: [
      'HelmRelease "shop/a": verify is skipped in silence for a chart from HelmRepository "charts", which is not of type oci: take the chart from a registry, or leave verify out',
    ],
  },
  'alert-commit-status-source': {
    accepted: [
      [provider('github'), alert('Kustomization')],
      [provider('github'), alert('GitRepository', { eventSeverity: 'error' })],
      [provider('slack'), alert('GitRepository')],
      [alert('GitRepository')],
    ],
    refused: [provider('github'), alert('GitRepository')],
    messages: [status('GitRepository')],
  },
  'alert-change-request-source': {
    accepted: [
      [
        provider('githubpullrequestcomment'),
        alert('Kustomization', {}, 'a'),
        annotated(kustomization('a'), 'event.toolkit.fluxcd.io/change_request'),
      ],
      [provider('githubpullrequestcomment'), alert('Kustomization', {}, 'a')],
    ],
    refused: [provider('githubpullrequestcomment'), alert('Kustomization', {}, 'a'), kustomization('a')],
    messages: [
      'Alert "shop/one": eventSources has Kustomization "a", which does not say to which change request it belongs, so a Provider of type githubpullrequestcomment drops its events: annotate it with event.toolkit.fluxcd.io/change_request',
    ],
  },
  'autoscaler-twice': {
    accepted: [[autoscaler('a', 'web'), autoscaler('b', 'db')]],
    refused: [autoscaler('a', 'web'), autoscaler('b', 'web')],
    messages: [
      'HorizontalPodAutoscaler "shop/b": it scales Deployment "web", which HorizontalPodAutoscaler "shop/a" scales already, and Kubernetes then scales by neither: leave out one of them',
    ],
  },
  'autoscaler-replicas': {
    accepted: [[autoscaler('a', 'web'), workload('web', {})], [workload('web', { replicas: 2 })]],
    refused: [autoscaler('a', 'web'), workload('web', { replicas: 2 })],
    messages: [
      'Deployment "shop/web": spec.replicas is applied again at every interval, against HorizontalPodAutoscaler "shop/a": leave replicas out',
    ],
  },
  'canary-target-twice': {
    accepted: [[canary('a'), canary('b', { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'db' } })]],
    refused: [canary('a'), canary('b')],
    messages: ['Canary "shop/b": its target is already that of Canary "shop/a": leave out one of them'],
  },
  'canary-autoscaler': {
    accepted: [
      [
        canary('a', { autoscalerRef: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'web' } }),
        autoscaler('web', 'web'),
      ],
    ],
    refused: [canary('a'), autoscaler('web', 'web')],
    messages: [
      'Canary "shop/a": HorizontalPodAutoscaler "shop/web" scales its target, which Flagger scales to 0 between analyses: name it as autoscalerRef',
    ],
  },
  'canary-service': {
    accepted: [
      [canary('a'), service('db')],
      [canary('a', { service: { port: 80, name: 'front' } }), service('web')],
      [canary('a', { suspend: true, revertOnDeletion: true }), service('web')],
    ],
    refused: [canary('a'), service('web')],
    messages: [
      `Canary "shop/a": Service "web" is in the program, and Flagger takes it over: Flux applies no change of it while the mark is there that Flagger sets: change its ports in the Canary's service; leave the Service out of an app that does not run yet`,
    ],
  },
  'canary-template': {
    accepted: [
      [canary('a', measured({ name: 'errors' })), objectOf('MetricTemplate', {}, 'errors')],
      [canary('a', measured({ name: 'errors', namespace: 'shop' })), objectOf('MetricTemplate', {}, 'errors')],
      [canary('a')],
    ],
    refused: [
      canary('a', measured({ name: 'errors', namespace: 'flagger' })),
      objectOf('MetricTemplate', {}, 'errors'),
    ],
    messages: [
      'Canary "shop/a": metric "errors" names MetricTemplate "flagger/errors", which nothing in the program has: add it, or make sure that somebody else does',
    ],
  },
  'image-update-automation-branch-twice': {
    accepted: [
      [repository({ ref: { branch: 'main' } }), automation('a'), automation('b', { push: { branch: 'bump' } })],
    ],
    refused: [repository({ ref: { branch: 'main' } }), automation('a'), automation('b', { push: { branch: 'main' } })],
    messages: [
      'ImageUpdateAutomation "shop/b": it pushes to branch "main" as ImageUpdateAutomation "shop/a" does, and their pushes refuse each other: let one automation own the branch',
    ],
  },
  'image-update-automation-no-branch': {
    accepted: [[repository({ ref: { tag: 'v1' } }), automation('a', { push: { branch: 'bump' } })], [automation('a')]],
    refused: [repository({ ref: { tag: 'v1' } }), automation('a')],
    messages: [
      'ImageUpdateAutomation "shop/a": GitRepository "apps" follows no branch, and there is none to push to: give git.push.branch',
    ],
  },
  'artifact-generator-artifact-twice': {
    accepted: [[generator('@repo/a', '@artifact/', 'a')]],
    refused: [generator('@repo/a', '@artifact/', 'a'), generator('@repo/b', '@artifact/', 'b')],
    messages: [
      'ArtifactGenerator "shop/b": it makes ExternalArtifact "shop/web", which ArtifactGenerator "shop/a" makes already: give one of them another name',
    ],
  },
  'flux-instance-twice': {
    accepted: [[instance('flux-system')]],
    refused: [instance('flux-system'), instance('other')],
    messages: [
      'FluxInstance "other/flux": FluxInstance "flux-system/flux" installs Flux on the same cluster: keep one of them',
    ],
  },
  'policy-parameter-missing': {
    accepted: [[policy('Fail'), binding], [binding]],
    refused: [policy('Ignore'), binding],
    messages: [
      'ValidatingAdmissionPolicyBinding "limits": parameterNotFoundAction Deny does not hold, because failurePolicy of ValidatingAdmissionPolicy "limits" is Ignore and a missing parameter counts as a failure: set failurePolicy to Fail',
    ],
  },
  'custom-resource-version': {
    accepted: [
      [definition('v1', 'v1beta1'), shopResource('v1'), shopResource('v1beta1')],
      // Of another kind, nothing is known.
      [definition('v1'), { ...shopResource('v2'), kind: 'Stall' }],
      [shopResource('v2')],
    ],
    refused: [definition('v1', 'v1beta1'), shopResource('v1alpha1')],
    messages: [
      'Shop "shop/one": its CRD in the program does not serve example.com/v1alpha1: use example.com/v1 or example.com/v1beta1',
    ],
  },
  'custom-resource-beside-its-release': {
    accepted: [
      [store],
      [release('operator')],
      [release('operator'), store, crd],
      [release('operator'), store, kustomization('one', { ...depends('crds'), path: './dist/one' })],
    ],
    refused: [release('operator'), store],
    messages: [
      'Coroot "shop/coroot": it is in the same Kustomization as HelmRelease "shop/operator": if that chart brings its CRD, the dry run fails on a new cluster and nothing is applied, the release included; move it into a component of its own that has this one in dependsOn, so that it is applied once the release is Ready: on a cluster that has the CRD otherwise, acknowledge this warning',
    ],
  },
  'namespace-pod-security': {
    accepted: [
      [namespace('baseline'), workload('web', {})],
      [namespace('restricted'), secured],
      [workload('web', {})],
      // Kubernetes 1.34 is the first that refuses it.
      [namespace('baseline'), probed({ httpGet: { port: 80, host: 'a.example.com' } })],
    ],
    refused: [namespace('restricted', 'v1.34'), workload('web', {})],
    messages: [
      'Deployment "shop/web": its namespace enforces Pod Security "restricted" and refuses its pods, because container "web" must set securityContext.allowPrivilegeEscalation to false; container "web" must drop all capabilities, securityContext.capabilities.drop: [ALL]; container "web" must set securityContext.runAsNonRoot to true; container "web" must set securityContext.seccompProfile.type to RuntimeDefault or Localhost: change that, or give the namespace another level ("podSecurity" of a tenant)',
    ],
  },
  'namespace-limits': {
    accepted: [
      [limitRange({ max: { cpu: '2' } }), workload('web', {})],
      [limitRange({ default: { memory: '1Gi' } }), sized({ requests: { memory: '1Gi' } })],
      [limitRange({ max: { cpu: '1' } }, 'Pod'), sized({ limits: { cpu: '1' } })],
    ],
    refused: [
      limitRange({ max: { cpu: '2' }, default: { memory: '1Gi' } }),
      sized({ requests: { cpu: '3', memory: '2Gi' } }),
    ],
    messages: [
      'Deployment "shop/web": the LimitRange of its namespace refuses that container "web" requests 3 of cpu, above the limit 2 that it gets by default; container "web" requests 2Gi of memory, above the limit 1Gi that it gets by default; container "web" takes 3 of cpu, of which 2 is the most: stay within its bounds, or change them ("containerLimits" of a tenant)',
    ],
  },
  'namespace-quota': {
    accepted: [
      [quota({ 'requests.cpu': '2', pods: 2 }), sized({ requests: { cpu: '1' } }, 2)],
      [quota({ 'limits.memory': '2Gi' }), limitRange({ default: { memory: '1Gi' } }), workload('web', {})],
      [quota({ 'requests.storage': '1Gi' }), storage('512Mi', 'a'), storage('512Mi', 'b')],
      [quota({ 'services.loadbalancers': 0, 'services.nodeports': 0 }), service('web'), leading('http')],
      [quota({ pods: 0 }, { scopes: ['BestEffort'] }), sized({ requests: { cpu: '2' } })],
    ],
    refused: [
      quota({
        'requests.cpu': '2',
        'limits.memory': '2Gi',
        'requests.storage': '1Gi',
        'services.loadbalancers': 0,
        configmaps: 1,
      }),
      sized({ requests: { cpu: '1' } }, 3),
      storage('512Mi', 'a'),
      storage('1Gi', 'b'),
      { ...service('lb'), spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } },
      ...[1, 2].map((at) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${at}`, namespace: 'shop' } })),
    ],
    messages: [
      'Deployment "shop/web": ResourceQuota "shop/quota" refuses it, because container "web" names no limits.memory, which it counts; it takes 3 of requests.cpu, of which 2 is all there is: change that, or the quota ("quota" of a tenant)',
      'Service "shop/lb": ResourceQuota "shop/quota" refuses it, because it takes 1 of services.loadbalancers, of which 0 is all there is: change that, or the quota ("quota" of a tenant)',
      'PersistentVolumeClaim "shop/b": ResourceQuota "shop/quota" refuses it, because it and the objects before it take 1536Mi of requests.storage, of which 1Gi is all there is: change that, or the quota ("quota" of a tenant)',
      'ResourceQuota "shop/quota": the program itself has 2 of configmaps in its namespace, of which 1 is all there is: take some out, or change the quota ("quota" of a tenant)',
    ],
  },
  'budget-allows-no-eviction': {
    accepted: [
      [workload('web', {}), budget({ maxUnavailable: 1 })],
      [workload('web', { replicas: 2 }), budget({ minAvailable: 1 })],
      [workload('web', { replicas: 3 }), budget({ minAvailable: '50%' })],
      // The autoscaler makes up to 3.
      [workload('web', {}), budget({ minAvailable: 1 }), autoscaler('web', 'web')],
      [workload('other', {}), budget({ minAvailable: 1 })],
      [workload('web', { replicas: 0 }), budget({ minAvailable: 1 })],
      [budget({ maxUnavailable: 0 })],
    ],
    refused: [workload('web', {}), budget({ minAvailable: '50%' })],
    messages: [
      'PodDisruptionBudget "shop/web": spec.minAvailable allows no eviction of the only pod that it selects, so that its node cannot be drained: run more of them, or let at least one go (maxUnavailable: 1)',
    ],
  },
  'probe-on-no-port': {
    accepted: [
      [probed({ httpGet: { port: 80 } })],
      [probed({ httpGet: { port: 'http' } })],
      [probed({ tcpSocket: { port: 81, host: '10.0.0.1' } })],
      [probed({ httpGet: { port: 81 } }, [])],
      [probed({ exec: { command: ['true'] } })],
    ],
    refused: [probed({ httpGet: { port: 81 } })],
    messages: [
      'Deployment "shop/web": readinessProbe of container "web" is on port 81, which no container has: name a port of the container, or list that one in its ports',
    ],
  },
  'service-on-no-port': {
    accepted: [
      [probed({ httpGet: { port: 80 } }), leading('http')],
      [probed({ httpGet: { port: 80 } }), leading(8080)],
      [probed({ httpGet: { port: 80 } }), leading('web', { app: 'other' })],
      [probed({ httpGet: { port: 80 } }), leading('web', {})],
    ],
    refused: [probed({ httpGet: { port: 80 } }), leading('web')],
    messages: [
      'Service "shop/web": targetPort web is the name of no port of the pods that it selects, so that it leads nowhere: name one of their ports, http',
    ],
  },
  'image-latest-forbidden': {
    accepted: [
      [workload('web', {}), tagPolicy],
      [imaged('registry.example.com:5000/web:1'), tagPolicy],
      [imaged(`web@sha256:${'a'.repeat(64)}`), tagPolicy],
      [imaged('web')],
    ],
    refused: [imaged('registry.example.com:5000/web'), tagPolicy],
    messages: [
      'Deployment "shop/web": registry.example.com:5000/web has the tag latest, which ClusterPolicy "no-latest" of the program is about: name a version',
    ],
  },
};
