import { Chart, Duration, Testing } from 'cdk8s';
import {
  GitRepository,
  ImagePolicy,
  ImagePolicyProps,
  ImageRepository,
  ImageRepositoryProps,
  ImageUpdateAutomation,
  ImageUpdateAutomationProps,
} from '../../src/flux-entry';
import { imagePolicy, imageRepository, imageUpdateAutomation } from './samples';

const apiVersion = 'image.toolkit.fluxcd.io/v1';

describe('ImageRepository', () => {
  test('the defaults: a scan every five minutes', () => {
    expect(ImageRepository.manifest({ image: 'ghcr.io/acme/web' })).toEqual({
      apiVersion,
      kind: 'ImageRepository',
      spec: { image: 'ghcr.io/acme/web', interval: '5m' },
    });
  });

  test('every option sets its field', () => {
    expect(ImageRepository.manifest(imageRepository).spec).toEqual({
      image: 'registry.acme.example:5000/web',
      interval: '10m',
      secretRef: { name: 'pull' },
      provider: 'azure',
      serviceAccountName: 'scan',
      certSecretRef: { name: 'ca' },
      proxySecretRef: { name: 'proxy' },
      exclusionList: ['^.*\\.sig$'],
      insecure: true,
      timeout: '60m',
      suspend: true,
    });
  });

  test.each(['web', 'acme/web', 'localhost:5000/web'])('%s is a valid image', (image) => {
    expect(ImageRepository.manifest({ image }).spec).toMatchObject({ image });
  });

  test.each<[string, Partial<ImageRepositoryProps>, RegExp]>([
    ['no image', { image: '' }, /^image "" is not usable: give registry and path such as ghcr\.io\/acme\/web$/],
    ['a space', { image: 'a b' }, /^image "a b" is not usable: /],
    ['a scheme', { image: 'oci://ghcr.io/acme/web' }, /^image has a scheme: give registry and path such as/],
    [
      'a tag',
      { image: 'ghcr.io/acme/web:1' },
      /^image "ghcr\.io\/acme\/web:1" has a tag: leave it out, an ImagePolicy/,
    ],
    [
      'a digest',
      { image: 'ghcr.io/acme/web@sha256:0a' },
      /^image has a digest or an account: give registry and path alone/,
    ],
    ['an account', { image: 'user:hunter2@ghcr.io/acme/web' }, /^image has a digest or an account: [^2]*$/],
    [
      'many expressions',
      { exclusionList: Array<string>(26).fill('x') },
      /^exclusionList has 26 items: use at most 25$/,
    ],
    ['an interval', { interval: Duration.seconds(59) }, /^interval of 59 s is too short: use at least 60 s$/],
  ])('rejects %s in the constructor', (_, props, message) => {
    expect(() => new ImageRepository(Testing.chart(), 'image', { image: 'x/y', ...props })).toThrow(message);
  });
});

describe('ImagePolicy', () => {
  const imageRepositoryRef = { name: 'web' };

  test('minimal props: repository and selection', () => {
    expect(ImagePolicy.manifest({ imageRepositoryRef, semver: '1.x' })).toEqual({
      apiVersion,
      kind: 'ImagePolicy',
      spec: { imageRepositoryRef, policy: { semver: { range: '1.x' } } },
    });
  });

  test('every option sets its field', () => {
    expect(ImagePolicy.manifest(imagePolicy).spec).toEqual({
      imageRepositoryRef: { name: 'web', namespace: 'infra' },
      policy: { semver: { range: '1.x' } },
      filterTags: { pattern: '^v(?P<v>.*)$', extract: '$v' },
      digestReflectionPolicy: 'Always',
      interval: '10m',
      suspend: true,
    });
  });

  test.each<[Partial<ImagePolicyProps>, object]>([
    [{ numerical: 'asc' }, { numerical: { order: 'asc' } }],
    [{ alphabetical: 'desc' }, { alphabetical: { order: 'desc' } }],
  ])('%j is a selection', (props, policy) => {
    expect(ImagePolicy.manifest({ imageRepositoryRef, ...props }).spec.policy).toEqual(policy);
  });

  test('digests are looked up every five minutes', () => {
    const { spec } = ImagePolicy.manifest({ imageRepositoryRef, semver: '1.x', digestReflectionPolicy: 'Always' });
    expect(spec.interval).toBe('5m');
  });

  test('accepts its repository as an object', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
    const web = new ImageRepository(chart, 'web', { image: 'x/y', metadata: { name: 'web' } });
    new ImagePolicy(chart, 'policy', { imageRepositoryRef: web, semver: '*' });
    expect(Testing.synth(chart)[1]).toMatchObject({
      spec: { imageRepositoryRef: { name: 'web', namespace: 'infra' } },
    });
    const repository = new GitRepository(chart, 'apps', { url: 'https://x/y' });
    expect(() => new ImagePolicy(chart, 'other', { imageRepositoryRef: repository, semver: '*' })).toThrow(
      /^imageRepositoryRef is of kind GitRepository: use ImageRepository$/,
    );
  });

  test.each<[string, Partial<ImagePolicyProps>, RegExp]>([
    ['no way to choose', {}, /^an ImagePolicy chooses in one way: give one of semver, numerical and alphabetical$/],
    ['two ways to choose', { semver: '*', numerical: 'asc' }, /^an ImagePolicy chooses in one way: /],
    [
      'an interval for nothing',
      { semver: '*', interval: Duration.hours(1) },
      /^interval is for digestReflectionPolicy Always: /,
    ],
  ])('rejects %s in the constructor', (_, props, message) => {
    expect(() => new ImagePolicy(Testing.chart(), 'policy', { imageRepositoryRef, ...props })).toThrow(message);
  });
});

describe('ImageUpdateAutomation', () => {
  const least: ImageUpdateAutomationProps = { sourceRef: { name: 'apps' }, author: { email: 'flux@acme.example' } };

  test('the defaults: an interval of 30 minutes', () => {
    expect(ImageUpdateAutomation.manifest(least)).toEqual({
      apiVersion,
      kind: 'ImageUpdateAutomation',
      spec: {
        interval: '30m',
        sourceRef: { kind: 'GitRepository', name: 'apps' },
        git: { commit: { author: { email: 'flux@acme.example' } } },
      },
    });
  });

  test('every option sets its field', () => {
    expect(ImageUpdateAutomation.manifest(imageUpdateAutomation).spec).toEqual({
      interval: '1h',
      sourceRef: { kind: 'GitRepository', name: 'apps', namespace: 'infra' },
      git: {
        checkout: { ref: { branch: 'main' } },
        commit: {
          author: { email: 'flux@acme.example', name: 'flux' },
          messageTemplate: 'update {{ .Values.what }}',
          messageTemplateValues: { what: 'images' },
          signingKey: { type: 'ssh', secretRef: { name: 'key' } },
        },
        push: { branch: 'images', refspec: 'refs/heads/main:refs/heads/auto', options: { ci: 'skip' } },
      },
      policyChangeDelay: '2m',
      policySelector: { matchLabels: { team: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      update: { strategy: 'Setters', path: './apps' },
      suspend: true,
    });
  });

  test('accepts its source as an object', () => {
    const chart = new Chart(Testing.app(), 'chart', { namespace: 'infra' });
    const sourceRef = new GitRepository(chart, 'apps', { url: 'https://x/y', metadata: { name: 'apps' } });
    new ImageUpdateAutomation(chart, 'images', { ...least, sourceRef });
    expect(Testing.synth(chart)[1]).toMatchObject({
      spec: { sourceRef: { kind: 'GitRepository', name: 'apps', namespace: 'infra' } },
    });
  });

  test.each<[string, Partial<ImageUpdateAutomationProps>, RegExp]>([
    ['a path', { path: '/apps' }, /^path "\/apps" is not relative to its source: begin it with "\.\/"$/],
    ['no address', { author: { email: '' } }, /^author\.email "" is not an address: give one, Git needs it$/],
    ['a forced push', { push: { refspec: '+a:b' } }, /^push\.refspec "\+a:b" would overwrite or delete: write it as/],
    ['a deletion', { push: { refspec: ':b' } }, /^push\.refspec ":b" would overwrite or delete: /],
    ['an interval', { interval: Duration.seconds(59) }, /^interval of 59 s is too short: use at least 60 s$/],
    [
      'a delay',
      { policyChangeDelay: Duration.millis(NaN) },
      /^policyChangeDelay of NaN ms cannot be written for Flux: /,
    ],
  ])('rejects %s in the constructor', (_, props, message) => {
    expect(() => new ImageUpdateAutomation(Testing.chart(), 'images', { ...least, ...props })).toThrow(message);
  });
});
