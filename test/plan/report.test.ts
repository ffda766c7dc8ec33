import * as path from 'node:path';
import {
  compare,
  formatJson,
  formatMarkdown,
  formatText,
  ManifestTree,
  PlanReport,
  planReport,
  readDirectory,
} from '../../src/plan-entry';
import { fitting } from '../support/plan-schema';
import { claim, configMap, deployment, edited, guarded, Manifest, tree, UnitFixture } from './fixture';

const web = (image: string, folder = 'prod/tenants/shop/apps'): UnitFixture => ({
  name: 'shop-apps',
  folder,
  objects: [deployment('web', 'prod-shop', { image })],
});
const clusters = (count: number, units: (index: number) => readonly UnitFixture[]) =>
  tree(Object.fromEntries(Array.from({ length: count }, (_, index) => [`edge-${index + 100}`, units(index)])));
const reportOf = (old: ManifestTree, next: ManifestTree): PlanReport => {
  const { comparison, findings } = guarded(old, next);
  return fitting(planReport(comparison, findings));
};

test('the same change on 400 clusters is one entry, with the exceptions', () => {
  const old = clusters(400, () => [web('web:1')]);
  const next = clusters(400, (index) => [web(index === 7 ? 'web:3' : index < 2 ? 'web:1' : 'web:2')]);
  const { entries, summary } = reportOf(old, next);
  expect(entries.map(({ clusters: on, of, except }) => [on.length, of, except])).toEqual([
    [397, 400, ['edge-100', 'edge-101', 'edge-107']],
    [1, 400, expect.any(Array)],
  ]);
  expect(summary.clusters).toEqual({ added: 0, changed: 398, removed: 0, unchanged: 2 });
  expect(formatText({ ...reportOf(old, next) })).toBe(`398 of 400 clusters change: objects 398 changed.
Flux: 398 patched.
Risks: restart 398, version 398.

prod/shop
  ~ Deployment prod-shop/web changed, patched, on 397 of 400 clusters, not on edge-100, edge-101, edge-107
      ! medium restart: pods of Deployment web restart one after the other
      ! low version: image of container main moves from web:1 to web:2
      spec.template.spec.containers[name=main].image: web:1 -> web:2
  ~ Deployment prod-shop/web changed, patched, on edge-107 of 400 clusters
      ! medium restart: pods of Deployment web restart one after the other
      ! low version: image of container main moves from web:1 to web:3
      spec.template.spec.containers[name=main].image: web:1 -> web:3
`);
});

test("the cluster's name in a value is not a difference", () => {
  const at = (count: number, version: string) =>
    clusters(count, (index) => [
      { name: 'unit', objects: [configMap('a', 'x', { path: `./${version}/edge-${index + 100}/x` })] },
    ]);
  expect(reportOf(at(3, 'a'), at(3, 'b')).entries).toMatchObject([
    { clusters: ['edge-100', 'edge-101', 'edge-102'], of: 3, except: [] },
  ]);
});

test('an empty comparison has a line that says so', () => {
  const old = clusters(2, () => [web('web:1')]);
  expect(formatText(reportOf(old, old))).toBe('No change on 2 clusters.\n');
  expect(formatMarkdown(reportOf(old, old))).toBe('### Plan\n\n- No change on 2 clusters.\n');
});

test('guard rejections come first, then risks by severity', () => {
  const old = tree({
    eu: [{ name: 'b', folder: 'infrastructure/b', objects: [configMap('x', 'b'), claim('data', 'b')] }, web('web:1')],
  });
  const next = tree({
    eu: [{ name: 'b', folder: 'infrastructure/b', objects: [configMap('x', 'b', { new: '1' })] }, web('web:2')],
  });
  expect(formatText(reportOf(old, next))).toBe(`Refused: 1 error.
1 of 1 cluster change: objects 2 changed, 1 removed.
Flux: 1 deleted, 2 patched.
Risks: deletion 1, restart 1, version 1.

error protected-removed: [eu/b] PersistentVolumeClaim b/data goes out of infrastructure/b/objects.yaml and Flux deletes it: declare it with Removal.object({ kind: 'PersistentVolumeClaim', namespace: 'b', name: 'data' }, { reason: '…' }), or keep it

b
  - PersistentVolumeClaim b/data removed, pruned, on eu
      ! high deletion: Flux deletes PersistentVolumeClaim b/data and with it its data, as the reclaim policy says
  ~ ConfigMap b/x changed, patched, on eu
      data.new: + 1

prod/shop
  ~ Deployment prod-shop/web changed, patched, on eu
      ! medium restart: pods of Deployment web restart one after the other
      ! low version: image of container main moves from web:1 to web:2
      spec.template.spec.containers[name=main].image: web:1 -> web:2
`);
});

test('locations follow the folder: environment, tenant and app; component; cluster', () => {
  const dist = readDirectory(path.join(__dirname, '../../examples/multicluster/dist'));
  const change = (file: string, from: string, to: string) => [file, dist.text(file)!.replace(from, to)] as const;
  const root = 'clusters/k3d-america';
  const next = edited(
    dist,
    Object.fromEntries([
      change(`${root}/dev/tenants/kaizentm/apps/apps.yaml`, 'path: ./azure-vote', 'path: ./other-vote'),
      change(`${root}/dev/tenants/kaizentm/access/access.yaml`, '- services\n', '- services\n  - secrets\n'),
      change(`${root}/dev/infrastructure/redis/redis.yaml`, 'replicas: 1', 'replicas: 2'),
      change(`${root}/environments.yaml`, 'branch: dev', 'branch: develop'),
      change(`${root}/remotes/k3s-america-south/dev/infrastructure/redis/redis.yaml`, 'replicas: 1', 'replicas: 2'),
      change(`${root}/remotes/k3s-america-south.yaml`, 'branch: main', 'branch: other'),
    ]),
  );
  const places = reportOf(dist, next).entries.map(({ environment, tenant, component, app, clusters: on, object }) => [
    object.kind,
    environment,
    tenant ?? component,
    app,
    on.join(),
  ]);
  expect(places).toEqual(
    expect.arrayContaining([
      ['Kustomization', 'dev', 'kaizentm', 'azure-vote', 'k3d-america'],
      ['Role', 'dev', 'kaizentm', undefined, 'k3d-america'],
      ['Deployment', 'dev', 'redis', undefined, 'k3d-america,k3s-america-south'],
      ['GitRepository', 'dev', undefined, undefined, 'k3d-america'],
      ['GitRepository', undefined, undefined, undefined, 'k3d-america'],
    ]),
  );
});

describe('Markdown', () => {
  const many = (count: number, value: string): UnitFixture[] =>
    Array.from({ length: count }, (_, index) => ({
      name: `t${index}-apps`,
      folder: `prod/tenants/t${index}/apps`,
      objects: Array.from({ length: 30 }, (_ignored, at) => configMap(`c${at}`, `t${index}`, { key: value })),
    }));

  test('consists of a summary and collapsed details', () => {
    const text = formatMarkdown(reportOf(tree({ eu: [web('web:1')] }), tree({ eu: [web('web:2')] })));
    expect(text).toBe(`### Plan

- 1 of 1 cluster change: objects 1 changed.
- Flux: 1 patched.
- Risks: restart 1, version 1.

<details><summary>prod/shop: 1 change (medium risk)</summary>

\`\`\`text
~ Deployment prod-shop/web changed, patched, on eu
    ! medium restart: pods of Deployment web restart one after the other
    ! low version: image of container main moves from web:1 to web:2
    spec.template.spec.containers[name=main].image: web:1 -> web:2
\`\`\`

</details>
`);
  });

  test('fits a comment, and says what was omitted', () => {
    const report = reportOf(tree({ eu: many(60, 'a') }), tree({ eu: many(60, 'ä'.repeat(100)) }));
    const text = formatMarkdown(report);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
    expect(text).toMatch(/\*\*Cut: \d+ more lines do not fit here\.\*\* See the whole plan as text or JSON\.\n$/);
    expect(text.match(/<details/g)!.length).toBe(text.match(/<\/details>/g)!.length);
    expect(text.match(/```/g)!.length % 2).toBe(0);
    expect(formatMarkdown(report, { limit: 1_000 }).length).toBeLessThanOrEqual(1_000);
  });

  test('escapes markup and mentions nobody', () => {
    const old = tree({ eu: [{ name: 'unit', objects: [configMap('a', 'x', { a: '1' })] }] });
    const next = tree({ eu: [{ name: 'unit', objects: [configMap('a', 'x', { a: '``` </details> @everyone' })] }] });
    const { findings, ...report } = reportOf(old, next);
    const hostile = { id: 'no-base', severity: 'error', at: '<b>', message: '```\n</details>', clusters: [] } as const;
    const text = formatMarkdown({ ...report, findings: [...findings, hostile], notEvaluated: ['@someone <script>'] });
    expect(text.match(/^```/gm)!.length % 2).toBe(0);
    expect(text.match(/```/g)!.length).toBe(text.match(/^```/gm)!.length);
  });
});

test('JSON is independent of the order of discovery', () => {
  const old = tree({ eu: [web('web:1')], us: [web('web:1')] });
  const next = tree({ eu: [web('web:2')], us: [web('web:2')] });
  const turned = (one: ManifestTree) =>
    ManifestTree.of(one.paths.toReversed().map((file) => [file, one.text(file)!] as const));
  const text = formatJson(reportOf(old, next));
  expect(formatJson(reportOf(turned(old), turned(next)))).toBe(text);
  expect(JSON.parse(text)).toMatchObject({
    version: 4,
    summary: { clusters: { changed: 2 } },
    entries: [{ clusters: ['eu', 'us'] }],
  });
});

test('changes of Kustomizations are reported in sentences', () => {
  const unit = (name: string): UnitFixture => ({ name, objects: [configMap('a', 'x')] });
  const text = formatText(
    fitting(
      planReport(
        compare(
          clusters(2, () => [unit('one')]),
          clusters(2, () => [unit('two')]),
        ),
      ),
    ),
  );
  expect(text).toContain(
    'Kustomizations\n  Kustomization flux-system/one is renamed to flux-system/two (2 clusters)\n',
  );
  expect(text).toContain(
    '> ConfigMap x/a re-owned from flux-system/one to flux-system/two, race, on edge-100, edge-101',
  );
});

describe('an added or removed cluster', () => {
  const eu = [web('web:1')];
  const both = tree({ eu, us: [web('web:1')] });

  test('is one line and an entry in the summary', () => {
    const report = reportOf(both, tree({ eu }));
    expect([report.entries, report.clusters]).toEqual([
      [],
      [{ cluster: 'us', change: 'removed', objects: 4, effects: { held: 4 } }],
    ]);
    expect(formatText(report)).toContain('\n- cluster us removed with 4 objects: 4 held back\n');
    expect(formatMarkdown(report)).toContain('<details><summary>Clusters: 1</summary>');
    expect(formatText(reportOf(tree({ eu }), both))).toContain('\n+ cluster us added with 4 objects: 4 created\n');
  });

  test('includes its objects on the manager', () => {
    const dist = readDirectory(path.join(__dirname, '../../examples/multicluster/dist'));
    const root = 'clusters/k3d-america/kustomization.yaml';
    const without = edited(dist, {
      ...Object.fromEntries(dist.paths.filter((file) => file.includes('/remotes/')).map((file) => [file, undefined])),
      [root]: dist.text(root)!.replace('- remotes/k3s-america-south.yaml\n', ''),
    });
    const report = reportOf(dist, without);
    expect(report.entries).toEqual([]);
    expect(report.clusters).toMatchObject([{ cluster: 'k3s-america-south', change: 'removed' }]);
    expect(report.clusters[0]!.objects).toBe(report.summary.objects.removed);
    expect(report.findings.map(({ id }) => id)).toEqual(['cluster-removed']);
  });
});

describe('orphaned objects', () => {
  const left = (objects: readonly Manifest[]) => {
    const unit: UnitFixture = { name: 'access', spec: { deletionPolicy: 'Orphan' }, objects };
    return fitting(planReport(compare(tree({ eu: [unit] }), tree({ eu: [] }))));
  };

  test('keep working: no exposure is added and no permission is lost', () => {
    const meta = { name: 'deny', namespace: 'shop' };
    const group = 'rbac.authorization.k8s.io';
    const { summary } = left([
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: meta, spec: { podSelector: {} } },
      {
        ...{ apiVersion: `${group}/v1`, kind: 'Role', metadata: meta },
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      },
      {
        ...{ apiVersion: `${group}/v1`, kind: 'RoleBinding', metadata: meta },
        roleRef: { apiGroup: group, kind: 'Role', name: 'deny' },
        subjects: [{ kind: 'Group', name: 'people', apiGroup: group }],
      },
    ]);
    expect(summary.risks).toEqual({ deletion: 1, orphan: 3 });
  });

  test('are reported with the reason, and their Kustomization with what it orphans', () => {
    const lines = formatText(left([configMap('a', 'x')])).split('\n');
    expect(lines.slice(-5)).toEqual([
      'clusters',
      '  - ConfigMap x/a removed, orphaned (deletionPolicy is Orphan), on eu',
      '  - Kustomization flux-system/access removed, pruned, on eu',
      '      ! medium deletion: Flux deletes Kustomization flux-system/access, and what it applied stays in the cluster',
      '',
    ]);
  });
});
