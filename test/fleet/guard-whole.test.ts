import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject } from 'cdk8s';
import { Cluster, Component, Fleet, Source } from '../../src';
import { Repository } from '../support/repository';

/*
 * The guard judges the whole folder that Flux will read: what the program makes and what lies beside it. Each test
 * edits a file that the program does not make.
 */

const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

let repository: Repository;
let dist: string;

/** A fleet with a component that keeps data; `without` drops the claim. */
function fleet({ without = false, clusters = ['eu'] } = {}): Fleet {
  const made = new Fleet({
    name: 'acme',
    source: Source.git({ url: 'https://example.com/fleet', branch: 'main' }),
    outdir: dist,
  });
  for (const name of clusters) new Cluster(made, name, { bootstrap: 'gotk' });
  new Component(made, 'db', {
    manifests: (chart) => {
      const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: 'b' } };
      new ApiObject(chart, 'settings', settings);
      if (without) return;
      const data = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' } };
      new ApiObject(chart, 'claim', { ...data, spec: claim });
    },
  });
  return made;
}

const crd = (group: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things.${group}
spec:
  group: ${group}
`;

const inDist = (...parts: readonly string[]) => path.join(dist, 'clusters', ...parts);
const components = () => inDist('eu', 'flux-system', 'gotk-components.yaml');
const ownFile = () => inDist('eu', 'infrastructure', 'db', 'db.yaml');

function edit(file: string, change: (text: string) => string): void {
  fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
}

/** The text without the document of a kind. */
const withoutKind = (kind: string) => (text: string) =>
  text
    .split(/^---\n/m)
    .filter((document) => !document.includes(`kind: ${kind}\n`))
    .join('---\n');

function problemsOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
}

/** The errors of a plan. */
const refused = (base: string, made = fleet()) =>
  made
    .plan({ base })
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ id, at }) => `${id} [${at}]`);

beforeEach(() => {
  repository = new Repository();
  dist = repository.path('dist');
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  fleet().synth();
  fs.writeFileSync(components(), `${crd('a.example.com')}---\n${crd('b.example.com')}`);
  repository.commit();
});

afterEach(() => {
  jest.restoreAllMocks();
  repository.remove();
});

describe('a file that is not generated', () => {
  const lost = /CustomResourceDefinition things\.b\.example\.com goes out of flux-system\/gotk-components\.yaml/;

  test('is judged as it is on disk, committed or not', () => {
    fs.writeFileSync(components(), crd('a.example.com'));
    expect(problemsOf(() => fleet().synth())).toMatch(lost);
    expect(refused('HEAD')).toEqual(['protected-removed [eu]']);
    repository.commit();
    expect(problemsOf(() => fleet().check({ base: 'HEAD^' }))).toMatch(lost);
    expect(refused('HEAD^')).toEqual(['protected-removed [eu]']);
    // Against its own commit nothing changes.
    expect(problemsOf(() => fleet().synth())).toBe('nothing');
  });

  test('is gone when it is deleted', () => {
    fs.rmSync(components());
    expect(problemsOf(() => fleet().synth())).toMatch(lost);
    repository.commit();
    expect(refused('HEAD^')).toEqual(['protected-removed [eu]', 'protected-removed [eu]']);
  });

  test('does not count where Git ignores it, or nothing reads it', () => {
    fs.writeFileSync(repository.path('.gitignore'), 'kustomization.yml\n');
    fs.writeFileSync(inDist('eu', 'kustomization.yml'), 'resources: []\n');
    fs.writeFileSync(path.join(dist, 'notes.md'), 'ours\n');
    const { passed, comparison } = fleet().plan();
    expect({ passed, changes: comparison.changes }).toEqual({ passed: true, changes: [] });
  });

  test('may be a second list, with which Flux builds nothing', () => {
    fs.writeFileSync(inDist('eu', 'kustomization.yml'), 'resources: []\n');
    expect(problemsOf(() => fleet().synth())).toMatch(
      /\[eu\] .*kustomization\.yml is a second list beside kustomization\.yaml/,
    );
    expect(refused('HEAD')).toContain('broken-build [eu]');
  });
});

describe('an adopted file', () => {
  beforeEach(() => {
    edit(ownFile(), (text) => text.replace('a: b', 'a: mine'));
    fleet().synth({ onEdited: 'adopt' });
    repository.commit();
  });

  test('that loses data by hand is refused', () => {
    edit(ownFile(), withoutKind('PersistentVolumeClaim'));
    expect(refused('HEAD')).toEqual(['protected-removed [eu/db]']);
    repository.commit();
    expect(problemsOf(() => fleet().check({ base: 'HEAD^' }))).toContain('PersistentVolumeClaim db/data goes out of');
    expect(refused('HEAD^')).toEqual(['protected-removed [eu/db]']);
  });

  test('that is deleted is made again', () => {
    fs.rmSync(ownFile());
    expect(refused('HEAD', fleet({ without: true }))).toEqual(['protected-removed [eu/db]']);
    expect(refused('HEAD')).toEqual([]);
  });
});

test('an edit loses data when it is adopted, and not when it is discarded', () => {
  edit(ownFile(), (text) => withoutKind('PersistentVolumeClaim')(text).replace('a: b', 'a: mine'));
  expect(problemsOf(() => fleet().synth({ onEdited: 'adopt' }))).toContain('PersistentVolumeClaim db/data goes out of');
  expect(problemsOf(() => fleet().synth({ onEdited: 'discard' }))).toBe('nothing');
});

describe('a base that cannot be built', () => {
  const todo = /compare with the last good commit, which Flux still applies \(--base or --from\)/;

  test.each<[string, () => void]>([
    [
      'has conflict markers',
      () =>
        edit(ownFile(), (text) => text.replace('  a: b\n', '<<<<<<< HEAD\n  a: b\n=======\n  a: c\n>>>>>>> other\n')),
    ],
    ['is no YAML', () => edit(ownFile(), (text) => text.replace('  a: b\n', '  a: [\n'))],
    ['lacks a file that a list names', () => fs.rmSync(ownFile())],
    ['has an object twice', () => edit(ownFile(), (text) => `${text}---\n${text}`)],
    [
      'has two lists',
      () => fs.writeFileSync(inDist('eu', 'infrastructure', 'db', 'kustomization.yml'), 'resources: []\n'),
    ],
  ])('asks for the last good one: it %s', (_, damage) => {
    damage();
    repository.commit();
    const message = problemsOf(() => fleet({ without: true }).synth({ onEdited: 'discard' }));
    expect(message).toMatch(/\[eu\/db\] .*what runs now is not known, because the base cannot be built/);
    expect(message).toMatch(todo);
    expect(refused('HEAD', fleet({ without: true }))).toContain('broken-base [eu/db]');
    // Followed to the letter, it shows what the damage hid.
    expect(refused('HEAD^', fleet({ without: true }))).toContain('protected-removed [eu/db]');
  });
});
