import type { KubeObject } from '../../harness/kube-object';
import { cluster, configMap, type Tree } from '../tree';
import { CHARTS_URL, REAL } from './charts';
import type { Course, Fate, Loss } from './loss';

type Fates = Readonly<Record<string, Fate>>;

/** A HelmRelease. */
function release(c: string, name: string, spec: object = {}, chart: object = {}): KubeObject {
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace: c },
    spec: {
      ...{ interval: '1h', timeout: '20s' },
      chart: {
        metadata: { labels: REAL },
        spec: {
          ...{ chart: 'web', version: '1.0.0', interval: '1h' },
          sourceRef: { kind: 'HelmRepository', name: 'charts' },
          ...chart,
        },
      },
      ...spec,
    },
  };
}

const repository = (c: string): KubeObject => ({
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'HelmRepository',
  metadata: { name: 'charts', namespace: c, labels: REAL },
  spec: { interval: '1h', url: CHARTS_URL },
});

/** A tree with a repository of charts and some objects. */
function tree(c: string, ...objects: readonly KubeObject[]): Tree {
  return cluster(c, { units: [{ name: 'web', objects: [configMap(c, 'keeper'), repository(c), ...objects] }] });
}

const account = (c: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'deployer', namespace: c },
});
const rights = (c: string, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'deployer', namespace: c, labels },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace: c }],
});
const HERE = { 'ConfigMap web-web': 'kept' } as const;

/** A HelmRelease `web` that changes. */
function changed(
  id: string,
  title: string,
  says: RegExp,
  change: readonly [spec: object, fates: Fates, chart?: object],
  near: readonly [spec: object, fates: Fates, chart?: object],
  base: object = {},
): Loss {
  const made =
    ([spec, fates, chart]: readonly [object, Fates, object?]) =>
    (c: string): Course => ({
      base: tree(c, release(c, 'web', base)),
      next: tree(c, release(c, 'web', { ...base, ...spec }, chart)),
      fates,
    });
  return { id, title, says, change: made(change), near: made(near) };
}

const extra = (enabled: boolean, text = 'a') => ({ values: { extra: { enabled }, text } });
const patch = (text: string) => ({
  postRenderers: [{ kustomize: { patches: [{ patch: text, target: { kind: 'ConfigMap', name: 'web-extra' } }] } }],
});

/** What helm-controller does with the releases of real charts. */
export const RELEASE_LOSSES: readonly Loss[] = [
  changed(
    'release-name',
    'a release gets another name',
    /^replaced .*uninstalled and installed anew under its new name/,
    [{ releaseName: 'new' }, { 'ConfigMap web-web': 'gone', 'ConfigMap new-web': 'made' }],
    [{ releaseName: 'web' }, HERE],
  ),
  changed(
    'release-target',
    'a release turns to another namespace',
    /^replaced .*uninstalled and installed anew under its new name/,
    [{ targetNamespace: 'default' }, { 'ConfigMap web-web': 'gone' }],
    [{ interval: '2h' }, HERE],
  ),
  changed(
    'release-own-target',
    'a release names its own namespace, which gives it another name',
    /^replaced .*uninstalled and installed anew under its new name/,
    [{ targetNamespace: 'release-own-target' }, { 'ConfigMap web-web': 'gone' }],
    [{ storageNamespace: 'release-own-target-near' }, HERE],
  ),
  changed(
    'release-storage',
    'the record of a release turns to another namespace',
    /^replaced .*uninstalled and installed anew under its new name/,
    [{ storageNamespace: 'default' }, { 'ConfigMap web-web': 'remade' }],
    [{ maxHistory: 4 }, HERE],
  ),
  changed(
    'release-chart',
    'a release gets a chart of another name',
    /^replaced .*installed anew from chart api/,
    [{}, { 'ConfigMap web-web': 'remade' }, { chart: 'api' }],
    [{}, { 'ConfigMap web-web': 'changed' }, { version: '2.0.0' }],
  ),
  changed(
    'release-part',
    'values switch a part of a chart off',
    /^deletion: .*switches extra off/,
    [extra(false), { ...HERE, 'ConfigMap web-extra': 'gone' }],
    [extra(true, 'b'), { 'ConfigMap web-web': 'changed', 'ConfigMap web-extra': 'kept' }],
    extra(true),
  ),
  changed(
    'release-patch',
    'a post-renderer deletes an object',
    /^deletion: .*has a patch that deletes/,
    [
      patch('$patch: delete\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-extra}\n'),
      { ...HERE, 'ConfigMap web-extra': 'gone' },
    ],
    [patch('- op: add\n  path: /data/b\n  value: "2"\n'), { ...HERE, 'ConfigMap web-extra': 'changed' }],
    extra(true),
  ),
  changed(
    'release-paused',
    'a release is suspended and changed at once',
    /^held: .*is suspended and changed at once/,
    [{ suspend: true, ...extra(false, 'b') }, HERE],
    [extra(false, 'b'), { 'ConfigMap web-web': 'changed' }],
    extra(false),
  ),
  {
    id: 'release-gone',
    title: 'a release goes',
    says: /^protected-removed .*HelmRelease release-gone\/web .*and with it everything|^protected-removed .*HelmRelease/,
    change: (c) => ({
      base: tree(c, release(c, 'web')),
      next: tree(c),
      fates: { 'ConfigMap web-web': 'gone', 'ConfigMap keeper': 'kept' },
    }),
    near: (c) => ({
      base: tree(c, release(c, 'web')),
      next: tree(c, { ...release(c, 'web'), metadata: { name: 'web', namespace: c, labels: { a: 'b' } } }),
      fates: { ...HERE, 'ConfigMap keeper': 'kept' },
    }),
  },
  {
    id: 'release-left',
    title: 'a suspended release goes, and what it installed stays without an owner',
    says: /^protected-removed .*what its chart installed is left without an owner/,
    change: (c) => ({
      first: tree(c, release(c, 'web')),
      base: tree(c, release(c, 'web', { suspend: true })),
      next: tree(c),
      fates: HERE,
    }),
    near: (c) => ({
      first: tree(c, release(c, 'web')),
      base: tree(c, release(c, 'web', { suspend: true })),
      next: tree(c, release(c, 'web', { suspend: true, interval: '2h' })),
      fates: HERE,
    }),
  },
  {
    id: 'release-shared',
    title: 'one of two HelmReleases of one release goes',
    says: /^deletion: .*is uninstalled with release one, which HelmRelease release-shared\/b has too/,
    change: (c) => {
      const [a, b] = ['a', 'b'].map((name) => release(c, name, { releaseName: 'one' }));
      return { base: tree(c, a!, b!), next: tree(c, b!), fates: { 'ConfigMap one-web': 'gone' } };
    },
    near: (c) => {
      const [a, b] = ['a', 'b'].map((name) => release(c, name, { releaseName: name }));
      return { base: tree(c, a!, b!), next: tree(c, b!), fates: { 'ConfigMap b-web': 'kept' } };
    },
  },
  {
    id: 'release-rights',
    title: 'the rights of a release go with it',
    says: /^sync-with-access .*loses RoleBinding release-rights\/deployer/,
    change: (c) => ({
      base: tree(c, account(c), rights(c), release(c, 'web', { serviceAccountName: 'deployer' })),
      next: tree(c, account(c)),
      fates: { ...HERE, 'RoleBinding deployer': 'gone' },
    }),
    near: (c) => ({
      base: tree(c, account(c), rights(c), release(c, 'web', { serviceAccountName: 'deployer' })),
      next: tree(c, account(c), rights(c, { a: 'b' }), release(c, 'web', { serviceAccountName: 'deployer' })),
      fates: { ...HERE, 'RoleBinding deployer': 'changed' },
    }),
  },
  {
    id: 'release-values',
    title: 'values go that a release needs',
    says: /^reference-missing .*needs ConfigMap release-values\/settings/,
    change: (c) => {
      const web = (text: string) =>
        release(c, 'web', {
          valuesFrom: [{ kind: 'ConfigMap', name: 'settings', valuesKey: 'a' }],
          ...extra(false, text),
        });
      const settings = configMap(c, 'settings', { data: { a: 'x: y' } });
      return { base: tree(c, settings, web('a')), next: tree(c, web('b')), fates: HERE };
    },
    near: (c) => {
      const from = [{ kind: 'ConfigMap', name: 'settings', valuesKey: 'a', optional: true }];
      const web = (text: string) => release(c, 'web', { valuesFrom: from, ...extra(false, text) });
      const settings = configMap(c, 'settings', { data: { a: 'x: y' } });
      return { base: tree(c, settings, web('a')), next: tree(c, web('b')), fates: { 'ConfigMap web-web': 'changed' } };
    },
  },
  {
    id: 'release-foreign',
    title: 'a release gets its chart from another namespace under lockdown',
    says: /^held: .*reads its chart from a source in namespace default/,
    change: (c) => ({
      base: tree(c),
      next: tree(
        c,
        release(c, 'web', {}, { sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: 'default' } }),
      ),
      fates: { 'ConfigMap web-web': 'absent' },
    }),
    near: (c) => ({
      base: tree(c),
      next: tree(c, release(c, 'web', {}, { sourceRef: { kind: 'HelmRepository', name: 'charts', namespace: c } })),
      fates: { 'ConfigMap web-web': 'made' },
    }),
  },
];
