import type { KubernetesObject } from '../../src/kubernetes/objects';
import { holderOf, isSchedule, scheduleOf, uncovered } from '../../src/recovery';

const object = (apiVersion: string, kind: string, spec: object, metadata: object = {}): KubernetesObject => ({
  ...{ apiVersion, kind, spec },
  metadata: { name: 'a', namespace: 'shop', ...metadata },
});

const claim = object('v1', 'PersistentVolumeClaim', {}, { labels: { tier: 'gold' } });
const set = object('apps/v1', 'StatefulSet', { volumeClaimTemplates: [{ metadata: { labels: { tier: 'gold' } } }] });
const database = object('postgresql.cnpg.io/v1', 'Cluster', { instances: 3, backup: { barmanObjectStore: {} } });
const all = [claim, set, database];

/** The kinds of what a schedule leaves out. */
const left = (schedule: KubernetesObject) =>
  uncovered(
    all.map((one) => holderOf(one)!),
    [scheduleOf(schedule)!],
  ).map(({ kind }) => kind);
const velero = (template: object, more: object = {}) => object('velero.io/v1', 'Schedule', { template, ...more });
const EVERYTHING = ['/PersistentVolumeClaim', 'apps/StatefulSet', 'postgresql.cnpg.io/Cluster'];

test.each<[string, object, readonly string[]]>([
  ['all', {}, []],
  ['its namespace', { includedNamespaces: ['shop'] }, []],
  ['a pattern', { includedNamespaces: ['sh?[o-p]'] }, []],
  ['everything', { includedNamespaces: ['*'] }, []],
  ['another namespace', { includedNamespaces: ['shop-2', 'sho'] }, EVERYTHING],
  ['a point in a pattern', { includedNamespaces: ['s.op'] }, EVERYTHING],
  ['an excluded namespace', { excludedNamespaces: ['sh*'] }, EVERYTHING],
  ['claims by name', { includedResources: ['pods', 'pvc'] }, []],
  ['no claims', { includedResources: ['pods'] }, EVERYTHING],
  ['claims excluded', { excludedNamespaceScopedResources: ['persistentvolumeclaims'] }, EVERYTHING],
  ['its label', { labelSelector: { matchLabels: { tier: 'gold' } } }, ['postgresql.cnpg.io/Cluster']],
  [
    'one of two labels',
    { orLabelSelectors: [{ matchLabels: { tier: 'gold' } }, { matchLabels: { a: 'b' } }] },
    ['postgresql.cnpg.io/Cluster'],
  ],
  ['another label', { labelSelector: { matchLabels: { tier: 'tin' } } }, EVERYTHING],
  ['no snapshots', { snapshotVolumes: false }, EVERYTHING],
  ['files instead of snapshots', { snapshotVolumes: false, defaultVolumesToFsBackup: true }, []],
])('Velero covers with %s', (_, template, expected) => {
  expect(left(velero(template))).toEqual(expected);
});

test('a paused schedule covers nothing', () => {
  expect(left(velero({}, { paused: true }))).toEqual(EVERYTHING);
});

test("a database's own schedule covers it alone", () => {
  const own = (spec: object) => object('postgresql.cnpg.io/v1', 'ScheduledBackup', spec, { name: 'nightly' });
  expect(left(own({ cluster: { name: 'a' } }))).toEqual(EVERYTHING.slice(0, 2));
  expect(left(own({ cluster: { name: 'b' } }))).toEqual(EVERYTHING);
  expect(left(own({ cluster: { name: 'a' }, suspend: true }))).toEqual(EVERYTHING);
  // Without a place to write to, each of its backups fails.
  expect(left(own({ cluster: { name: 'a' }, method: 'volumeSnapshot' }))).toEqual(EVERYTHING);
  expect(left(own({ cluster: { name: 'a' }, method: 'plugin' }))).toEqual(EVERYTHING.slice(0, 2));
});

test('snapshots of claims by their labels', () => {
  const snapshots = (spec: object, metadata: object = {}) =>
    object('snapscheduler.backube/v1', 'SnapshotSchedule', spec, metadata);
  expect(left(snapshots({}))).toEqual(EVERYTHING.slice(2));
  expect(left(snapshots({ claimSelector: { matchLabels: { tier: 'tin' } } }))).toEqual(EVERYTHING);
  expect(left(snapshots({ disabled: true }))).toEqual(EVERYTHING);
  expect(left(snapshots({}, { namespace: 'other' }))).toEqual(EVERYTHING);
});

test('what holds data', () => {
  expect(holderOf(object('apps/v1', 'StatefulSet', {}))).toBeUndefined();
  expect(holderOf(object('apps/v1', 'Deployment', {}))).toBeUndefined();
  expect(holderOf(object('kafka.strimzi.io/v1', 'Kafka', {}))?.name).toBe('Kafka shop/a');
  expect(scheduleOf(claim)).toBeUndefined();
  expect(isSchedule('velero.io/Schedule/velero/a')).toBe(true);
  expect(isSchedule('velero.io/Backup/velero/a')).toBe(false);
});
