import { Chart, Testing } from 'cdk8s';
import { FluxContext, GitRepository, ImageRepository, Receiver, ReceiverProps } from '../../src/flux-entry';
import { Validator } from '../../src/schema';
import { receiver } from './samples';

const resources = [{ kind: 'ImageRepository', name: 'web' }] as const;
const secretRef = { name: 'webhook' };
const oidcProviders = [
  { issuerURL: 'https://issuer', audience: 'flux', validations: [{ expression: 'true', message: 'no' }] },
];

test('minimal props: type, resources and Secret', () => {
  expect(Receiver.manifest({ type: 'github', secretRef, resources })).toEqual({
    apiVersion: 'notification.toolkit.fluxcd.io/v1',
    kind: 'Receiver',
    spec: { type: 'github', secretRef, resources },
  });
});

test('every option sets its field', () => {
  expect(Receiver.manifest(receiver).spec).toEqual({
    type: 'github',
    events: ['ping', 'push'],
    resources: [{ kind: 'GitRepository', name: 'apps', namespace: 'infra', filter: 'true' }],
    resourceFilter: 'true',
    secretRef,
    suspend: true,
  });
});

test('OpenID Connect replaces the Secret', () => {
  const manifest = Receiver.manifest({ type: 'generic-oidc', oidcProviders, resources });
  expect(manifest.spec).toEqual({ type: 'generic-oidc', oidcProviders, resources });
  expect(new Validator().validate({ ...manifest, metadata: { name: 'oidc', namespace: 'infra' } })).toEqual([]);
});

test('accepts resources by object, name and labels', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
  const apps = new GitRepository(chart, 'apps', { url: 'https://x/y', metadata: { name: 'apps' } });
  const image = new ImageRepository(chart, 'image', { image: 'x/y', metadata: { name: 'image' } });
  new Receiver(chart, 'receiver', {
    type: 'github',
    secretRef,
    resources: [
      apps,
      image,
      { kind: 'HelmRepository', name: 'charts' },
      { kind: 'Bucket', matchLabels: { team: 'web' } },
    ],
  });
  expect(Testing.synth(chart)[2]).toMatchObject({
    spec: {
      resources: [
        { kind: 'GitRepository', name: 'apps', namespace: 'infra' },
        { kind: 'ImageRepository', name: 'image', namespace: 'infra' },
        { kind: 'HelmRepository', name: 'charts' },
        { kind: 'Bucket', name: '*', matchLabels: { team: 'web' } },
      ],
    },
  });
});

test.each<[string, Partial<ReceiverProps>, RegExp]>([
  ['no Secret', { secretRef: undefined }, /^a Receiver of type github checks requests with a token: give secretRef$/],
  [
    'issuers that are not asked',
    { oidcProviders },
    /^oidcProviders are not used by type github: leave them out, or set/,
  ],
  [
    'a Secret that is not used',
    { type: 'generic-oidc', oidcProviders },
    /^secretRef is not used by type generic-oidc: leave/,
  ],
  [
    'no issuer',
    { type: 'generic-oidc', secretRef: undefined },
    /^a Receiver of type generic-oidc checks who issued a token: /,
  ],
  ['nothing to do', { resources: [] }, /^resources is empty: give at least one object$/],
  [
    'an object without a name',
    { resources: [{ kind: 'Bucket' }] },
    /^resources has a Bucket without a name: give one, or/,
  ],
  [
    'a name with labels',
    { resources: [{ kind: 'Bucket', name: 'a', matchLabels: {} }] },
    /^resources has "a" with labels: leave/,
  ],
  ['a bad name', { resources: [{ kind: 'Bucket', name: 'A' }] }, /^name of resources "A" is not a valid name: /],
  [
    'a kind',
    { resources: [{ kind: 'Deployment' as never, name: 'a' }] },
    /^resources is of kind Deployment: use GitRepository, /,
  ],
])('rejects %s in the constructor', (_, props, message) => {
  const least: ReceiverProps = { type: 'github', secretRef, resources };
  expect(() => new Receiver(Testing.chart(), 'receiver', { ...least, ...props })).toThrow(message);
});

describe('type gcr (CVE-2026-40109)', () => {
  function gcr(keys: readonly string[] | undefined, context?: FluxContext) {
    return Receiver.manifest({ type: 'gcr', resources, secretRef: { ...secretRef, ...(keys && { keys }) } }, context);
  }

  test.each<[string, readonly string[] | undefined, string]>([
    ['nothing', undefined, 'email and audience'],
    ['a token alone', ['token'], 'email and audience'],
    ['no audience', ['token', 'email'], 'audience'],
    ['no email', ['token', 'audience'], 'email'],
  ])("is rejected when the Secret's known keys are %s", (_, keys, missing) => {
    expect(() => gcr(keys)).toThrow(
      `a Receiver of type gcr lets in every Google account unless its Secret says whom (CVE-2026-40109): put ${missing} into Secret "webhook" and say so with secretRef.keys`,
    );
  });

  test('is valid with both keys, which are not part of the manifest', () => {
    const keys = ['token', 'email', 'audience'];
    expect(gcr(keys).spec).toEqual({ type: 'gcr', resources, secretRef });
    expect(gcr(keys, { flux: '2.8' }).spec).toEqual(gcr(keys).spec);
  });

  test.each(['2.6', '2.7'] as const)('is rejected with Flux %s, which ignores the keys', (flux) => {
    expect(() => gcr(['token', 'email', 'audience'], { flux })).toThrow(
      /^a Receiver of type gcr lets in every Google account with Flux 2\.[67] \(CVE-2026-40109\): use Flux 2\.8 or another/,
    );
  });

  test('is also checked in specOverrides', () => {
    const specOverrides = { type: 'gcr' } as const;
    expect(() => Receiver.manifest({ type: 'quay', secretRef, resources, specOverrides })).toThrow(/CVE-2026-40109/);
  });
});
