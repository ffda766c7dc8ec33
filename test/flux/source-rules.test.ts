import { Testing } from 'cdk8s';
import {
  FluxHelmChart,
  FluxInstance,
  GitReference,
  GitRepository,
  GitRepositoryProps,
  HelmRelease,
  HelmRepository,
  ImageUpdateAutomation,
  OCIReference,
  OCIRepository,
} from '../../src/flux-entry';

const url = 'https://github.com/acme/apps';
const artifact = 'oci://ghcr.io/acme/apps';
const commit = '0123456789abcdef0123456789abcdef01234567';
const digest = `sha256:${'0a'.repeat(32)}`;

function git(props: Partial<GitRepositoryProps>) {
  return () => GitRepository.manifest({ url, ...props });
}

function oci(ref: OCIReference | undefined, at = artifact) {
  return () => OCIRepository.manifest({ url: at, ...(ref ? { ref } : {}) });
}

test.each<GitReference>([
  { branch: 'main' },
  { branch: 'feature/a_b-c.d' },
  { branch: 'a@b' },
  { branch: 'über' },
  { tag: 'v1.0.0+build' },
  { semver: '>=1.0.0 <2.0.0' },
  { semver: '1.2 - 1.4 || ^3' },
  { commit },
  { commit: commit.toUpperCase() },
  { commit, branch: 'main' },
  { commit, name: 'refs/heads/main' },
  { name: 'refs/pull/420/head' },
  { name: 'refs/tags/v1^{}' },
  { name: 'HEAD' },
])('a GitRepository takes %j', (ref) => {
  expect(git({ ref })).not.toThrow();
});

test.each<[GitReference, RegExp]>([
  [{ branch: '' }, /^branch "" is not a name: give one, or leave it out$/],
  [{ branch: 'my branch' }, /^branch "my branch" contains a blank, which Git does not allow: /],
  [{ branch: 'a\tb' }, /^branch "a\\tb" contains "\\t", which Git/],
  [{ branch: 'a~1' }, /contains "~"/],
  [{ branch: 'a^' }, /contains "\^"/],
  [{ branch: 'a:b' }, /contains ":"/],
  [{ branch: 'a?' }, /contains "\?"/],
  [{ branch: 'release-*' }, /contains "\*"/],
  [{ branch: 'a[b' }, /contains "\["/],
  [{ branch: 'a\\b' }, /contains "\\\\"/],
  [{ branch: 'a..b' }, /contains "\.\."/],
  [{ branch: 'a@{1}' }, /contains "@\{"/],
  [{ branch: '@' }, /is "@" alone/],
  [{ branch: '/a' }, /begins or ends with "\/"/],
  [{ branch: 'a/' }, /begins or ends with "\/"/],
  [{ branch: 'a//b' }, /contains "\/\/"/],
  [{ branch: '.a' }, /has a part that begins with "\."/],
  [{ branch: 'a/.b' }, /has a part that begins with "\."/],
  [{ branch: 'a.' }, /ends with "\."/],
  [{ branch: 'a.lock' }, /has a part that ends with "\.lock"/],
  [{ branch: 'a.lock/b' }, /has a part that ends with "\.lock"/],
  [{ branch: '-a' }, /begins with "-"/],
  [
    { branch: 'refs/heads/main' },
    /^branch "refs\/heads\/main" is looked for as "refs\/heads\/refs\/heads\/main": write "main"$/,
  ],
  [{ tag: 'refs/tags/v1' }, /^tag "refs\/tags\/v1" is looked for as "refs\/tags\/refs\/tags\/v1": write "v1"$/],
  [
    { semver: 'latest' },
    /^semver "latest" is not a semantic version or a range of them \(.*\): give one such as "18\.x"/,
  ],
  [{ semver: '>=1 || ' }, /^semver ">=1 \|\| " is not a semantic version/],
  [{ commit: '0123456' }, /^commit "0123456" is not the whole id of a commit: give its 40 hexadecimal digits$/],
  [{ name: 'main' }, /^name "main" is not the full name of a reference: write "refs\/heads\/main"$/],
  [{ name: 'refs/heads/a b' }, /^name "refs\/heads\/a b" contains a blank/],
  [{ branch: 'main', tag: 'v1' }, /^ref has branch and tag, and Flux ignores branch then: give one of them$/],
  [{ branch: 'main', semver: '1.x' }, /^ref has branch and semver, and Flux ignores branch/],
  [{ tag: 'v1', semver: '1.x' }, /^ref has semver and tag, and Flux ignores semver/],
  [{ tag: 'v1', commit }, /^ref has tag and commit, and Flux ignores tag/],
  [{ branch: 'main', name: 'refs/heads/main' }, /^ref has branch and name, and Flux ignores branch/],
])('a GitRepository refuses %j', (ref, message) => {
  expect(git({ ref })).toThrow(message);
  expect(git({ specOverrides: { ref } })).toThrow(message);
});

test.each<[string, Partial<GitRepositoryProps>, RegExp]>([
  [
    'a GitHub App without its Secret',
    { provider: 'github' },
    /^provider github has no Secret with the data of its GitHub App: name it with secretRef$/,
  ],
  [
    'a GitHub App over SSH',
    { provider: 'github', secretRef: { name: 'app' }, url: 'ssh://git@github.com/acme/apps' },
    /^provider github has no use for the SSH URL "ssh:\/\/git@github\.com\/acme\/apps", as its Secret holds a GitHub App: /,
  ],
  [
    'a cloud over SSH',
    { provider: 'azure', url: 'ssh://git@ssh.dev.azure.com/v3/a/b' },
    /^provider azure has no use for the SSH URL /,
  ],
  [
    'an SSH URL without a Secret',
    { url: 'ssh://git@github.com/acme/apps' },
    /^Git URL "ssh:\/\/git@github\.com\/acme\/apps" needs a Secret with identity and known_hosts: name it with secretRef/,
  ],
  [
    'the signature of a tag that is not fetched',
    { verify: { mode: 'Tag', secretRef: { name: 'keys' } }, ref: { branch: 'main' } },
    /^verify checks the signature of a tag, but ref names none: give tag or semver, or mode HEAD$/,
  ],
  [
    'the signature of a tag with a commit',
    { verify: { mode: 'TagAndHEAD', secretRef: { name: 'keys' } }, ref: { commit } },
    /^verify checks the signature of a tag/,
  ],
])('a GitRepository refuses %s', (_, props, message) => {
  expect(git(props)).toThrow(message);
});

test.each<Partial<GitRepositoryProps>>([
  { provider: 'github', secretRef: { name: 'app' } },
  { url: 'ssh://git@github.com/acme/apps', secretRef: { name: 'key' } },
  { verify: { mode: 'Tag', secretRef: { name: 'keys' } }, ref: { semver: '1.x' } },
  { verify: { mode: 'Tag', secretRef: { name: 'keys' } }, ref: { name: 'refs/tags/v1' } },
])('a GitRepository takes %j as well', (props) => {
  expect(git(props)).not.toThrow();
});

test.each<OCIReference | undefined>([
  undefined,
  { tag: '1.0.0_build' },
  { semver: '1.x', semverFilter: '.*' },
  { digest },
])('an OCIRepository takes %j', (ref) => {
  expect(oci(ref)).not.toThrow();
});

test.each<[OCIReference | undefined, string, RegExp]>([
  [undefined, 'oci://ghcr.io/acme/apps:v1', /^OCI URL "oci:\/\/ghcr\.io\/acme\/apps:v1" has a tag: leave it out/],
  [undefined, 'oci://localhost:5000/apps:v1', /has a tag: /],
  [undefined, `${artifact}@${digest}`, /has a digest: leave it out, and give it as digest$/],
  [undefined, 'oci://ghcr.io/Acme/apps', /has capitals, which no registry takes: write it in lower case$/],
  [undefined, 'oci://ghcr.io', /^OCI URL "oci:\/\/ghcr\.io" has no path: write oci:\/\/registry\/repository$/],
  [undefined, 'oci://ghcr.io/', /has no path/],
  [undefined, 'oci://ghcr.io/acme//apps', /is not a repository of a registry: use lower-case letters/],
  [undefined, 'oci://ghcr.io/acme/apps/', /is not a repository of a registry/],
  [undefined, 'oci://ghcr.io/acme/a$b', /is not a repository of a registry/],
  [
    { tag: '1.0.0+build' },
    artifact,
    /^tag "1\.0\.0\+build" cannot be: use up to 128 letters.*, with "_" in place of "\+"$/,
  ],
  [{ tag: 'a b' }, artifact, /^tag "a b" cannot be: /],
  [{ tag: '' }, artifact, /^tag "" cannot be: /],
  [{ tag: '-a' }, artifact, /^tag "-a" cannot be: /],
  [{ tag: 'x'.repeat(129) }, artifact, /cannot be: use up to 128/],
  [{ digest: 'sha256:abc' }, artifact, /^digest "sha256:abc" cannot be: write "sha256:" and 64 hexadecimal digits/],
  [{ digest: digest.toUpperCase() }, artifact, /^digest "SHA256:.* cannot be/],
  [{ digest: `sha512:${'0'.repeat(128)}` }, artifact, /cannot be/],
  [{ semver: 'latest' }, artifact, /^semver "latest" is not a semantic version/],
  [{ semver: '1.x', tag: 'v1' }, artifact, /^ref has tag and semver, and Flux ignores tag then: give one of them$/],
  [{ digest, tag: 'v1' }, artifact, /^ref has tag and digest, and Flux ignores tag/],
  [{ digest, semver: '1.x' }, artifact, /^ref has semver and digest, and Flux ignores semver/],
  [{ tag: 'v1', semverFilter: '.*' }, artifact, /^ref has semverFilter without semver, and Flux ignores it then/],
])('an OCIRepository refuses %j of %s', (ref, at, message) => {
  expect(oci(ref, at)).toThrow(message);
});

test('an OCIRepository refuses notation without a Secret', () => {
  expect(() => OCIRepository.manifest({ url: artifact, verify: { provider: 'notation' } })).toThrow(
    /^verify with notation has no Secret with the trust policy: name it with secretRef of verify$/,
  );
});

test('a HelmRepository refuses what is for registries alone', () => {
  const repository =
    (at: string, more: object = {}) =>
    () =>
      HelmRepository.manifest({ url: at, ...more });
  expect(repository('https://charts.example.com', { provider: 'aws' })).toThrow(
    /^provider aws is for OCI registries, and Helm repository URL "https:\/\/charts\.example\.com" is none: /,
  );
  expect(repository('oci://ghcr.io/acme/charts:1')).toThrow(/has a tag/);
  expect(repository('oci://ghcr.io/Acme')).toThrow(/has capitals/);
  expect(repository('oci://ghcr.io/a b')).toThrow(/is not usable/);
  expect(repository('oci://ghcr.io/acme', { specOverrides: { type: 'default' } })).toThrow(
    /needs the type oci: set type/,
  );
  expect(repository('https://x/y', { specOverrides: { type: 'oci' } })).toThrow(
    /is none of type oci: begin it with oci/,
  );
  for (const at of ['oci://ghcr.io', 'oci://ghcr.io/acme/', 'oci://ghcr.io/a']) expect(repository(at)).not.toThrow();
});

test.each<[string, object, RegExp]>([
  ['a version that is none', { chart: 'web', version: 'latest' }, /^chart version "latest" is not a semantic version/],
  ['capitals', { chart: 'Web' }, /^chart "Web" is not the name of a chart: use lower-case letters, digits, "-", and/],
  ['an underscore', { chart: 'my_chart' }, /^chart "my_chart" is not the name of a chart/],
])('a chart of a Helm repository refuses %s', (_, more, message) => {
  const sourceRef = { kind: 'HelmRepository', name: 'charts' } as const;
  const chart = { chart: 'web', sourceRef, ...more };
  expect(() => FluxHelmChart.manifest(chart)).toThrow(message);
  expect(() => HelmRelease.manifest({ releaseName: 'web', chart })).toThrow(message);
});

test('a chart of a folder has no version of its own', () => {
  const chart = { chart: './web', version: '1.x', sourceRef: { kind: 'GitRepository', name: 'apps' } } as const;
  expect(() => FluxHelmChart.manifest(chart)).toThrow(
    /^version "1\.x" has no use for a chart of a GitRepository, whose Chart\.yaml says it: leave it out$/,
  );
  expect(() => FluxHelmChart.manifest({ ...chart, version: '*' })).not.toThrow();
});

test('only charts of registries are verified', () => {
  const scope = Testing.chart();
  const verify = { provider: 'cosign' } as const;
  const plain = new HelmRepository(scope, 'plain', { url: 'https://charts.example.com' });
  const registry = new HelmRepository(scope, 'registry', { url: 'oci://charts.example.com' });
  const chart = (sourceRef: HelmRepository) => ({ chart: 'web', version: '1.x', sourceRef, verify });
  const message =
    /^verify is for charts of OCI registries, and Flux ignores it for other Helm repositories: leave it out$/;
  expect(() => FluxHelmChart.manifest(chart(plain))).toThrow(message);
  expect(() => HelmRelease.manifest({ releaseName: 'web', chart: chart(plain) })).toThrow(message);
  expect(() => FluxHelmChart.manifest(chart(registry))).not.toThrow();
  expect(() => HelmRelease.manifest({ releaseName: 'web', chart: chart(registry) })).not.toThrow();
});

test('an ImageUpdateAutomation refuses branches that cannot be', () => {
  const automation = { sourceRef: { name: 'apps' }, author: { email: 'flux@example.com' } };
  const make = (more: object) => () => ImageUpdateAutomation.manifest({ ...automation, ...more });
  expect(make({ push: { branch: 'refs/heads/auto' } })).toThrow(/is looked for as .*: write "auto"$/);
  expect(make({ checkout: { branch: 'a b' } })).toThrow(/^branch "a b" contains a blank/);
  expect(make({ checkout: { branch: 'a', tag: 'b' } })).toThrow(
    /^checkout has branch and tag, and Flux ignores branch/,
  );
});

test.each<[object, RegExp]>([
  [{ ref: 'main' }, /^sync\.ref "main" is not the full name of a reference: write "refs\/heads\/main"$/],
  [{ provider: 'github' }, /^provider github has no Secret with the data of its GitHub App: name it with pullSecret$/],
  [
    { provider: 'github', pullSecret: { name: 'app' }, url: 'ssh://git@github.com/acme/fleet' },
    /^provider github has no use for the SSH URL/,
  ],
  [{ kind: 'OCIRepository', url: 'oci://ghcr.io/Acme/fleet', ref: 'latest' }, /^sync\.url .* has capitals/],
  [{ kind: 'OCIRepository', url: 'oci://ghcr.io/acme/fleet', ref: '1+2' }, /^tag "1\+2" cannot be/],
])('the sync of a FluxInstance refuses %j', (more, message) => {
  const sync = { url: 'https://github.com/acme/fleet', ref: 'refs/heads/main', path: './clusters/eu', ...more };
  expect(() => FluxInstance.manifest({ version: '2.9.x', sync })).toThrow(message);
});
