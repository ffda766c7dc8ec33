import { main } from '../../src/cli/main';
import { Folder } from '../support/folder';
import { ProgramsHere } from '../support/programs-here';

/** A program that updates two images of a tenant's app. */
const PROGRAM = `
  const { App, Cluster, Environment, Fleet, Source, Tenant } = require('cdk8s-flux-fleet');
  const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });
  const fleet = new Fleet({ name: 'acme', source });
  const hub = new Cluster(fleet, 'hub', { extraControllers: ['image-reflector-controller', 'image-automation-controller'] });
  new Environment(fleet, 'prod', { clusters: [hub] });
  fleet.imageAutomation({ cluster: hub, file: 'versions/images.yaml', secretName: 'push', author: { email: 'flux@acme.example' } });
  const shop = new Tenant(fleet, 'shop', { source, owners: ['shop'] });
  new App(shop, 'web', { path: './web' }).updateImages({
    'ghcr.io/acme/web': { policy: { semver: '>=1.0.0 <2.0.0' } },
    'ghcr.io/acme/cache': { policy: { timestamp: '^main-(?P<ts>[0-9]+)$' }, initial: 'main-1' },
  });
  fleet.synth();
`;

const APP = ['--app', `${process.execPath} fleet.js`];

let folder: Folder;
let out: string;
let err: string;
const home = process.cwd();

const programs = new ProgramsHere();

beforeEach(() => {
  programs.install();
  folder = new Folder();
  folder.write('fleet.js', PROGRAM);
  folder.write('tags', ['ghcr.io/acme/web:1.4.2', 'ghcr.io/acme/web:2.0.0', 'ghcr.io/acme/web:1.10.0'].join('\n'));
  process.chdir(folder.path);
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});

afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(home);
  folder.delete();
});

const images = (...args: string[]) => main(['images', ...args, ...APP]);

test('the file is made with the tags selected, then nothing is left to write', async () => {
  expect(await images('--write', '--tags', 'tags')).toBe(0);
  expect(err).toBe('versions/images.yaml: 2 added: shop-web 1.10.0, shop-web-cache main-1\n');
  const made = folder.read('versions/images.yaml');
  expect(made).toMatch(/\nshop-web:\n {2}tag: "1\.10\.0" # \{"\$imagepolicy": "image-automation:shop-web:tag"\}\n/);
  expect(await images('--write')).toBe(0);
  expect(folder.read('versions/images.yaml')).toBe(made);
  out = '';
  expect(await images('--tags', 'tags')).toBe(0);
  expect(out).toBe(
    'shop-web  ghcr.io/acme/web  1.10.0  of 3, as in the versions file\n' +
      'shop-web-cache  ghcr.io/acme/cache  timestamp "^main-(?P<ts>[0-9]+)$"  main-1\n',
  );
  expect(await main(['synth', ...APP, '--first'])).toBe(0);
});

test('what is missing is said, and nothing is written', async () => {
  expect(await images('--write')).toBe(1);
  expect(err).toBe(
    'nothing was written:\n  [shop/web] shop-web: no tag of "ghcr.io/acme/web" is known: give its tags with --tags, or "initial" in updateImages\n',
  );
  expect(folder.has('versions/images.yaml')).toBe(false);
});

test('a policy that matches no tag given', async () => {
  folder.write('tags', '2.0.0\n2.1.0\n');
  expect(await images('shop-web', '--tags', 'tags')).toBe(1);
  expect(out).toBe(
    'shop-web  ghcr.io/acme/web  nothing: no version is in the range ">=1.0.0 <2.0.0", there are "2.1.0", "2.0.0": widen the range\n',
  );
});

test('JSON', async () => {
  expect(await images('shop-web', '--tags', 'tags', '--format', 'json')).toBe(0);
  expect(JSON.parse(out)).toEqual({
    version: 1,
    images: [
      {
        name: 'shop-web',
        at: 'shop/web',
        image: 'ghcr.io/acme/web',
        policy: { semver: '>=1.0.0 <2.0.0' },
        file: 'versions/images.yaml',
        selection: { tag: '1.10.0', rivals: [], candidates: 3 },
      },
    ],
  });
});

test.each<[string, string[], string, RegExp]>([
  [
    'a name that is none',
    ['shop-wbe'],
    '',
    /^no image is updated under the name "shop-wbe": did you mean shop-web\?\n$/,
  ],
  [
    'a tag of no image',
    ['--tags', 'tags'],
    '1.0.0',
    /^\[tags:1\] "1\.0\.0" is a tag of which image: write ghcr\.io\/acme\/web:1\.0\.0, or name one policy\n$/,
  ],
  [
    'what is no tag',
    ['shop-web', '--tags', 'tags'],
    '1.0.0\n1.0 b',
    /^\[tags:2\] tag "1\.0 b" cannot be: use up to 128/,
  ],
  [
    'a file that is not there',
    ['--tags', 'none'],
    '',
    /^--tags "none" cannot be read \(ENOENT\): give a file, or - for standard input\n$/,
  ],
])('%s', async (_, args, tags, message) => {
  folder.write('tags', tags);
  expect(await images(...args)).toBe(2);
  expect(err).toMatch(message);
});

test('problems of the program end it', async () => {
  folder.write('fleet.js', PROGRAM.replace('>=1.0.0 <2.0.0', '1.a'));
  expect(await images()).toBe(1);
});
