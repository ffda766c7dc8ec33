import * as fs from 'node:fs';
import { Cluster, FleetError, FleetProps, formatProblem, Source } from '../../../src';
import { Loose, newFleet } from '../../support/fleets';
import { Repository } from '../../support/repository';

let repository: Repository;
let warned: string[];

beforeEach(() => {
  repository = new Repository();
  warned = [];
  jest.spyOn(console, 'warn').mockImplementation((text: unknown) => void warned.push(String(text)));
});
afterEach(() => {
  repository.remove();
  jest.restoreAllMocks();
});

const RIGHT =
  /^\[acme\] Flux reads "\.\/dist" of the repository, and the files are written to "\.\/platform\/dist": give the fleet path: '\.\/platform\/dist'$/;

function synth(folder: string, props: Partial<FleetProps<Loose>> = {}, acknowledge = false): string[] {
  const fleet = newFleet({ outdir: repository.path(folder), ...props });
  new Cluster(fleet, 'eu-1');
  if (acknowledge) fleet.acknowledgeWarning('path-elsewhere', 'CI moves it');
  try {
    fleet.synth({ cache: false });
  } catch (error) {
    if (error instanceof FleetError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

const remote = (url: string) => repository.git('remote', 'add', 'origin', url);

test('a program in a subfolder is refused, and passes with the path that the message gives', () => {
  const [message = '', ...more] = synth('platform/dist');
  expect([message, more]).toEqual([expect.stringMatching(RIGHT), []]);
  expect(fs.existsSync(repository.path('platform'))).toBe(false);
  const [, path] = /path: '(.*)'$/.exec(message)!;
  expect([synth('platform/dist', { path: path! }), warned]).toEqual([[], []]);
  const sync = fs.readFileSync(repository.path('platform/dist/clusters/eu-1/flux-system/gotk-sync.yaml'), 'utf8');
  expect(sync).toContain('path: ./platform/dist/clusters/eu-1\n');
});

test('all other problems come with it', () => {
  expect(synth('platform/dist', { kubernetes: '1.2' as '1.34' })).toEqual([
    expect.stringMatching(RIGHT),
    expect.stringMatching(/1\.2/),
  ]);
});

test('another output directory is refused too, and the top of the repository', () => {
  expect(synth('manifests')).toEqual([expect.stringMatching(/give the fleet path: '\.\/manifests'$/)]);
  expect(synth('.')).toEqual([expect.stringMatching(/written to "\.\/": give the fleet path: '\.\/'$/)]);
  expect([synth('.', { path: './' }), warned]).toEqual([[], []]);
});

test.each(['./dist', 'dist', './dist/', './platform/../dist'])('the right path %j', (path) => {
  // A path with dots is refused elsewhere.
  expect(synth('dist', { path }).filter((problem) => /written to/.test(problem))).toEqual([]);
  expect(warned).toEqual([]);
});

test('a path that the program gives is a warning, which can be silenced', () => {
  expect(synth('platform/dist', { path: './elsewhere' })).toEqual([]);
  expect(warned).toEqual([
    `warning (path-elsewhere) [acme] Flux reads "./elsewhere" of the repository, and the files are written to "./platform/dist": give the fleet path: './platform/dist', or, if the files get there by other means, silence this with fleet.acknowledgeWarning('path-elsewhere', 'how they get there')`,
  ]);
  expect(synth('platform/dist', { path: './elsewhere' }, true)).toEqual([]);
  expect(warned).toHaveLength(1);
});

test.each([
  ['in no repository', () => fs.rmSync(repository.path('.git'), { recursive: true })],
  ['ignored by Git', () => fs.writeFileSync(repository.path('.gitignore'), 'dist/\n')],
  ['in the repository of something else', () => remote('git@github.com:acme/application.git')],
])('nothing is known of an output directory %s', (_, prepare) => {
  prepare();
  expect([synth('platform/dist'), warned]).toEqual([[], []]);
});

test.each([
  'https://git.example.com/acme/fleet',
  'git@github.com:bob/Fleet.git',
  '/srv/git/mirror.git',
  'file:///srv/git/mirror.git',
  '../mirror',
])('a clone of %s is compared', (url) => {
  remote(url);
  expect(synth('platform/dist')).toEqual([expect.stringMatching(RIGHT)]);
});

test('the path within an artifact is for who pushes it', () => {
  const source = Source.oci({ url: 'oci://registry.example.com/acme/fleet', tag: 'latest' });
  expect([synth('platform/dist', { source }), warned]).toEqual([[], []]);
});
