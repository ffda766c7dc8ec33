import { fluxFieldHistory, fluxKinds, FluxRelease, fluxSupports, FluxVersion, fluxVersions } from '../../src/schema';
import { fluxCatalog } from '../../src/schema/catalog';

test.each([
  ['kustomization.spec.ignore', '2.9'],
  ['kustomization.spec.buildMetadata', '2.9'],
  ['kustomization.spec.postBuild.substituteStrategy', '2.9'],
  ['kustomization.spec.dependsOn.readyExpr', '2.7'],
  ['kustomization.spec.kubeConfig.configMapRef', '2.7'],
  ['kustomization.spec.ignoreMissingComponents', '2.7'],
  ['helmrelease.spec.waitStrategy', '2.8'],
  ['helmrelease.spec.healthCheckExprs', '2.8'],
  ['helmrelease.spec.install.strategy', '2.7'],
  ['externalartifact', '2.7'],
  ['artifactgenerator.spec.artifacts.copy', '2.7'],
  ['artifactgenerator.spec.managedNamespaces', '2.10'],
  ['helmrelease.spec.chart.kind', '2.10'],
  ['imageupdateautomation.spec.policyChangeDelay', '2.10'],
  ['alert/v1', '2.10'],
  ['provider/v1.spec.type', '2.10'],
] as const)('%s came with %s', (path, version) => {
  const at = fluxVersions.indexOf(version);
  expect(fluxVersions.map((one) => fluxSupports(path, one))).toEqual(fluxVersions.map((_, position) => position >= at));
  expect(fluxFieldHistory(path)).toMatchObject({
    orEarlier: false,
    since: expect.stringMatching(`^${version}\\.`) as string,
  });
});

test.each([
  ['gitrepository.spec.sparseCheckout'],
  ['kustomization.spec.deletionPolicy'],
  ['kustomization.spec.decryption.serviceAccountName'],
  ['provider.spec.commitStatusExpr'],
  ['kustomization.metadata.name'],
  ['fluxinstance.spec.distribution.version'],
])('%s exists since 2.6', (path) => {
  expect(fluxFieldHistory(path)).toMatchObject({ since: '2.6.0', orEarlier: true });
});

test('kinds are case-insensitive, and list markers are optional', () => {
  expect(fluxSupports('KUSTOMIZATION', '2.6')).toBe(true);
  expect(fluxSupports('Kustomization.spec.dependsOn[0].readyExpr', '2.7')).toBe(true);
  expect(fluxSupports('kustomization.spec.dependsOn[].readyExpr', '2.6')).toBe(false);
});

test('every field below one that preserves unknown fields is supported', () => {
  expect(fluxSupports('helmrelease.spec.values.any.thing', '2.6')).toBe(true);
  expect(fluxSupports('kustomization.spec.postBuild.substitute.name', '2.6')).toBe(true);
});

test('an API version is supported while a kind is served in it', () => {
  const served = (api: string) => fluxVersions.filter((version) => fluxSupports(api, version));
  expect(served('kustomize.toolkit.fluxcd.io/v1beta2')).toEqual(['2.6', '2.7']);
  expect(served('kustomize.toolkit.fluxcd.io/v1')).toEqual(fluxVersions);
  expect(served('image.toolkit.fluxcd.io/v1beta2')).toEqual(['2.6', '2.7', '2.8']);
  expect(served('imagepolicy/v1')).toEqual(fluxVersions.filter((version) => version !== '2.6'));
  expect(served('provider/v1beta3')).toEqual(fluxVersions);
  expect(fluxFieldHistory('helm.toolkit.fluxcd.io/v2beta2')).toEqual({
    since: '2.6.0',
    orEarlier: true,
    removedIn: '2.8.0',
  });
});

test('a deprecated field names its replacement', () => {
  expect(fluxFieldHistory('helmrelease.spec.install.skipCRDs')?.deprecated).toBe('set spec.install.crds to Skip');
});

test.each([
  ['alert.spec.summary', 'use eventMetadata'],
  ['provider.spec.interval', 'leave it out, it does nothing'],
  ['provider.spec.proxy', 'use proxySecretRef'],
])('%s is gone from the API version that came with 2.10', (path, deprecated) => {
  expect(fluxFieldHistory(path)).toEqual({ since: '2.6.0', orEarlier: true, removedIn: '2.10.0', deprecated });
  expect(fluxSupports(path, '2.9')).toBe(true);
  expect(fluxSupports(path, '2.10')).toBe(false);
  expect(fluxSupports(path.replace('.', '/v1beta3.'), '2.10')).toBe(true);
});

test('a field of no release is not supported', () => {
  expect(fluxSupports('kustomisation', '2.9')).toBe(false);
  expect(fluxSupports('kustomization.spec.nothing', '2.9')).toBe(false);
  expect(fluxSupports('kustomize.toolkit.fluxcd.io/v9', '2.9')).toBe(false);
  expect(fluxFieldHistory('kustomization.spec.nothing')).toBeUndefined();
});

test('an unknown version is rejected', () => {
  expect(() => fluxSupports('kustomization', '2.5' as FluxVersion)).toThrow(
    `flux "2.5" is not known: use one of ${fluxVersions.join(', ')}`,
  );
});

test('a minor version means its latest release', () => {
  const latest = fluxCatalog()
    .releases.filter((release) => release.startsWith('2.9.'))
    .at(-1) as FluxRelease;
  expect(latest).toBe('2.9.5');
  expect(fluxKinds('2.9')).toEqual(fluxKinds(latest));
});

test('fluxKinds lists the served API versions of each kind', () => {
  const policy = (version: FluxVersion) => fluxKinds(version).find(({ kind }) => kind === 'ImagePolicy')?.versions;
  expect(policy('2.6')).toEqual(['v1beta2', 'v1beta1']);
  expect(policy('2.7')).toEqual(['v1', 'v1beta2']);
  expect(policy('2.9')).toEqual(['v1']);
  expect(fluxVersions.map((version) => fluxKinds(version).length)).toEqual([17, 19, 19, 19, 19]);
});
