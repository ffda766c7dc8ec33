import { copiedArtifact } from '../../src/plan/predict/copied-artifact';
import { pathPattern } from '../../src/plan/tree/path-pattern';
import { compare, ManifestTree } from '../../src/plan-entry';
import { GIT, kustomization, list, Manifest, yaml } from './fixture';

interface Copy {
  readonly from: string;
  readonly to: string;
  readonly exclude?: readonly string[];
  readonly strategy?: string;
}

function generator(artifacts: Readonly<Record<string, readonly Copy[]>>, spec: object = {}): Manifest {
  return {
    apiVersion: 'source.extensions.fluxcd.io/v1beta1',
    kind: 'ArtifactGenerator',
    metadata: { name: 'parts', namespace: 'flux-system' },
    spec: {
      sources: [{ alias: 'all', kind: 'GitRepository', name: 'flux-system' }],
      artifacts: Object.entries(artifacts).map(([name, copy]) => ({ name, copy })),
      ...spec,
    },
  };
}

const note = (name: string, value = '1'): Manifest => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { value } },
});
const from = (name: string, path: string) =>
  kustomization(name, path, { sourceRef: { kind: 'ExternalArtifact', name } });

/** A cluster with an artifact of `apps/base` and `apps/prod`. */
function tree(copies: readonly Copy[], more: Readonly<Record<string, string>> = {}, spec?: object): ManifestTree {
  return ManifestTree.of(
    Object.entries({
      'clusters/c/flux-system/gotk-sync.yaml': yaml([GIT(), kustomization('flux-system', './clusters/c')]),
      'clusters/c/apps.yaml': yaml([generator({ apps: copies }, spec), from('apps', './prod')]),
      'apps/base/kustomization.yaml': list(['base.yaml']),
      'apps/base/base.yaml': yaml([note('base')]),
      'apps/prod/kustomization.yaml': list(['../base', 'own.yaml']),
      'apps/prod/own.yaml': yaml([note('own')]),
      ...more,
    }),
  );
}

const WHOLE: readonly Copy[] = [
  { from: '@all/apps/base/**', to: '@artifact/base/' },
  { from: '@all/apps/prod/**', to: '@artifact/prod/' },
];

function changesOf(old: ManifestTree, next: ManifestTree): string[] {
  return compare(old, next).changes.map(
    ({ action, effect, object, files }) => `${action}/${effect} ${object.name} ${files.join(' ')}`,
  );
}

describe('artifacts that are copied from a repository', () => {
  test('show what a file of the repository changes', () => {
    const old = tree(WHOLE);
    const next = tree(WHOLE, { 'apps/base/base.yaml': yaml([note('base', '2')]) });
    expect(changesOf(old, next)).toEqual(['changed/patched base apps/base/base.yaml']);
    expect(compare(old, next).notEvaluated).toEqual([]);
  });

  test('keep objects out that an exclusion leaves out', () => {
    const next = tree([WHOLE[0]!, { ...WHOLE[1]!, exclude: ['own.yaml'] }]);
    const { problems } = compare(tree(WHOLE), next);
    expect(problems.map(({ message }) => message)).toEqual([
      'Kustomization flux-system/apps: prod/kustomization.yaml lists "own.yaml", which is missing',
    ]);
  });

  test('stay as they were when a copy finds nothing', () => {
    const next = tree([...WHOLE, { from: '@all/nowhere/*', to: '@artifact/' }], {
      'apps/base/base.yaml': yaml([note('base', '2')]),
    });
    expect(compare(tree(WHOLE), next).problems.map(({ message }) => message)).toEqual([
      'Kustomization flux-system/apps: the artifact cannot be made: nothing fits nowhere/*',
    ]);
    expect(changesOf(tree(WHOLE), next).filter((one) => one.includes('pruned'))).toEqual([]);
  });

  test.each([
    ['merged files', { from: '@all/apps/**', to: '@artifact/', strategy: 'Merge' }, {}],
    ['archives', { from: '@all/apps.tgz', to: '@artifact/', strategy: 'Extract' }, {}],
    ['one for each folder', { from: '@all/apps/{name}/**', to: '@artifact/' }, { pathPattern: '@all/apps/{name}' }],
  ])('are said to be unknown with %s', (_case, copy, spec) => {
    const { notEvaluated } = compare(tree([copy], {}, spec), tree([copy], { 'apps/new.yaml': '' }, spec));
    expect(notEvaluated).toEqual([
      expect.objectContaining({ reason: 'source', what: expect.stringMatching(/ExternalArtifact flux-system\/apps/) }),
    ]);
  });
});

describe('copies into an artifact', () => {
  const whole = ManifestTree.of(
    ['a/b/c.yaml', 'a/b/d.md', 'a/e.yaml', 'a/test/f.yaml', 'g.yaml'].map((path) => [path, path] as const),
  );
  const copied = (one: { from: string; to: string; exclude?: string[] }) =>
    copiedArtifact(whole, [{ exclude: [], ...one, tree: whole }], { prefix: '' });

  // Cases of source-watcher's specification (docs/spec/v1beta1/artifactgenerators.md, 2.2).
  test.each([
    ['a file to a path', { from: 'g.yaml', to: 'x/y.yaml' }, ['x/y.yaml']],
    ['a file into a folder', { from: 'g.yaml', to: 'x/' }, ['x/g.yaml']],
    [
      'a folder with its name',
      { from: 'a/', to: 'x/' },
      ['x/a/b/c.yaml', 'x/a/b/d.md', 'x/a/e.yaml', 'x/a/test/f.yaml'],
    ],
    ['what is in a folder', { from: 'a/**', to: 'x/' }, ['x/b/c.yaml', 'x/b/d.md', 'x/e.yaml', 'x/test/f.yaml']],
    ['files by a pattern', { from: 'a/*.yaml', to: '' }, ['a/e.yaml']],
    ['not by name', { from: 'a/**', to: '', exclude: ['*.md'] }, ['b/c.yaml', 'e.yaml', 'test/f.yaml']],
    ['not in folders', { from: 'a/**', to: '', exclude: ['**/test/**'] }, ['b/c.yaml', 'b/d.md', 'e.yaml']],
    ['not below the prefix', { from: 'a/**', to: '', exclude: ['b/**'] }, ['e.yaml', 'test/f.yaml']],
  ])('take %s', (_case, copy, expected) => {
    expect([...copied(copy).origins.keys()].sort()).toEqual(expected);
  });

  test.each([
    [{ from: 'nowhere', to: '' }, /nowhere is missing/],
    [{ from: 'a/*.txt', to: '' }, /nothing fits a\/\*\.txt/],
    [{ from: 'a/*', to: '', exclude: ['**'] }, /nothing fits/],
  ])('fail without files: %j', (copy, error) => {
    expect(copied(copy).error).toMatch(error);
  });
});

test.each([
  ['**/x', ['x', 'a/x', 'a/b/x'], ['y', 'x/y']],
  ['a/**', ['a', 'a/b', 'a/b/c'], ['b']],
  ['a/**/b', ['a/b', 'a/x/y/b'], ['ab', 'a/b/c']],
  ['{a,b/c}/*.y?ml', ['a/x.yaml', 'b/c/x.yxml'], ['b/x.yaml', 'a/x.yml']],
  ['[a-c]\\*', ['a*', 'c*'], ['d*', 'ab']],
  ['[!a]', ['b'], ['a']],
])('the pattern %s fits paths as doublestar does', (pattern, fitting, others) => {
  const fits = (path: string) => pathPattern(pattern).test(path);
  expect([fitting.filter((one) => !fits(one)), others.filter(fits)]).toEqual([[], []]);
});

describe('a folder that is the whole of an OCI artifact', () => {
  const oci: Manifest = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'OCIRepository',
    metadata: { name: 'flux-system', namespace: 'flux-system' },
    spec: { url: 'oci://registry.example.com/fleet', ref: { tag: 'latest' } },
  };
  const ref = { sourceRef: { kind: 'OCIRepository', name: 'flux-system' } };
  const of = (value: string) =>
    ManifestTree.of(
      Object.entries({
        'README.md': '',
        'deploy/clusters/c/all.yaml': yaml([
          oci,
          generator(
            { parts: WHOLE },
            {
              sources: [{ alias: 'all', kind: 'OCIRepository', name: 'flux-system' }],
            },
          ),
          kustomization('apps', './apps/prod', ref),
          from('parts', './base'),
        ]),
        'deploy/apps/base/kustomization.yaml': list(['base.yaml']),
        'deploy/apps/base/base.yaml': yaml([note('base', value)]),
        'deploy/apps/prod/kustomization.yaml': list(['own.yaml']),
        'deploy/apps/prod/own.yaml': yaml([note('own', value)]),
      }),
    );

  test('is where the paths of its Kustomizations start', () => {
    expect(changesOf(of('1'), of('2'))).toEqual([
      'changed/patched own deploy/apps/prod/own.yaml',
      'changed/patched base deploy/apps/base/base.yaml',
    ]);
  });
});
