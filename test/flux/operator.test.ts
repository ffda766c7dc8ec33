import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import {
  FluxInstance,
  FluxInstanceProps,
  FluxInstanceSync,
  operatorAnnotations,
  ResourceSet,
  ResourceSetInputProvider,
  ResourceSetInputProviderProps,
  ResourceSetProps,
} from '../../src/flux-entry';
import { Validator } from '../../src/schema';
import { fluxInstance, resourceSet, resourceSetInputProvider } from './samples';

const apiVersion = 'fluxcd.controlplane.io/v1';

describe('annotations', () => {
  test('carry the settings that other kinds have in their spec', () => {
    expect(operatorAnnotations({})).toEqual({});
    expect(operatorAnnotations({ interval: Duration.hours(1), timeout: Duration.minutes(5), suspend: true })).toEqual({
      'fluxcd.controlplane.io/reconcile': 'disabled',
      'fluxcd.controlplane.io/reconcileEvery': '1h',
      'fluxcd.controlplane.io/reconcileTimeout': '5m',
    });
    expect(operatorAnnotations({ suspend: false })).toEqual({ 'fluxcd.controlplane.io/reconcile': 'enabled' });
  });

  test('are merged with the given annotations, which take precedence', () => {
    const chart = Testing.chart();
    const annotations = { note: 'x', 'fluxcd.controlplane.io/reconcileEvery': '2h' };
    new ResourceSet(chart, 'set', {
      resources: [],
      interval: Duration.hours(1),
      suspend: true,
      metadata: { name: 'set', annotations, labels: { a: 'b' } },
    });
    expect(Testing.synth(chart)[0]).toMatchObject({
      metadata: {
        name: 'set',
        labels: { a: 'b' },
        annotations: { ...annotations, 'fluxcd.controlplane.io/reconcile': 'disabled' },
      },
    });
  });

  test('reject invalid durations', () => {
    const chart = Testing.chart();
    const type = 'Static';
    expect(() => new ResourceSetInputProvider(chart, 'a', { type, interval: Duration.seconds(59) })).toThrow(
      /^interval of 59 s is too short: use at least 60 s$/,
    );
    expect(() => new ResourceSetInputProvider(chart, 'b', { type, timeout: Duration.millis(NaN) })).toThrow(
      /^timeout of NaN ms cannot be written for Flux: /,
    );
  });
});

describe('FluxInstance', () => {
  const version = '2.9.x';
  const sync: FluxInstanceSync = { url: 'https://x/y', ref: 'refs/heads/main', path: './clusters/eu-1' };

  test("the defaults: Flux's own images", () => {
    expect(FluxInstance.manifest({ version })).toEqual({
      apiVersion,
      kind: 'FluxInstance',
      spec: { distribution: { version, registry: 'ghcr.io/fluxcd' } },
    });
    expect(FluxInstance.manifest({ version, sync }).spec.sync).toEqual({ kind: 'GitRepository', ...sync });
  });

  test('every option sets its field', () => {
    expect(FluxInstance.manifest(fluxInstance).spec).toEqual({
      distribution: {
        version,
        registry: 'registry.acme.example/fluxcd',
        artifact: 'oci://ghcr.io/controlplaneio-fluxcd/flux-operator-manifests',
      },
      components: ['source-controller', 'kustomize-controller'],
      cluster: { type: 'aws', multitenant: true, size: 'large' },
      sync: {
        kind: 'OCIRepository',
        url: 'oci://ghcr.io/acme/fleet',
        ref: 'latest',
        path: './clusters/eu-1',
        pullSecret: 'pull',
        provider: 'gcp',
        interval: '2m',
        name: 'fleet',
      },
      kustomize: { patches: [{ patch: '- op: test\n', target: { kind: 'Deployment', labelSelector: 'app=web' } }] },
      commonMetadata: { labels: { team: 'web' }, annotations: { note: 'x' } },
      storage: { class: 'standard', size: '10Gi' },
    });
  });

  test('is named flux by default', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'flux-system' });
    new FluxInstance(chart, 'anything', { version, sync, interval: Duration.hours(1) });
    const [object] = Testing.synth(chart) as object[];
    expect(object).toMatchObject({
      metadata: {
        name: 'flux',
        namespace: 'flux-system',
        annotations: { 'fluxcd.controlplane.io/reconcileEvery': '1h' },
      },
    });
    expect(new Validator().validate(object)).toEqual([]);
  });

  test.each<[string, Partial<FluxInstanceProps>, RegExp]>([
    [
      'another name',
      { metadata: { name: 'fleet' } },
      /^a FluxInstance named "fleet" is not looked at: name it "flux", or/,
    ],
    ['no version', { version: '' }, /^version "" is not a version of Flux: give one such as "2\.9\.x"$/],
    ['an artifact', { artifact: 'https://x/y' }, /^artifact "https:\/\/x\/y" is not usable: begin it with oci:\/\/$/],
    ['a path', { sync: { ...sync, path: 'clusters' } }, /^sync\.path "clusters" is not relative to its source: /],
    [
      'a Git URL',
      { sync: { ...sync, url: 'oci://x/web' } },
      /^sync\.url "oci:\/\/x\/web" is not usable: begin it with https/,
    ],
    [
      'an OCI URL',
      { sync: { ...sync, kind: 'OCIRepository' } },
      /^sync\.url "https:\/\/x\/y" is not usable: begin it with oci/,
    ],
    [
      'an account',
      { sync: { ...sync, kind: 'Bucket', url: 'me:hunter2@s3' } },
      /^sync\.url carries credentials: [^2]*$/,
    ],
    [
      'GitHub for images',
      { sync: { ...sync, kind: 'Bucket', provider: 'github' } },
      /^sync\.provider github is not used by a Bucket/,
    ],
    [
      'Google for Git',
      { sync: { ...sync, provider: 'gcp' } },
      /^sync\.provider gcp is not used by a GitRepository: leave it out$/,
    ],
    ['an interval', { sync: { ...sync, interval: Duration.seconds(1) } }, /^sync\.interval of 1 s is too short: use/],
    ['a Secret', { sync: { ...sync, pullSecret: { name: '' } } }, /^name of sync\.pullSecret "" is not a name: /],
  ])('rejects %s in the constructor', (_, props, message) => {
    expect(() => new FluxInstance(Testing.chart(), 'flux', { version, ...props })).toThrow(message);
  });
});

describe('ResourceSet', () => {
  const resources = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '<< inputs.id >>' } }];

  test('the defaults: wait for the applied objects', () => {
    expect(ResourceSet.manifest({ resources })).toEqual({
      apiVersion,
      kind: 'ResourceSet',
      spec: { resources, wait: true },
    });
  });

  test('every option sets its field', () => {
    expect(ResourceSet.manifest(resourceSet).spec).toEqual({
      resources,
      resourcesTemplate: 'kind: ConfigMap\n',
      inputs: [{ id: 'a', size: 3 }],
      inputsFrom: [
        { kind: 'ResourceSetInputProvider', name: 'requests' },
        {
          kind: 'ResourceSetInputProvider',
          selector: { matchLabels: { team: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
        },
      ],
      inputStrategy: { name: 'Permute' },
      dependsOn: [{ apiVersion: 'v1', kind: 'Secret', name: 'x', namespace: 'infra', ready: true, readyExpr: 'true' }],
      serviceAccountName: 'previews',
      wait: false,
      commonMetadata: { labels: { team: 'web' }, annotations: { note: 'x' } },
    });
  });

  test('applies steps in order', () => {
    const manifest = ResourceSet.manifest({
      steps: [
        { name: 'crds', resourcesTemplate: 'x', timeout: Duration.minutes(2) },
        { name: 'apps', resources },
      ],
    });
    expect(manifest.spec.steps).toEqual([
      { name: 'crds', resourcesTemplate: 'x', timeout: '2m' },
      { name: 'apps', resources },
    ]);
    expect(new Validator().validate({ ...manifest, metadata: { name: 'a', namespace: 'b' } })).toEqual([]);
  });

  test('accepts references as objects', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
    const requests = new ResourceSetInputProvider(chart, 'requests', {
      type: 'Static',
      metadata: { name: 'requests' },
    });
    const config = new ApiObject(chart, 'config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config' },
    });
    new ResourceSet(chart, 'set', {
      resources,
      inputsFrom: [requests],
      dependsOn: [config, { apiVersion: 'v1', kind: 'Secret', name: 'x', ready: false }],
    });
    expect(Testing.synth(chart)[2]).toMatchObject({
      spec: {
        inputsFrom: [{ kind: 'ResourceSetInputProvider', name: 'requests' }],
        dependsOn: [
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'config', namespace: 'infra', ready: true },
          { apiVersion: 'v1', kind: 'Secret', name: 'x', ready: false },
        ],
      },
    });
  });

  const step = { name: 'a', resources };
  test.each<[string, ResourceSetProps, RegExp]>([
    [
      'nothing to apply',
      {},
      /^a ResourceSet applies something in one way: give steps, or resources and resourcesTemplate$/,
    ],
    ['two ways to apply', { resources, steps: [step] }, /^a ResourceSet applies something in one way: /],
    ['no steps', { steps: [] }, /^steps has 0 items: use 1 to 20$/],
    ['many steps', { steps: Array.from({ length: 21 }, () => step) }, /^steps has 21 items: use 1 to 20$/],
    ['a step', { steps: [{ name: 'A', resources }] }, /^name of a step "A" is not a valid name: /],
    ['a step twice', { steps: [step, step] }, /^two steps are named "a": give each its own name$/],
    ['an empty step', { steps: [{ name: 'a' }] }, /^step "a" is empty: give resources or resourcesTemplate$/],
    ['an account', { resources, serviceAccountName: 'A' }, /^serviceAccountName "A" is not a valid name: /],
    ['inputs of nowhere', { resources, inputsFrom: [{ name: '' }] }, /^name of inputsFrom "" is not a name: /],
    [
      'a timeout',
      { steps: [{ ...step, timeout: Duration.millis(NaN) }] },
      /^steps\[0\]\.timeout of NaN ms cannot be written for Flux: /,
    ],
  ])('rejects %s in the constructor', (_, props, message) => {
    expect(() => new ResourceSet(Testing.chart(), 'set', props)).toThrow(message);
  });
});

describe('ResourceSetInputProvider', () => {
  test('minimal props: the type', () => {
    expect(ResourceSetInputProvider.manifest({ type: 'Static' })).toEqual({
      apiVersion,
      kind: 'ResourceSetInputProvider',
      spec: { type: 'Static' },
    });
  });

  test('every option sets its field', () => {
    expect(ResourceSetInputProvider.manifest(resourceSetInputProvider).spec).toEqual({
      type: 'GitHubPullRequest',
      url: 'https://github.com/acme/web',
      secretRef: { name: 'github' },
      certSecretRef: { name: 'ca' },
      defaultValues: { size: 'small' },
      filter: { labels: ['preview'], limit: 10 },
      skip: { labels: ['wip'] },
      schedule: [{ cron: '0 8 * * 1-5', timeZone: 'Europe/Berlin', window: '8h' }],
    });
  });

  test.each<ResourceSetInputProviderProps>([
    { type: 'ExternalArtifact', selectors: [{ matchLabels: { team: 'web' } }], serviceAccountName: 'reader' },
    { type: 'OCIArtifactTag', url: 'oci://ghcr.io/acme/web' },
    { type: 'AWSCodeCommitBranch', url: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/web' },
    { type: 'ExternalService', url: 'http://inputs.infra/x', specOverrides: { insecure: true } },
    { type: 'GitLabTag', url: 'http://git.acme.example/web' },
  ])('%j is valid', (props) => {
    const manifest = ResourceSetInputProvider.manifest(props);
    expect(new Validator().validate({ ...manifest, metadata: { name: 'a', namespace: 'b' } })).toEqual([]);
  });

  test.each<[ResourceSetInputProviderProps, RegExp]>([
    [{ type: 'Static', url: 'https://x/y' }, /^url is not used by type Static: leave it out$/],
    [{ type: 'GitHubTag' }, /^a ResourceSetInputProvider of type GitHubTag asks a service: give url$/],
    [
      { type: 'GitHubTag', url: 'oci://x/web' },
      /^url "oci:\/\/x\/web" is not usable: begin it with https:\/\/ or http:\/\/$/,
    ],
    [{ type: 'GitHubTag', url: 'https://me:hunter2@x/y' }, /^url "https:\/\/\*\*\*@x\/y" carries credentials: /],
    [{ type: 'ECRArtifactTag', url: 'https://x/y' }, /^url ".*" is not usable: begin it with oci:\/\/$/],
    [{ type: 'AWSCodeCommitTag', url: 'http://x/y' }, /^url ".*" is not usable: begin it with https:\/\/$/],
    [{ type: 'ExternalService', url: 'http://x/y' }, /^url ".*" is not usable: begin it with https:\/\/$/],
    [
      { type: 'ExternalArtifact' },
      /^a ResourceSetInputProvider of type ExternalArtifact lists artifacts: give selectors$/,
    ],
    [{ type: 'Static', selectors: [{ name: 'x' }] }, /^selectors are not used by type Static: leave them out$/],
    [{ type: 'Static', serviceAccountName: 'A' }, /^serviceAccountName "A" is not a valid name: /],
  ])('%j is rejected in the constructor', (props, message) => {
    expect(() => new ResourceSetInputProvider(Testing.chart(), 'provider', props)).toThrow(message);
  });
});
