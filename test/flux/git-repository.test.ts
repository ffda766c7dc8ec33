import { Chart, Duration, Testing } from 'cdk8s';
import { GitRepository, GitRepositoryProps } from '../../src/flux-entry';

function specOf(props: GitRepositoryProps): unknown {
  const { spec } = GitRepository.manifest(props);
  return spec;
}

const url = 'https://github.com/acme/apps';

test('the defaults: an interval of one minute, nothing else', () => {
  expect(GitRepository.manifest({ url })).toEqual({
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    spec: { interval: '1m', url },
  });
});

test('every option sets its field', () => {
  expect(
    specOf({
      url: 'https://github.com/acme/apps',
      interval: Duration.minutes(5),
      ref: { branch: 'main', commit: '0123456789abcdef0123456789abcdef01234567', tag: undefined },
      secretRef: { name: 'deploy-key' },
      provider: 'github',
      timeout: Duration.hours(1),
      ignore: '/docs\n',
      sparseCheckout: ['./dist/clusters/eu-1'],
      recurseSubmodules: true,
      verify: { mode: 'HEAD', secretRef: { name: 'keys' } },
      suspend: true,
    }),
  ).toEqual({
    url: 'https://github.com/acme/apps',
    interval: '5m',
    ref: { branch: 'main', commit: '0123456789abcdef0123456789abcdef01234567' },
    secretRef: { name: 'deploy-key' },
    provider: 'github',
    timeout: '60m',
    ignore: '/docs\n',
    sparseCheckout: ['./dist/clusters/eu-1'],
    recurseSubmodules: true,
    verify: { mode: 'HEAD', secretRef: { name: 'keys' } },
    suspend: true,
  });
});

test.each<[string, GitRepositoryProps, RegExp]>([
  [
    'a URL',
    { url: 'git@github.com:acme/apps' },
    /^Git URL "\*\*\*@github\.com:acme\/apps" is not usable: begin it with/,
  ],
  ['an interval', { url, interval: Duration.seconds(30) }, /^interval of 30 s is too short: use at least 60 s$/],
  ['a timeout', { url, timeout: Duration.millis(0.1) }, /^timeout of 0\.1 ms cannot be written for Flux: use a whole/],
  [
    'a folder',
    { url, sparseCheckout: ['./a', '../b'] },
    /^sparseCheckout path "\.\.\/b" is not relative to its source: /,
  ],
])('rejects %s in the constructor', (_, props, message) => {
  const chart = Testing.chart();
  expect(() => new GitRepository(chart, 'repository', props)).toThrow(message);
  expect(Testing.synth(chart)).toEqual([]);
});

test('works in a plain chart', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'apps' });
  new GitRepository(chart, 'repository', {
    url,
    ref: { branch: 'main' },
    metadata: { name: 'apps', labels: { a: 'b' } },
  });
  expect(Testing.synth(chart)).toEqual([
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'apps', namespace: 'apps', labels: { a: 'b' } },
      spec: { interval: '1m', url, ref: { branch: 'main' } },
    },
  ]);
});
