import { Finding, FluxVersion, KubernetesVersion, Validator, ValidatorProps } from '../../src/schema';

type Fields = Record<string, unknown>;

function kustomization(spec: Fields = {}, metadata: Fields = {}): Fields {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'flux-system', ...metadata },
    spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'fleet' }, ...spec },
  };
}

function deployment(spec: Fields, container: Fields = {}): Fields {
  const containers = [{ name: 'app', image: 'app:1', ...container }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'app' },
    spec: {
      selector: { matchLabels: { app: 'app' } },
      template: { metadata: { labels: { app: 'app' } }, spec: { containers } },
      ...spec,
    },
  };
}

function messages(object: unknown, flux: FluxVersion = '2.9', kubernetes: KubernetesVersion = '1.34'): string[] {
  return new Validator({ flux, kubernetes }).validate(object).map(({ message }) => message);
}

function only(findings: readonly Finding[]): Finding {
  expect(findings).toHaveLength(1);
  return findings[0] as Finding;
}

test('a valid object has no findings', () => {
  expect(messages(kustomization())).toEqual([]);
  expect(messages(deployment({ replicas: 3 }))).toEqual([]);
});

test('a newer field is reported with the version that added it', () => {
  const finding = only(new Validator({ flux: '2.8' }).validate(kustomization({ ignore: [] })));
  expect(finding).toEqual({
    id: 'field-too-new',
    severity: 'error',
    at: 'spec.ignore',
    message: 'spec.ignore is not known to Flux 2.8 (it came with 2.9): raise flux or leave it out',
  });
});

test('a deprecated field is reported with its replacement', () => {
  const release = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'app' },
    spec: { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'app' }, install: { skipCRDs: true } },
  };
  expect(only(new Validator().validate(release))).toEqual({
    id: 'deprecated-field',
    severity: 'warning',
    at: 'spec.install.skipCRDs',
    message: 'spec.install.skipCRDs is deprecated: set spec.install.crds to Skip',
  });
});

test.each<[string, Fields, string]>([
  ['a misspelt field', { sorceRef: {} }, 'spec.sorceRef is not a field of Kustomization: did you mean sourceRef?'],
  ['another field', { whatever: 1 }, 'spec.whatever is not a field of Kustomization: leave it out'],
  [
    'a malformed duration',
    { interval: '1 hour' },
    'spec.interval is "1 hour": write a duration such as 30s, 5m or 1h30m',
  ],
  ['a trailing line feed', { interval: '1h\n' }, 'spec.interval is "1h\\n": write a duration such as 30s, 5m or 1h30m'],
  ['a number for a string', { path: 1 }, 'spec.path is 1, not a string: put it in quotes'],
  ['a string for a boolean', { prune: 'yes' }, 'spec.prune is "yes", not true or false: change it'],
  ['a missing field', { dependsOn: [{}] }, 'spec.dependsOn[0].name is missing: set it'],
  ['null in a list', { components: [null] }, 'spec.components[0] is null, not a string: put it in quotes'],
  ['null for a field that must be', { sourceRef: null }, 'spec.sourceRef is missing: set it'],
  ['a broken rule', { kubeConfig: {} }, 'spec.kubeConfig breaks a rule of its kind: set configMapRef or secretRef'],
  [
    'a value not in the list',
    { deletionPolicy: 'Keep' },
    'spec.deletionPolicy is "Keep": use one of MirrorPrune, Delete, WaitForTermination, Orphan',
  ],
  [
    'a name that is too long',
    { targetNamespace: 'n'.repeat(64) },
    'spec.targetNamespace has too many characters: give at most 63',
  ],
])('%s', (_what, spec, message) => {
  expect(messages(kustomization(spec))).toEqual([message]);
});

test('a newer enum value is reported with the version that added it', () => {
  const [message] = messages(kustomization({ sourceRef: { kind: 'ExternalArtifact', name: 'a' } }), '2.6');
  expect(message).toBe(
    'spec.sourceRef.kind is "ExternalArtifact" (which came with 2.7, this is Flux 2.6): ' +
      'use one of OCIRepository, GitRepository, Bucket',
  );
});

test('null in an optional field counts as absent, as in the API server', () => {
  expect(messages(kustomization({ path: null, dependsOn: null }))).toEqual([]);
  expect(messages(deployment({ replicas: null }))).toEqual([]);
});

test('all problems are reported together, one per field', () => {
  expect(messages(kustomization({ interval: 3, prune: 'x', sourceRef: { kind: 'Git', name: 'a' } }))).toHaveLength(3);
});

test('the password in a URL is not repeated', () => {
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'a' },
    spec: { interval: '1m', url: 'ftp://user:hunter2@example.com/a' },
  };
  expect(messages(source)).toEqual([
    'spec.url is "ftp://***@example.com/a": begin it with https://, ssh:// or http://',
  ]);
});

test('no value of a Secret is repeated', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    data: { a: 'hunter2!', b: 7_777 },
    type: 9_999,
  };
  const told = messages(secret);
  expect(told).toHaveLength(3);
  expect(told.join()).not.toMatch(/hunter2|7777|9999/);
});

test.each<[string, Fields, Fields, string]>([
  [
    'the wrong kind of pull policy',
    {},
    { imagePullPolicy: 'always' },
    'is "always": use one of Always, IfNotPresent, Never',
  ],
  [
    'a malformed quantity',
    {},
    { resources: { limits: { cpu: '1x' } } },
    'is "1x": write a quantity such as 100m, 1.5 or 2Gi',
  ],
  ['a variable given twice', {}, { env: [{ name: 'A' }, { name: 'A' }] }, 'has the same item twice'],
  [
    'a port given twice',
    {},
    { ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'TCP' }] },
    'same item twice',
  ],
  ['a fraction', { replicas: 1.5 }, {}, 'spec.replicas is 1.5, not a whole number: change it'],
  ['a number beyond 32 bits', { replicas: 3e9 }, {}, 'spec.replicas is 3000000000: write a whole number of 32 bits'],
  ['a status', { status: {} }, {}, 'spec.status is not a field of Deployment: leave it out'],
])('built-in kinds: %s', (_what, spec, container, text) => {
  const told = messages(deployment(spec, container));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(text);
});

test('built-in kinds: an integer or a string where both are allowed', () => {
  const strategy = (maxSurge: unknown) => deployment({ strategy: { rollingUpdate: { maxSurge } } });
  expect(messages(strategy(1))).toEqual([]);
  expect(messages(strategy('25%'))).toEqual([]);
  expect(messages(strategy(true))).toHaveLength(1);
  expect(messages(deployment({}, { resources: { limits: { cpu: 1, memory: '1Gi' } } }))).toEqual([]);
});

test('built-in kinds: a field of a later Kubernetes version', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'a', image: 'a' }], hostnameOverride: 'host' },
  };
  expect(messages(pod, '2.9', '1.33')).toEqual([
    'spec.hostnameOverride is not known to Kubernetes 1.33 (it came with 1.34): raise kubernetes or leave it out',
  ]);
  expect(messages(pod, '2.9', '1.34')).toEqual([]);
});

test('built-in kinds: a removed field', () => {
  const spec = { containers: [{ name: 'a', image: 'a' }], workloadRef: { name: 'a', podGroup: 'b' } };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec };
  expect(messages(pod, '2.9', '1.35')).toEqual([]);
  expect(messages(pod, '2.9', '1.36')).toEqual([
    'spec.workloadRef is not known to Kubernetes 1.36 (it is gone since 1.36): leave it out',
  ]);
});

test('built-in kinds: fields with server-side defaults are optional', () => {
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'a:b' },
    roleRef: { kind: 'Role', name: 'a' },
  };
  expect(messages(binding)).toEqual([]);
});

test('a CRD is checked like any other kind, including its schema', () => {
  const crd = (type: unknown) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'as.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'A', plural: 'as' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', properties: { a: { type: 'object', properties: { b: { type } } } } },
          },
        },
      ],
    },
  });
  expect(messages(crd('object'))).toEqual([]);
  expect(messages(crd(1))).toEqual([
    'spec.versions[0].schema.openAPIV3Schema.properties.a.properties.b.type is 1, not a string: put it in quotes',
  ]);
});

test('an unknown kind is a warning, and its metadata is still checked', () => {
  const findings = new Validator().validate({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'A' } });
  expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
    ['unknown-kind', 'warning'],
    ['metadata', 'error'],
  ]);
  expect(findings[0]?.message).toBe(
    'example.com/v1 Thing is not known, so it was not checked: add its CRD with addSchema',
  );
});

test.each<[string, string, string, ValidatorProps, string, string]>([
  [
    'of Kubernetes is refused',
    'apps/v1',
    'Deploymnt',
    {},
    'error',
    'apps/v1 Deploymnt is not served by Kubernetes 1.34, which has no such kind: correct its name',
  ],
  [
    'of Flux is refused',
    'source.toolkit.fluxcd.io/v1',
    'GitRepo',
    { flux: '2.8' },
    'error',
    'source.toolkit.fluxcd.io/v1 GitRepo is not served by Flux 2.8, which has no such kind: correct its name',
  ],
  [
    'may come with a release that is not known yet',
    'apps/v1',
    'Deploymnt',
    { kubernetes: '1.37' },
    'warning',
    'apps/v1 Deploymnt is not known, so it was not checked: Kubernetes 1.37 has no such kind there',
  ],
  [
    'in a version that must be enabled may be one',
    'apps/v1alpha1',
    'Deploymnt',
    {},
    'warning',
    'apps/v1alpha1 Deploymnt is not known, so it was not checked: Kubernetes 1.34 has no such kind there',
  ],
  [
    'that becomes stable is known by its previews',
    'coordination.k8s.io/v1',
    'LeaseCandidate',
    {},
    'warning',
    'coordination.k8s.io/v1 LeaseCandidate is not known, so it was not checked: Kubernetes 1.34 has no such kind there',
  ],
  [
    'that is a List is taken apart by kustomize',
    'v1',
    'List',
    {},
    'warning',
    'v1 List is not known, so it was not checked: Kubernetes 1.34 has no such kind there',
  ],
])('an unknown kind in a known group %s', (_what, apiVersion, kind, versions, severity, message) => {
  const found = new Validator(versions).validate({ apiVersion, kind, metadata: { name: 'a' } });
  expect(found.map((one) => [one.severity, one.message])).toEqual([[severity, message]]);
});

test('an API that must be enabled is a warning', () => {
  const found = messages({ apiVersion: 'resource.k8s.io/v1beta1', kind: 'DeviceClass', metadata: { name: 'a' } });
  expect(found).toEqual([
    'resource.k8s.io/v1beta1 DeviceClass is served by Kubernetes 1.34 only where it is switched on: its fields were not checked',
  ]);
});

test.each<[string, unknown, string]>([
  ['no object', 'text', 'the object is "text": give an object'],
  ['a list', [], 'the object is a list: give an object'],
  ['no kind', { apiVersion: 'v1' }, 'kind is missing: set it'],
  ['a number for apiVersion', { apiVersion: 1, kind: 'A' }, 'apiVersion is 1: give a name'],
])('a value that is not a Kubernetes object is rejected: %s', (_what, object, message) => {
  expect(messages(object)).toEqual([message]);
});

test('an unknown version is rejected in the constructor', () => {
  expect(() => new Validator({ flux: '3.0' as FluxVersion })).toThrow('flux "3.0" is not known');
  expect(() => new Validator({ kubernetes: '1.20' as KubernetesVersion })).toThrow('kubernetes "1.20" is not known');
});

test('the object is not modified', () => {
  const object = kustomization({ path: null, dependsOn: [{ name: 'a' }] });
  const before = structuredClone(object);
  new Validator().validate(object);
  expect(object).toEqual(before);
});
