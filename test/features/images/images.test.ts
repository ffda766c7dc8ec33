import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duration } from 'cdk8s';
import {
  App,
  Cluster,
  Component,
  Environment,
  Fleet,
  formatExplanation,
  HelmChart,
  Placement,
  Source,
  Tenant,
} from '../../../src';
import type { ImageAutomationProps, ImageUpdateProps } from '../../../src';
import { GitRepository, ImageUpdateAutomation } from '../../../src/flux-entry';
import { configMap, git, Loose, newFleet, objectsIn, problemsOf } from '../../support/fleets';
import { Folder } from '../../support/folder';

const IMAGE = 'ghcr.io/acme/web';
const UPDATE: ImageUpdateProps = { policy: { semver: '>=1.0.0 <2.0.0' } };
const ENTRY = 'shop-web:\n  tag: "1.2.3" # {"$imagepolicy": "image-automation:shop-web:tag"}\n';
const OBJECTS = 'clusters/hub/infrastructure/image-automation/image-automation.yaml';
const APPS = 'clusters/hub/prod/tenants/shop/apps/apps.yaml';

const folder = new Folder();
let count = 0;

afterAll(() => folder.delete());

/** A versions file with this text. */
function versionsFile(text: string): string {
  const file = path.join(folder.path, `${++count}.yaml`);
  fs.writeFileSync(file, text);
  return path.relative('', file);
}

interface World {
  readonly fleet: Fleet<Loose>;
  readonly hub: Cluster<Loose>;
  readonly tenant: Tenant<Loose>;
  readonly web: App<Loose>;
}

const EXTRA = ['image-reflector-controller', 'image-automation-controller'] as const;

function world(text?: string, props: Partial<ImageAutomationProps<Cluster<Loose>>> = {}): World {
  const fleet = newFleet({ extraControllers: EXTRA });
  const hub = new Cluster(fleet, 'hub');
  new Environment(fleet, 'prod', { clusters: [hub] });
  if (text !== undefined) automate(fleet, hub, { file: versionsFile(text), ...props });
  const tenant = new Tenant(fleet, 'shop', { source: git, owners: ['shop'] });
  return { fleet, hub, tenant, web: new App(tenant, 'web', { path: './web' }) };
}

function automate(fleet: Fleet<Loose>, cluster: Cluster<Loose>, props: Partial<ImageAutomationProps<Cluster<Loose>>>) {
  const author = { email: 'flux@acme.example' };
  return fleet.imageAutomation({ cluster, file: '', path: './versions', secretName: 'push', author, ...props });
}

const found = (fleet: Fleet<Loose>, kind: string) =>
  objectsIn(fleet, OBJECTS).find((object: { kind: string }) => object.kind === kind);

test('an app takes the tag of the versions file, and the automation cluster gets the objects', () => {
  const { fleet, web } = world(ENTRY, { pushBranch: 'image-updates' });
  web.updateImages({ [IMAGE]: UPDATE });
  expect(objectsIn(fleet, APPS)[1].spec.images).toEqual([{ name: IMAGE, newTag: '1.2.3' }]);
  const objects = objectsIn(fleet, OBJECTS).map(
    ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
  );
  expect(objects).toEqual([
    'Namespace undefined/image-automation',
    'ImagePolicy image-automation/shop-web',
    'ImageRepository image-automation/ghcr.io-acme-web-25141dd7',
    'ImageUpdateAutomation image-automation/image-automation',
    'GitRepository image-automation/image-automation',
  ]);
  expect(found(fleet, 'ImageUpdateAutomation').spec).toMatchObject({
    git: { checkout: { ref: { branch: 'main' } }, push: { branch: 'image-updates' } },
    update: { path: './versions', strategy: 'Setters' },
  });
  expect(found(fleet, 'GitRepository').spec).toMatchObject({ secretRef: { name: 'push' } });
});

test('two policies of one image share its repository, and each is used where it is placed', () => {
  const entry = (name: string, tag: string) =>
    `${name}:\n  tag: "${tag}" # {"$imagepolicy": "image-automation:${name}:tag"}\n`;
  const { fleet, hub, web } = world(entry('shop-web-stable', '1.2.3') + entry('shop-web-edge', '2.0.0-rc.1'));
  new Environment(fleet, 'dev', { clusters: [hub] });
  const placed = (name: string) => ({ image: IMAGE, placement: Placement.environment(name) });
  web.updateImages({
    stable: { ...placed('prod'), policy: { semver: '1.x' } },
    edge: { ...placed('dev'), policy: { semver: '>=1.0.0-0' } },
  });
  const tagIn = (environment: string) =>
    objectsIn(fleet, `clusters/hub/${environment}/tenants/shop/apps/apps.yaml`)[1].spec.images[0].newTag;
  expect([tagIn('prod'), tagIn('dev')]).toEqual(['1.2.3', '2.0.0-rc.1']);
  expect(objectsIn(fleet, OBJECTS).filter(({ kind }) => kind === 'ImageRepository')).toHaveLength(1);
});

test('an override of a higher rank holds a place back', () => {
  const { fleet, web } = world(ENTRY);
  web.updateImages({ [IMAGE]: UPDATE });
  web.override(Placement.environment('prod'), { images: { [IMAGE]: { tag: '1.1.0' } } }, { rank: 1 });
  expect(objectsIn(fleet, APPS)[1].spec.images).toEqual([{ name: IMAGE, newTag: '1.1.0' }]);
});

test('an explanation names the statement that updates the image', () => {
  const { fleet, web } = world(ENTRY);
  web.updateImages({ [IMAGE]: UPDATE });
  const explained = fleet.explain({ cluster: 'hub', environment: 'prod', of: 'shop/web' }, `images.${IMAGE}.tag`);
  expect(formatExplanation(explained)).toMatch(
    /is "1\.2\.3", made by a function of override \(test\/features\/images\/images\.test\.ts:\d+\)/,
  );
});

test('a component gets the image in its values, with its digest', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const { fleet } = world(
    `ingress-nginx: docker.io/library/nginx:1.27.0@${digest} # {"$imagepolicy": "image-automation:ingress-nginx"}\n`,
  );
  const ingress = new Component(fleet, 'ingress', {
    chart: HelmChart.oci({ url: 'oci://charts.example.com/nginx', version: '18.x' }),
  });
  const image = 'docker.io/library/nginx';
  ingress.updateImages({
    nginx: {
      image,
      policy: { timestamp: '^main-(?P<ts>[0-9]+)$' },
      valuesPath: 'controller.image',
      digestReflectionPolicy: 'IfNotPresent',
      secretName: 'registry',
      interval: Duration.minutes(15),
    },
  });
  const release = objectsIn(fleet, 'clusters/hub/infrastructure/ingress/ingress.yaml')[2];
  expect(release.spec.values).toEqual({ controller: { image: { repository: image, tag: '1.27.0', digest } } });
  expect(found(fleet, 'ImagePolicy').spec).toEqual({
    digestReflectionPolicy: 'IfNotPresent',
    filterTags: { pattern: '^main-(?P<ts>[0-9]+)$', extract: '$ts' },
    imageRepositoryRef: { name: 'docker.io-library-nginx-7e59ad64' },
    policy: { numerical: { order: 'asc' } },
  });
  expect(found(fleet, 'ImageRepository').spec).toMatchObject({
    image,
    secretRef: { name: 'registry' },
    interval: '15m',
  });
});

test('objects in code ask for a tag', () => {
  const fleet = newFleet({ extraControllers: EXTRA });
  const hub = new Cluster(fleet, 'hub');
  const file = versionsFile('jobs:\n  tag: 1.10 # {"$imagepolicy": "image-automation:jobs:tag"}\n');
  const automation = automate(fleet, hub, { file });
  const jobs = new Component(fleet, 'jobs', { manifests: configMap });
  jobs.updateImages({ jobs: { image: IMAGE, policy: { alphabetical: 'asc' } } });
  expect(automation.tag('jobs')).toBe('1.10');
  expect(problemsOf(fleet)).toEqual([]);
});

test('the API version is that of the cluster’s Flux', () => {
  const { fleet, web } = world(ENTRY);
  web.updateImages({ [IMAGE]: UPDATE });
  expect(found(fleet, 'ImagePolicy').apiVersion).toBe('image.toolkit.fluxcd.io/v1');
  const old = newFleet({ flux: '2.6', extraControllers: EXTRA });
  automate(old, new Cluster(old, 'hub'), { file: versionsFile('') });
  expect(found(old, 'ImageUpdateAutomation').apiVersion).toBe('image.toolkit.fluxcd.io/v1beta2');
});

describe('wrong updates', () => {
  test.each<[string, Readonly<Record<string, ImageUpdateProps>>, RegExp]>([
    [
      'a regex that Go cannot parse',
      { [IMAGE]: { policy: { alphabetical: 'asc' }, filterTags: { pattern: '^(?!rc)' } } },
      /^\[shop\/web\] image "ghcr\.io\/acme\/web", filterTags\.pattern "\^\(\?!rc\)": .*: Go has no look-ahead/,
    ],
    [
      'an extract without its group',
      { [IMAGE]: { policy: { numerical: 'asc' }, filterTags: { pattern: '^(?P<ts>.*)$', extract: '$time' } } },
      /filterTags\.extract "\$time": the pattern has no group "time": use \$ts$/,
    ],
    [
      'a timestamp without its group',
      { [IMAGE]: { policy: { timestamp: '^main-(.*)$' } } },
      /policy\.timestamp .* no group "ts": name a group/,
    ],
    [
      'a range that is none',
      { [IMAGE]: { policy: { semver: '1.a' } } },
      /policy\.semver "1\.a": "1\.a" is not a version: write one such as/,
    ],
    [
      'no way of selecting',
      { [IMAGE]: { policy: {} } },
      /is selected in no way: give one of semver, alphabetical, numerical, timestamp$/,
    ],
    [
      'two ways of selecting',
      { [IMAGE]: { policy: { semver: '1.x', numerical: 'asc' } } },
      /is selected in 2 ways: give one of semver/,
    ],
    [
      'two filters',
      { [IMAGE]: { policy: { timestamp: '(?P<ts>.*)' }, filterTags: { pattern: 'a' } } },
      /has timestamp and filterTags: leave filterTags out/,
    ],
    [
      'an image with a tag',
      { [`${IMAGE}:1`]: UPDATE },
      /"ghcr\.io\/acme\/web:1" has a tag: leave it out, an ImagePolicy chooses one$/,
    ],
    [
      'an initial tag that is none',
      { [IMAGE]: { ...UPDATE, initial: '1.0+a' } },
      /initial: tag "1\.0\+a" cannot be: use .*with "_" in place of "\+"$/,
    ],
    ['an unknown option', { [IMAGE]: { ...UPDATE, tag: '1' } as never }, /tag is not an option of updateImages/],
    [
      'an interval that only polls',
      { [IMAGE]: { ...UPDATE, interval: Duration.seconds(5) } },
      /interval of 5 s is too short: use at least 60 s$/,
    ],
  ])('%s', (_, images, message) => {
    const { fleet, web } = world('');
    web.updateImages(images);
    const problems = problemsOf(fleet);
    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(problems[0]).toMatch(/^\[shop\/web\] image "ghcr\.io\/acme\/web(?::1)?"/);
  });

  test('a digest of objects in code', () => {
    const { fleet, tenant } = world('');
    const jobs = new App(tenant, 'jobs', { manifests: configMap });
    jobs.updateImages({ [IMAGE]: { ...UPDATE, digestReflectionPolicy: 'Always', valuesPath: 'image' } });
    expect(problemsOf(fleet)).toEqual([
      '[shop/jobs] image "ghcr.io/acme/web" has a valuesPath, but there is no chart: leave it out',
      '[shop/jobs] image "ghcr.io/acme/web" reflects a digest that objects in code cannot be given: leave digestReflectionPolicy out',
    ]);
  });

  test('updates that nothing commits', () => {
    const { fleet, web } = world();
    web.updateImages({ [IMAGE]: UPDATE });
    expect(problemsOf(fleet)).toEqual([
      '[shop/web] image "ghcr.io/acme/web" is updated, but nothing commits its tags: call fleet.imageAutomation once, with the cluster that does',
    ]);
  });

  test('two updates of one name, and two accesses to one image', () => {
    const { fleet, web, tenant } = world(ENTRY);
    web.updateImages({
      [IMAGE]: UPDATE,
      web: { ...UPDATE, image: IMAGE, secretName: 'other', placement: Placement.nowhere() },
    });
    new App(tenant, 'web-api', { path: './api' });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /^\[shop\/web\] image "ghcr\.io\/acme\/web" is scanned once for all its policies, but shop\/web gives another secretName, provider or interval: give the same in both$/,
      ),
      expect.stringMatching(
        /^\[shop\/web\] the policy of image "ghcr\.io\/acme\/web" is named "shop-web", as that of shop\/web \(test\/features\/images\/images\.test\.ts:\d+\): write another key, with the image as "image"$/,
      ),
    ]);
  });
});

describe('a versions file', () => {
  test.each<[string, string | undefined, RegExp]>([
    [
      'without an entry',
      '# none\n',
      /^\[shop\/web\] image "ghcr\.io\/acme\/web" has no entry "shop-web" in \S+: run flux-fleet images --write, which adds it$/,
    ],
    [
      'with another marker',
      ENTRY.replace('shop-web:tag', 'shop-web:name'),
      /^\[\S+:2:8\] shop-web\.tag has the marker \{"\$imagepolicy": "image-automation:shop-web:name"\}: write behind it # \{"\$imagepolicy": "image-automation:shop-web:tag"\}$/,
    ],
    [
      'without a marker',
      'shop-web: { tag: "1.2.3" }\n',
      /^\[\S+:1:18\] shop-web\.tag has no marker, so nothing updates it: write behind it # \{"\$imagepolicy"/,
    ],
    [
      'with what is no tag',
      ENTRY.replace('1.2.3', '1.2.3+a b'),
      /^\[\S+:2:8\] shop-web: tag "1\.2\.3\+a b" cannot be: use up to 128 letters/,
    ],
    [
      'with what is no digest',
      `${ENTRY}  digest: abc # {"$imagepolicy": "image-automation:shop-web:digest"}\n`,
      /^\[\S+:3:11\] shop-web: digest "abc" cannot be: write "sha256:"/,
    ],
    [
      'with an unknown field',
      `${ENTRY}  color: red\n`,
      /^\[\S+:3:3\] shop-web\.color is not known: give name, tag, digest$/,
    ],
    ['without a tag', 'shop-web: {}\n', /^\[\S+:1:1\] "shop-web" has no tag: write it below, as "tag: …"$/],
    [
      'with an image without a tag',
      'shop-web: ghcr.io/acme/web\n',
      /^\[\S+:1:11\] shop-web is "ghcr\.io\/acme\/web", an image without a tag: write it as image:tag$/,
    ],
    ['that is a list', '- 1\n', /^\[\S+:1:1\] the file is no map: write the name of a policy/],
    ['that is no YAML', 'a: [\n', /^\[\S+:\d+:\d+\] the file is not YAML, .*: mend it there$/],
    [
      'with a conflict',
      '<<<<<<< a\nx: 1\n=======\nx: 2\n>>>>>>> b\n',
      /^\[\S+:1\] the file has conflict markers of a merge: resolve the conflict$/,
    ],
    [
      'that is not there',
      undefined,
      /^\[none\.yaml\] the versions file cannot be read \(ENOENT\): run flux-fleet images --write, which makes it$/,
    ],
  ])('%s', (_, text, message) => {
    const { fleet, web } = text === undefined ? world('', { file: 'none.yaml' }) : world(text);
    web.updateImages({ [IMAGE]: UPDATE });
    expect(problemsOf(fleet)).toEqual([expect.stringMatching(message)]);
  });

  test('with an entry that nothing uses warns', () => {
    const { fleet } = world(ENTRY);
    expect(fleet.synthesize().warnings).toMatchObject([
      {
        id: 'image-entry-unused',
        message: 'the entry "shop-web" belongs to no image that is updated: take it out of the file',
      },
    ]);
  });

  test('is asked for what nobody declares', () => {
    const { fleet, web, hub } = world();
    const automation = automate(fleet, hub, { file: versionsFile(ENTRY) });
    web.updateImages({ [IMAGE]: UPDATE });
    expect(automation.tag('shop-wbe')).toBe('missing');
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /the program asks for the tag of "shop-wbe", which no updateImages declares: use one of "shop-web"$/,
      ),
    ]);
  });
});

describe('wrong automations', () => {
  test('two writers of one branch', () => {
    const { fleet, hub } = world(ENTRY, { name: 'one' });
    automate(fleet, hub, {
      name: 'two',
      file: versionsFile(''),
      url: `${git.spec.kind === 'GitRepository' ? git.spec.url : ''}.git`,
      branch: 'main',
    });
    expect(problemsOf(fleet).filter((line) => line.includes('writers'))).toEqual([
      expect.stringMatching(
        /^\[acme\] branch "main" of https:\/\/git\.example\.com\/acme\/fleet\.git has two writers, "one" on cluster "hub" \(test\/features\/images\/images\.test\.ts:\d+\) and "two" on cluster "hub" \(test\/features\/images\/images\.test\.ts:\d+\): leave one of them out, or give it another pushBranch$/,
      ),
    ]);
  });

  test.each<[string, Partial<ImageAutomationProps<Cluster<Loose>>>, RegExp]>([
    [
      'a folder with the generated one',
      { path: './' },
      /path "\.\/" and the generated files in "\.\/dist\/clusters" are one within the other, so that each commit would cause the next: put the versions file into a folder of its own, such as versions\/images\.yaml$/,
    ],
    ['a folder in the generated one', { path: './dist/clusters/hub' }, /are one within the other/],
    ['a branch that is none', { pushBranch: 'a b' }, /branch "a b" contains a blank/],
    [
      'another repository without a branch',
      { url: 'https://git.example.com/other' },
      /names no branch to commit to: give branch$/,
    ],
    ['an author without an address', { author: { email: '' } }, /author\.email "" is not an address/],
    ['a name that is none', { name: 'A B' }, /automation name "A B"/],
    ['an unknown option', { force: true } as never, /^\[acme\] force is not an option of fleet\.imageAutomation/],
  ])('%s', (_, props, message) => {
    const { fleet } = world('', props);
    expect(problemsOf(fleet)).toContainEqual(expect.stringMatching(message));
  });

  test('a file beside the generated folder', () => {
    const fleet = newFleet();
    const author = { email: 'a@acme.example' };
    fleet.imageAutomation({ cluster: new Cluster(fleet, 'hub'), file: 'images.yaml', secretName: 'push', author });
    expect(problemsOf(fleet)).toContainEqual(
      expect.stringMatching(/^\[hub\/image-automation\] path "\.\/" and the generated files/),
    );
  });

  test('a cluster without Flux', () => {
    const fleet = newFleet();
    const hub = new Cluster(fleet, 'hub');
    automate(fleet, new Cluster(fleet, 'shop', { managedBy: hub }), { file: versionsFile('') });
    expect(problemsOf(fleet)).toContainEqual(
      '[shop/image-automation] cluster "shop" runs no Flux, which could commit nothing there: name its manager "hub"',
    );
  });

  test('a cluster without the image controllers', () => {
    const fleet = newFleet({ extraControllers: ['image-reflector-controller'] });
    automate(fleet, new Cluster(fleet, 'hub'), { file: versionsFile('') });
    expect(problemsOf(fleet)).toEqual([
      expect.stringMatching(
        /Flux on cluster "hub" has no image-automation-controller, which serves that kind: give the cluster extraControllers: \["image-reflector-controller","image-automation-controller"\]/,
      ),
    ]);
  });

  test('a fleet that reads an artifact', () => {
    const fleet = newFleet({ source: Source.oci({ url: 'oci://ghcr.io/acme/fleet', tag: 'v1' }) });
    automate(fleet, new Cluster(fleet, 'hub'), { file: versionsFile('') });
    expect(problemsOf(fleet)).toEqual([
      '[hub/image-automation] the fleet reads no Git repository, so nothing tells where to commit: give url and branch of the one with the versions file',
    ]);
  });

  test('several automations, and an update that names none', () => {
    const { fleet, hub, web } = world(ENTRY);
    automate(fleet, hub, { name: 'other', pushBranch: 'other', file: versionsFile('') });
    web.updateImages({ [IMAGE]: UPDATE });
    expect(problemsOf(fleet)).toEqual([
      '[shop/web] image "ghcr.io/acme/web" is updated, but there are 2 automations: name one of them as automation',
    ]);
  });

  test('an automation of one’s own that two clusters get', () => {
    const fleet = newFleet({ extraControllers: EXTRA });
    for (const name of ['hub', 'edge']) new Cluster(fleet, name);
    new Component(fleet, 'own', {
      manifests: (chart) => {
        const repository = new GitRepository(chart, 'repository', {
          url: 'https://git.example.com/own',
          ref: { branch: 'main' },
        });
        new ImageUpdateAutomation(chart, 'updates', { sourceRef: repository, author: { email: 'a@acme.example' } });
      },
    });
    expect(problemsOf(fleet)).toEqual([
      '[hub/own] ImageUpdateAutomation "own/updates" on cluster "hub" pushes to branch "main" of https://git.example.com/own as ImageUpdateAutomation "own/updates" on cluster "edge" does, and each starts the other\'s branch anew: let one cluster have the automation',
    ]);
  });
});
