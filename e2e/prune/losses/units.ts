import { configMap, type UnitProps } from '../tree';
import type { Loss } from './loss';
import { course, folder, LIST, tree } from './parts';

const at = (path: string, spec: object = {}): UnitProps => ({ name: 'own', spec: { path: `./${path}`, ...spec } });
const waits = (...names: readonly string[]) => ({ dependsOn: names.map((name) => ({ name })) });
const two = (c: string): UnitProps => ({ name: 'two', objects: [configMap(c, 'two')] });
const one = (c: string, spec: object, more: readonly string[] = []): UnitProps => ({
  name: 'one',
  spec: { ...spec },
  objects: [configMap(c, 'one'), ...more.map((name) => configMap(c, name))],
});
/**
 * `one` with a further object, in another folder: the Kustomization of the commit before, which may meet the new files before
 * the root has changed it, finds nothing in the old one.
 */
const more = (c: string, spec: object): UnitProps => ({ ...one(c, spec, ['d']), folder: 'more' });

const deployment = (c: string, replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: c },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } },
  },
});
const service = (c: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: c },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, protocol: 'TCP' }], ...spec },
});
const crd = (c: string, versions: readonly (readonly [name: string, storage: boolean])[]) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `gadgets.${c}.example.com` },
  spec: {
    group: `${c}.example.com`,
    scope: 'Namespaced',
    names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
    versions: versions.map(([name, storage]) => ({
      ...{ name, storage, served: true },
      schema: { openAPIV3Schema: { type: 'object' } },
    })),
  },
});
const web = (objects: UnitProps['objects'], spec: object = {}): UnitProps => ({
  name: 'web',
  spec: { ...spec },
  ...(objects ? { objects } : {}),
});
const variables = (c: string, isThere: boolean): UnitProps => ({
  name: 'vars',
  objects: [configMap(c, 'beside'), ...(isThere ? [configMap(c, 'variables')] : [])],
});
/** It waits for the unit of the variables, so that it sees what that one has left. */
const substituted = (optional: boolean) => ({
  ...waits('vars'),
  postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'variables', optional }] },
});
const frozen = (c: string, value: string, immutable = true) =>
  configMap(c, 'frozen', { data: { a: value }, ...(immutable ? { immutable } : {}) });

const role = (c: string, name: string) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name, namespace: c },
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
});
const rights = (c: string, ...names: readonly string[]): UnitProps => ({
  name: 'rights',
  objects: [configMap(c, 'beside'), ...names.map((name) => role(c, name))],
});

/** What kustomize-controller does with folders beside the cluster's and with references. */
export const UNIT_LOSSES: readonly Loss[] = [
  {
    id: 'own-folder',
    title: "an object leaves a folder of the fleet's own repository",
    says: /deletion: .*ConfigMap own-folder\/b/,
    change: (c) =>
      course(
        tree(c, [at(`apps/${c}`)], folder(`apps/${c}`, c, ['a', 'b'])),
        tree(c, [at(`apps/${c}`)], folder(`apps/${c}`, c, ['a'])),
        { 'ConfigMap a': 'kept', 'ConfigMap b': 'gone' },
      ),
    near: (c) =>
      course(
        tree(c, [at(`apps/${c}`)], { ...folder(`apps/${c}`, c, ['a', 'b']), ...folder(`other/${c}`, c, ['q']) }),
        tree(c, [at(`apps/${c}`)], folder(`apps/${c}`, c, ['a', 'b'])),
        { 'ConfigMap a': 'kept', 'ConfigMap b': 'kept' },
      ),
  },
  {
    id: 'role-name',
    title: 'a Role goes whose name Flux records as another one',
    says: /^orphan: .*Role role-name\/a__b .*Flux records its name as "a:b"/,
    change: (c) =>
      course(tree(c, [rights(c, 'a__b')]), tree(c, [rights(c)]), { 'ConfigMap beside': 'kept', 'Role a__b': 'kept' }),
    near: (c) =>
      course(tree(c, [rights(c, 'a:b', 'a_b')]), tree(c, [rights(c)]), { 'Role a:b': 'gone', 'Role a_b': 'gone' }),
  },
  {
    id: 'own-base',
    title: 'an object leaves a base beside such a folder',
    says: /deletion: .*ConfigMap own-base\/b/,
    change: (c) => {
      const app = { [`apps/${c}/kustomization.yaml`]: LIST(`../base-${c}`) };
      const base = (...names: string[]) =>
        tree(c, [at(`apps/${c}`)], { ...app, ...folder(`apps/base-${c}`, c, names) });
      return course(base('a', 'b'), base('a'), { 'ConfigMap a': 'kept', 'ConfigMap b': 'gone' });
    },
    near: (c) => {
      const app = { [`apps/${c}/kustomization.yaml`]: LIST(`../base-${c}`) };
      const base = (...names: string[]) =>
        tree(c, [at(`apps/${c}`)], { ...app, ...folder(`apps/base-${c}`, c, names) });
      return course(base('a', 'b'), base('a', 'b', 'd'), { 'ConfigMap b': 'kept', 'ConfigMap d': 'made' });
    },
  },
  {
    id: 'own-folder-gone',
    title: 'such a folder goes as a whole',
    says: /^missing-path /,
    change: (c) =>
      course(tree(c, [at(`apps/${c}`)], folder(`apps/${c}`, c, ['a'])), tree(c, [at(`apps/${c}`)]), {
        'ConfigMap a': 'kept',
      }),
    near: (c) =>
      course(
        tree(c, [at(`apps/${c}`)], { ...folder(`apps/${c}`, c, ['a']), ...folder(`other/${c}`, c, ['q']) }),
        tree(c, [at(`apps/${c}`)], folder(`apps/${c}`, c, ['a'])),
        { 'ConfigMap a': 'kept' },
      ),
  },
  {
    id: 'second-list',
    title: 'a second list comes beside the first',
    says: /^broken-build .*is a second list beside/,
    change: (c) => {
      const files = folder(`apps/${c}`, c, ['a']);
      const more = folder(`apps/${c}`, c, ['a', 'd'], { [`apps/${c}/kustomization.yml`]: LIST('d.yaml') });
      return course(tree(c, [at(`apps/${c}`)], files), tree(c, [at(`apps/${c}`)], more), {
        'ConfigMap a': 'kept',
        'ConfigMap d': 'absent',
      });
    },
    near: (c) => {
      const files = folder(`apps/${c}`, c, ['a']);
      const more = folder(`apps/${c}`, c, ['a', 'd'], { [`apps/${c}/kustomization.txt`]: LIST('d.yaml') });
      return course(tree(c, [at(`apps/${c}`)], files), tree(c, [at(`apps/${c}`)], more), {
        'ConfigMap a': 'kept',
        'ConfigMap d': 'made',
      });
    },
  },
  {
    id: 'waits-nobody',
    title: 'a Kustomization waits for one that nobody makes',
    says: /^dependency-missing /,
    change: (c) =>
      course(tree(c, [two(c), one(c, waits('two'))]), tree(c, [two(c), more(c, waits('nobody'))]), {
        'ConfigMap one': 'kept',
        'ConfigMap d': 'absent',
      }),
    near: (c) =>
      course(tree(c, [two(c), one(c, {})]), tree(c, [two(c), more(c, waits('two'))]), {
        'ConfigMap one': 'kept',
        'ConfigMap d': 'made',
      }),
  },
  {
    id: 'waits-circle',
    title: 'two Kustomizations wait for each other',
    says: /^dependency-circle /,
    change: (c) =>
      course(
        tree(c, [two(c), one(c, waits('two'))]),
        tree(c, [{ ...two(c), spec: waits('one') }, more(c, waits('two'))]),
        { 'ConfigMap one': 'kept', 'ConfigMap d': 'absent' },
      ),
    near: (c) =>
      course(tree(c, [two(c), one(c, waits('two'))]), tree(c, [two(c), more(c, waits('two', 'keeper'))]), {
        'ConfigMap one': 'kept',
        'ConfigMap d': 'made',
      }),
  },
  {
    id: 'variables-gone',
    title: 'variables go that a Kustomization needs',
    says: /^reference-missing .*needs ConfigMap variables-gone\/variables/,
    change: (c) =>
      course(
        tree(c, [variables(c, true), one(c, substituted(false))]),
        tree(c, [variables(c, false), more(c, substituted(false))]),
        { 'ConfigMap one': 'kept', 'ConfigMap d': 'absent' },
      ),
    near: (c) =>
      course(
        tree(c, [variables(c, true), one(c, substituted(true))]),
        tree(c, [variables(c, false), more(c, substituted(true))]),
        { 'ConfigMap one': 'kept', 'ConfigMap d': 'made' },
      ),
  },
  {
    id: 'source-nobody',
    title: 'a Kustomization reads a source that nobody makes',
    says: /^source-missing /,
    change: (c) =>
      course(tree(c, []), tree(c, [{ ...one(c, { sourceRef: { kind: 'GitRepository', name: 'nobody' } }) }]), {
        'ConfigMap one': 'absent',
        'ConfigMap keeper': 'kept',
      }),
    near: (c) =>
      course(tree(c, []), tree(c, [one(c, { sourceRef: { kind: 'GitRepository', name: 'fleet' } })]), {
        'ConfigMap one': 'made',
        'ConfigMap keeper': 'kept',
      }),
  },
  {
    id: 'cluster-ip',
    title: 'a Service gets another address',
    says: /^immutable: .*spec\.clusterIP/,
    change: (c) =>
      course(
        tree(c, [web([service(c, { clusterIP: '10.96.0.201' }), configMap(c, 'x')])]),
        tree(c, [web([service(c, { clusterIP: '10.96.0.202' }), configMap(c, 'x'), configMap(c, 'd')])]),
        { 'Service web': 'kept', 'ConfigMap x': 'kept', 'ConfigMap d': 'absent' },
      ),
    near: (c) =>
      course(
        tree(c, [web([service(c, { clusterIP: '10.96.0.203' }), configMap(c, 'x')])]),
        tree(c, [
          web([
            service(c, { clusterIP: '10.96.0.203', sessionAffinity: 'ClientIP' }),
            configMap(c, 'x'),
            configMap(c, 'd'),
          ]),
        ]),
        { 'Service web': 'changed', 'ConfigMap x': 'kept', 'ConfigMap d': 'made' },
      ),
  },
  {
    id: 'stored-version',
    title: 'a definition loses the version that objects are stored in',
    says: /^immutable: .*spec\.versions\[v1alpha1\]/,
    change: (c) =>
      course(tree(c, [web([crd(c, [['v1alpha1', true]])])]), tree(c, [web([crd(c, [['v1', true]])])]), {
        [`CustomResourceDefinition /gadgets.${c}.example.com`]: 'kept',
      }),
    near: (c) =>
      course(
        tree(c, [web([crd(c, [['v1alpha1', true]])])]),
        tree(c, [
          web([
            crd(c, [
              ['v1alpha1', true],
              ['v1', false],
            ]),
          ]),
        ]),
        { [`CustomResourceDefinition /gadgets.${c}.example.com`]: 'changed' },
      ),
  },
  {
    id: 'ignored',
    title: 'a field changes that its Kustomization ignores',
    says: /^held: .*spec\.ignore/,
    change: (c) => {
      const ignore = { ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }] };
      return course(tree(c, [web([deployment(c, 2)], ignore)]), tree(c, [web([deployment(c, 4)], ignore)]), {
        'Deployment web': 'kept',
      });
    },
    near: (c) => {
      const ignore = { ignore: [{ paths: ['/spec/replicas'], target: { kind: 'StatefulSet' } }] };
      return course(tree(c, [web([deployment(c, 2)], ignore)]), tree(c, [web([deployment(c, 4)], ignore)]), {
        'Deployment web': 'changed',
      });
    },
  },
  {
    id: 'forgotten',
    title: 'the list of a cluster forgets a Kustomization',
    says: /^protected-removed .*Kustomization forgotten\/web/,
    change: (c) => {
      const base = tree(c, [web([configMap(c, 'x')])]);
      const path = `clusters/${c}/kustomization.yaml`;
      const list = JSON.parse(base[path]!) as { resources: string[] };
      const resources = list.resources.filter((file) => !file.endsWith('.web.yaml'));
      return course(
        base,
        { ...base, [path]: JSON.stringify({ ...list, resources }) },
        {
          'ConfigMap x': 'gone',
          'ConfigMap keeper': 'kept',
        },
      );
    },
    near: (c) => {
      const base = tree(c, [web([configMap(c, 'x')])]);
      const path = `clusters/${c}/kustomization.yaml`;
      const list = JSON.parse(base[path]!) as { resources: string[] };
      return course(
        base,
        { ...base, [path]: JSON.stringify({ ...list, resources: [...list.resources].reverse() }) },
        {
          'ConfigMap x': 'kept',
          'ConfigMap keeper': 'kept',
        },
      );
    },
  },
  {
    id: 'forced',
    title: 'an object that cannot change is made anew by force',
    says: /^immutable: .*data/,
    change: (c) =>
      course(tree(c, [web([frozen(c, '1')], { force: true })]), tree(c, [web([frozen(c, '2')], { force: true })]), {
        'ConfigMap frozen': 'remade',
      }),
    near: (c) =>
      course(
        tree(c, [web([frozen(c, '1', false)], { force: true })]),
        tree(c, [web([frozen(c, '2', false)], { force: true })]),
        { 'ConfigMap frozen': 'changed' },
      ),
  },
];
