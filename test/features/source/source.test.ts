import { HelmChart, Source } from '../../../src';

const url = 'https://github.com/acme/fleet';
const commit = '0123456789abcdef0123456789abcdef01234567';
const artifact = 'oci://ghcr.io/acme/fleet';

describe('Source.git', () => {
  test('is plain data without undefined fields', () => {
    expect(Source.git({ url, branch: 'main' }).spec).toStrictEqual({
      kind: 'GitRepository',
      url,
      ref: { branch: 'main' },
    });
    const full = Source.git({ url, branch: 'main', commit, secretName: 'login' });
    expect(full.spec).toStrictEqual({
      kind: 'GitRepository',
      url,
      ref: { branch: 'main', commit },
      secretName: 'login',
    });
    expect(full.problems).toEqual([]);
  });

  test.each([{ branch: 'main' }, { tag: 'v1' }, { semver: '>=1' }, { commit }, { branch: 'a', commit }])(
    '%j is valid',
    (ref) => {
      expect(Source.git({ url, ...ref }).problems).toEqual([]);
    },
  );

  test.each<[object, RegExp]>([
    [{}, /^source ref \{\} is empty: give one of branch, tag, semver and commit$/],
    [
      { branch: 'a', tag: 'b' },
      /^source ref \{"branch":"a","tag":"b"\} is ambiguous: give one of branch, tag, semver and/,
    ],
    [{ tag: 'a', commit: 'b' }, /^source ref .+ is ambiguous: /],
    [{ branch: ' ' }, /^source ref \{"branch":" "\} has an empty value: give one of branch/],
    [{ branch: 'main', secretName: 'No_Name' }, /^secretName "No_Name" is not a valid name: /],
    [{ branch: 'main', url: 'git@x:y' }, /^Git URL ".*x:y" is not usable: begin it with https:\/\//],
  ])('%j is reported', (props, message) => {
    expect(Source.git({ url, ...props }).problems).toEqual([expect.stringMatching(message)]);
  });

  test('a credential is not repeated', () => {
    const { problems } = Source.git({ url: 'https://me:hunter2@github.com/acme/fleet', branch: 'main' });
    expect(problems).toEqual([
      'Git URL "https://***@github.com/acme/fleet" carries credentials: name a Secret with secretName instead',
    ]);
  });
});

describe('Source.oci', () => {
  test('is plain data', () => {
    expect(Source.oci({ url: artifact, tag: 'latest', secretName: 'pull' }).spec).toStrictEqual({
      kind: 'OCIRepository',
      url: artifact,
      ref: { tag: 'latest' },
      secretName: 'pull',
    });
  });

  test.each([{ tag: 'x' }, { semver: '1.x' }, { digest: `sha256:${'0'.repeat(64)}` }])('%j is valid', (ref) => {
    expect(Source.oci({ url: artifact, ...ref }).problems).toEqual([]);
  });

  test.each<[object, RegExp]>([
    [{}, /^source ref \{\} is empty: give one of tag, semver and digest$/],
    [{ tag: 'a', digest: 'b' }, /^source ref .+ is ambiguous: give one of tag, semver and digest$/],
    [{ tag: '' }, /^source ref \{"tag":""\} has an empty value: /],
    [{ tag: 'a', url }, /^OCI URL "https:.+" is not usable: begin it with oci:\/\/$/],
  ])('%j is reported', (props, message) => {
    expect(Source.oci({ url: artifact, ...props }).problems).toEqual([expect.stringMatching(message)]);
  });
});

describe('HelmChart', () => {
  test('from a repository', () => {
    const props = { url: 'https://charts.example.com', chart: 'nginx', version: '18.x' };
    expect(HelmChart.repository(props).spec).toStrictEqual({ from: 'repository', ...props });
    expect(HelmChart.repository(props).problems).toEqual([]);
    expect(HelmChart.repository({ url: 'x', chart: 'a b', version: ' ' }).problems).toEqual([
      expect.stringMatching(/^Helm repository URL "x" is not usable: /),
      expect.stringMatching(/^chart "a b" is not the name of a chart: use lower-case letters, digits, "-", and/),
      expect.stringMatching(/^chart version " " says nothing: give a version or a range such as "18\.x"$/),
    ]);
  });

  test('from a registry', () => {
    const props = { url: 'oci://charts.example.com/nginx', version: '1.2.3' };
    expect(HelmChart.oci(props).spec).toStrictEqual({ from: 'oci', ...props });
    expect(HelmChart.oci({ url: 'https://x/y', version: '' }).problems).toEqual([
      expect.stringMatching(/^OCI URL "https:\/\/x\/y" is not usable: /),
      expect.stringMatching(/^chart version "" says nothing: /),
    ]);
  });

  test('from a Git repository', () => {
    const chart = HelmChart.git({ url, tag: 'v1', path: './charts/web' });
    expect(chart.spec).toStrictEqual({
      from: 'git',
      source: { kind: 'GitRepository', url, ref: { tag: 'v1' } },
      path: './charts/web',
    });
    expect(HelmChart.git({ url: 'x', path: '../web' }).problems).toEqual([
      expect.stringMatching(/^Git URL "x" is not usable: /),
      expect.stringMatching(/^source ref \{\} is empty: /),
      expect.stringMatching(/^chart path "\.\.\/web" is not relative to its source: /),
    ]);
  });
});
