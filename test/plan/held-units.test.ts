import { compare, ManifestTree } from '../../src/plan-entry';
import { configMap, edited, GIT, kustomization, list, Manifest, namespace, outcomes, yaml } from './fixture';

const ROOT = {
  'clusters/c/kustomization.yaml': list(['sync.yaml', 'apps.yaml']),
  'clusters/c/sync.yaml': yaml([GIT(), kustomization('flux-system', './clusters/c')]),
};

const of = (files: Readonly<Record<string, string>>) => ManifestTree.of(Object.entries({ ...ROOT, ...files }));

describe('the children of a Kustomization that applies nothing', () => {
  const parent = (spec: object = {}) => yaml([kustomization('apps', './apps', spec)]);
  const base = (spec?: object) =>
    of({
      'clusters/c/apps.yaml': parent(spec),
      'apps/kustomization.yaml': list(['child.yaml']),
      'apps/child.yaml': yaml([kustomization('child', './child')]),
      'child/notes.yaml': yaml([configMap('note', 'default', { a: '1' })]),
    });
  const change = { 'child/notes.yaml': yaml([configMap('note', 'default', { a: '2' })]) };

  test('apply the new tree when it cannot be built', () => {
    const next = edited(base(), { ...change, 'apps/kustomization.yaml': list(['child.yaml', 'nowhere.yaml']) });
    expect(outcomes(base(), next)).toContain('changed patched ConfigMap default/note');
  });

  test('apply the new tree with the spec that they have', () => {
    const turned = yaml([kustomization('child', './other')]);
    const next = edited(base({ suspend: true }), { ...change, 'apps/child.yaml': turned });
    expect(outcomes(base({ suspend: true }), next)).toEqual([
      'changed held Kustomization flux-system/child',
      'changed patched ConfigMap default/note',
    ]);
  });
});

describe('a source that leaves out the folder of the root', () => {
  const ignoring = (ignore?: string): Manifest => {
    const { spec, ...git } = GIT();
    return { ...git, spec: { ...(spec as object), ...(ignore === undefined ? {} : { ignore }) } };
  };
  const sync = (ignore?: string) => yaml([ignoring(ignore), kustomization('flux-system', './clusters/c')]);
  const base = of({ 'clusters/c/apps.yaml': yaml([configMap('note', 'default')]) });

  test('is applied once, and then fails', () => {
    const next = edited(base, { 'clusters/c/sync.yaml': sync('/clusters\n') });
    expect(outcomes(base, next)).toEqual(['changed patched GitRepository flux-system/flux-system']);
    expect(compare(base, next).problems.map(({ id, message }) => [id, message])).toEqual([
      [
        'broken-build',
        'Kustomization flux-system/flux-system: fails once it has applied this change: path clusters/c is missing',
      ],
    ]);
  });

  test('fails as before when it did so before', () => {
    const broken = edited(base, { 'clusters/c/sync.yaml': sync('/clusters\n') });
    expect(compare(broken, broken).notCompared.map(({ reason }) => reason)).toEqual(['path clusters/c is missing']);
  });
});

describe('variables from a Secret of the tree', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'vars', namespace: 'flux-system' } };
  const tree = (text: string) =>
    of({
      'clusters/c/apps.yaml': yaml([
        { ...secret, stringData: { KNOWN: 'never-shown' } },
        kustomization('apps', './apps', { postBuild: { substituteFrom: [{ kind: 'Secret', name: 'vars' }] } }),
      ]),
      'apps/notes.yaml': yaml([configMap('note', 'default', { text })]),
    });

  test('are known by name, and hidden', () => {
    const comparison = compare(tree('a ${KNOWN}'), tree('b ${KNOWN}'));
    expect(comparison.changes.map(({ fields }) => fields)).toMatchObject([
      [
        {
          path: 'data.text',
          change: 'changed',
          from: expect.stringMatching(/^a .*KNOWN/),
          to: expect.stringMatching(/^b .*KNOWN/),
        },
      ],
    ]);
    expect(JSON.stringify(comparison)).not.toContain('never-shown');
  });

  test('are missing by other names', () => {
    expect(compare(tree('a'), tree('${OTHER}')).problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Kustomization flux-system\/apps: .*OTHER/),
    ]);
  });
});

test('a namespace changes nothing of an object whose kind has none', () => {
  const tree = (metadata: object) =>
    of({ 'clusters/c/apps.yaml': yaml([{ ...namespace('shop'), metadata: { name: 'shop', ...metadata } }]) });
  expect(outcomes(tree({}), tree({ namespace: 'other' }))).toEqual([]);
  expect(outcomes(tree({}), tree({ namespace: 'other', labels: { a: 'b' } }))).toEqual([
    'changed patched Namespace shop',
  ]);
});

describe('a root that its own list patches', () => {
  const patch = (spec: object) =>
    list(['sync.yaml', 'apps.yaml', 'vars.yaml'], {
      patches: [
        {
          patch: yaml([{ ...kustomization('flux-system', ''), spec: { ...spec } }]),
          target: { kind: 'Kustomization', name: 'flux-system' },
        },
      ],
    });
  const tree = (spec: object, ...names: readonly string[]) =>
    of({
      'clusters/c/kustomization.yaml': patch(spec),
      'clusters/c/vars.yaml': yaml([configMap('vars', 'flux-system', { COLOUR: 'red' })]),
      'clusters/c/apps.yaml': yaml([
        configMap('note', 'default', { text: '${COLOUR:=none}' }),
        ...names.map((name) => configMap(name, 'default')),
      ]),
    });

  test('does not prune when the patch says so', () => {
    expect(outcomes(tree({ prune: false }, 'old'), tree({ prune: false }))).toEqual([
      'removed orphaned ConfigMap default/old',
    ]);
  });

  test('has variables when the patch adds them', () => {
    const postBuild = { substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] };
    const { changes } = compare(tree({ interval: '1m' }), tree({ postBuild }));
    expect(
      changes.flatMap(({ object, fields }) => fields.map(({ to }) => `${object.name} ${JSON.stringify(to)}`)),
    ).toEqual(expect.arrayContaining(['note "red"']));
  });

  test('takes variables from what it applies itself', () => {
    const base = tree({ postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'vars' }] } });
    const next = edited(base, {
      'clusters/c/vars.yaml': yaml([configMap('vars', 'flux-system', { COLOUR: 'blue' })]),
    });
    expect(compare(base, next).changes.flatMap(({ fields }) => fields.map(({ path, to }) => [path, to]))).toEqual([
      ['data.text', 'blue'],
      ['data.COLOUR', 'blue'],
    ]);
  });

  test('fails after it applied itself when variables are missing then', () => {
    const next = tree({ postBuild: { substitute: { OTHER: 'x' } } }, 'new');
    const unset = edited(next, {
      'clusters/c/vars.yaml': yaml([configMap('vars', 'flux-system', { COLOUR: '${UNSET}' })]),
    });
    const comparison = compare(tree({}), unset);
    expect(comparison.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/flux-system\/flux-system: fails once it has applied this change: .*UNSET/),
    ]);
    expect(outcomes(tree({}), unset)).toContain('added created ConfigMap default/new');
  });
});
