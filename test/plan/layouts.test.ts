import * as path from 'node:path';
import { clusterRoots, compare, ManifestTree } from '../../src/plan';
import { corpusTrees, edited, Edits } from '../support/plan-corpus';

const layouts = corpusTrees(path.join(__dirname, '../plan-corpus'));

function trees(layout: string, edits: Edits = new Map()): readonly [ManifestTree, ManifestTree] {
  const files = layouts.get(layout)!;
  return [ManifestTree.of(files), ManifestTree.of(edited(files, edits))];
}

/** A layout with a text of one of its files replaced. */
function replaced(layout: string, file: string, from: string, to: string): readonly [ManifestTree, ManifestTree] {
  const text = layouts.get(layout)!.get(file)!;
  expect(text).toContain(from);
  return trees(layout, new Map([[file, text.replace(from, to)]]));
}

function changes(layout: readonly [ManifestTree, ManifestTree]): string[] {
  return compare(...layout)
    .changes.map(
      ({ cluster, object: { kind, namespace, name }, effect }) => `${cluster} ${kind} ${namespace}/${name} ${effect}`,
    )
    .sort();
}

const OWN = 'its build brings the Kustomization that follows it';
const ENTRY = 'it holds Kustomizations that no other Kustomization brings';
const ARTIFACT = 'no file holds a Kustomization, and no other list takes this one';

describe('the clusters of repositories as they are found in public', () => {
  test.each([
    ['environments', ['east: clusters/east', 'west: clusters/west'], OWN, [6, 5]],
    ['lists', ['live/a1: clusters/live/a1', 'live/a2: clusters/live/a2'], OWN, [6, 6]],
    ['home', ['kubernetes/flux/cluster: kubernetes/flux/cluster'], ENTRY, [6, 5]],
    ['bases', ['environments/live: environments/live', 'environments/test: environments/test'], OWN, [6, 6]],
    ['hub', ['hub: hub'], OWN, [4, 4]],
    [
      'artifacts',
      ['portal/live: portal/live', 'portal/trial: portal/trial', 'queue/live: queue/live'],
      ARTIFACT,
      [3, 3],
    ],
    ['monorepo', ['alpha: deploy/kube/clusters/alpha', 'beta: deploy/kube/clusters/beta'], OWN, [5, 5]],
    ['tenants', ['blue: clusters/blue', 'green: clusters/green'], OWN, [6, 4]],
    ['folders', ['one: clusters/one'], OWN, [4, 3]],
    ['parts', ['lab: fleet/clusters/lab'], OWN, [4, 3]],
  ])('%s', (layout, roots, how, [kustomizations, known]) => {
    const [tree] = trees(layout);
    const found = clusterRoots(tree, tree);
    expect(found.map(({ cluster, directory }) => `${cluster}: ${directory}`)).toEqual(roots);
    expect([...new Set(found.map((root) => root.how))]).toEqual([how]);
    const comparison = compare(tree, tree);
    expect(comparison.known).toEqual({ kustomizations, known });
    expect([comparison.changes, comparison.problems, comparison.notCompared]).toEqual([[], [], []]);
  });
});

describe('changes in these layouts', () => {
  test('environments: a file of a component reaches the one cluster that takes it', () => {
    expect(changes(replaced('environments', 'apps/parts/backup/backup.yaml', 'backup:3', 'backup:4'))).toEqual([
      'west CronJob shop/backup patched',
    ]);
  });

  test('lists: a base reaches all clusters whose lists take it', () => {
    const removed = replaced(
      'lists',
      'clusters/live/base/kustomization.yaml',
      '  - ../../../apps/portal/sync.yaml\n',
      '',
    );
    const portal = [
      'ConfigMap portal/portal',
      'Kustomization flux-system/portal',
      'PersistentVolumeClaim portal/portal',
    ];
    const gone = [...portal, 'ServiceAccount portal/portal'].map((object) => `${object} pruned`);
    expect(changes(removed)).toEqual(
      ['live/a1', 'live/a2'].flatMap((cluster) => gone.map((one) => `${cluster} ${one}`)),
    );
  });

  test('lists: a variable of a ConfigMap changes what it is used in', () => {
    const changed = replaced('lists', 'sync/base/settings.yaml', 'DOMAIN: example.com', 'DOMAIN: example.org');
    expect(changes(changed)).toEqual([
      'live/a1 ConfigMap flux-system/settings patched',
      'live/a1 ConfigMap portal/portal patched',
      'live/a2 ConfigMap flux-system/settings patched',
      'live/a2 ConfigMap portal/portal patched',
    ]);
  });

  test('home: an entry that is unlisted is no cluster of its own', () => {
    const unlisted = replaced('home', 'kubernetes/apps/media/kustomization.yaml', '  - reader/ks.yaml\n', '');
    expect(changes(unlisted)).toEqual([
      'kubernetes/flux/cluster ConfigMap media/reader pruned',
      'kubernetes/flux/cluster Deployment media/reader pruned',
      'kubernetes/flux/cluster Kustomization media/reader pruned',
      'kubernetes/flux/cluster PersistentVolumeClaim media/reader pruned',
    ]);
  });

  test('bases: a patch of an environment supplies the path', () => {
    const turned = replaced(
      'bases',
      'environments/live/kustomization.yaml',
      'value: ./services/live',
      'value: ./services/test',
    );
    expect(changes(turned)).toEqual([
      'environments/live Deployment services/api refused',
      'environments/live Kustomization flux-system/services patched',
      'environments/live NetworkPolicy services/api held',
    ]);
  });

  test('hub: each spoke has what its list makes of the shared folder', () => {
    expect(changes(replaced('hub', 'deploy/apps/worker.yaml', 'worker:7', 'worker:8'))).toEqual([
      'hub/first Deployment apps/worker patched',
      'hub/second Deployment apps/worker-b patched',
    ]);
  });

  test('artifacts: a base reaches each overlay', () => {
    const removed = replaced('artifacts', 'portal/base/kustomization.yaml', '  - claim.yaml\n', '');
    expect(changes(removed)).toEqual([
      'portal/live PersistentVolumeClaim portal/portal pruned',
      'portal/trial PersistentVolumeClaim portal-trial/portal pruned',
    ]);
  });

  test('monorepo: a folder that .sourceignore leaves out is none of the build', () => {
    // With docs the build fails, as something in it is no manifest.
    const failing = compare(...replaced('monorepo', '.sourceignore', 'docs/\n', ''));
    expect(new Set(failing.changes.map(({ effect }) => effect))).toEqual(new Set(['held']));
    expect(changes(replaced('monorepo', '.sourceignore', 'docs/\n', 'docs/\nrbac.yaml\n'))).toEqual([
      'alpha Role billing/a-billing pruned',
      'alpha RoleBinding billing/a-billing pruned',
      'beta Role billing/billing pruned',
      'beta RoleBinding billing/billing pruned',
    ]);
  });

  test('tenants: a Kustomization of another repository is not known, and that is said', () => {
    const { notEvaluated } = compare(...replaced('tenants', 'tenants/blue/crew-patch.yaml', './blue', './red'));
    expect(notEvaluated).toEqual([
      {
        reason: 'source',
        what: 'source of other contents GitRepository crew/crew',
        clusters: ['blue', 'green'],
        kustomizations: 2,
        changed: true,
      },
    ]);
  });

  test('folders: an object beside others is applied, a draft is not', () => {
    const note = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: note, namespace: cache }\n';
    const files = ['apps/cache/note.yaml', 'drafts/note.yaml'].map((file) => [file, note] as const);
    expect(changes(trees('folders', new Map(files)))).toEqual(['one ConfigMap cache/note created']);
  });
});

describe('roots', () => {
  test('clusters that are given are the only ones', () => {
    const [tree] = trees('environments');
    const clusters = { edge: 'clusters/east' };
    expect(clusterRoots(tree, tree, { clusters })).toEqual([
      {
        cluster: 'edge',
        directory: 'clusters/east',
        kustomization: 'flux-system/flux-system',
        how: 'it was given',
        trees: 'both',
      },
    ]);
    const next = replaced('environments', 'apps/parts/backup/backup.yaml', 'backup:3', 'backup:4')[1];
    expect(compare(tree, next, { clusters }).changes).toEqual([]);
  });

  test('two folders of one name are two clusters', () => {
    const files = [...layouts.get('folders')!].flatMap(([file, text]) =>
      ['a', 'b'].map((top) => [`${top}/${file}`, text.replaceAll('path: ./', `path: ./${top}/`)] as const),
    );
    const tree = ManifestTree.of(files);
    expect(clusterRoots(tree, tree).map(({ cluster }) => cluster)).toEqual(['a/clusters/one', 'b/clusters/one']);
  });

  test('a root that cannot be built is not compared', () => {
    const list =
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [flux-system, ../../shared]\n';
    const broken = edited(layouts.get('environments')!, new Map([['clusters/east/kustomization.yaml', list]]));
    const [tree] = trees('environments');
    const { notCompared, changes: all } = compare(ManifestTree.of(broken), ManifestTree.of(broken));
    expect([all, notCompared]).toEqual([
      [],
      [
        {
          cluster: 'east',
          directory: 'clusters/east',
          reason: expect.stringMatching(/"\.\.\/\.\.\/shared"/) as string,
        },
      ],
    ]);
    expect(compare(tree, ManifestTree.of(broken)).problems.map(({ id }) => id)).toEqual(['broken-build']);
  });
});
