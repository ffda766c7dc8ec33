import { EdgeTree, manifest, treeOf } from './edge-tree';

const MANIFESTS = [
  manifest('ConfigMap', 'from', {
    data: { text: 'a/b/c', json: '{"x":{"y":"z"}}', number: '5', empty: '' },
    extra: {
      list: [
        { name: 'one', value: 1 },
        { name: 'two', value: 2 },
      ],
      map: { k: 'v' },
      null: null,
      texts: ['a', 'b'],
    },
  }),
  manifest('ConfigMap', 'to', {
    data: { text: 'x/y/z', json: '{"x":{"y":"w"},"list":[1,2]}', 'a.b': 'dotted', broken: '{"x": ' },
    extra: {
      list: [
        { name: 'one', value: 1 },
        { name: 'two', value: 2 },
      ],
      map: { k: 'w' },
      texts: ['a', 'b'],
      number: 3,
    },
  }),
].join('---\n');

const FROM = { kind: 'ConfigMap', name: 'from' };
const TO = { kind: 'ConfigMap', name: 'to' };

/** A replacement of one field by another: paths, options of the source, options of the target. */
type Copy = readonly [from: string, to: string, source?: Record<string, unknown>, target?: Record<string, unknown>];

const CREATE = { create: true };

const COPIES: readonly Copy[] = [
  ['data.text', 'data.text'],
  ['data.gone', 'data.text'],
  ['data.text', 'data.gone'],
  ['data.text', 'data.gone', {}, CREATE],
  ['data.text', 'data.deep.er.gone', {}, CREATE],
  ['extra.map', 'extra.gone', {}, CREATE],
  ['extra.list', 'extra.gone', {}, CREATE],
  ['extra.map', 'extra.map'],
  ['extra.list', 'extra.list'],
  ['extra.map', 'data.text'],
  ['extra.null', 'data.text'],
  ['data.empty', 'data.text'],
  ['data.number', 'extra.number'],
  ['extra.list.0.value', 'data.text'],
  ['extra.list.-.name', 'data.text'],
  ['extra.list.9.name', 'data.text'],
  ['extra.list.*.name', 'data.text'],
  ['extra.map.0', 'data.text'],
  ['extra.[name=one]', 'data.text'],
  ['data.text.deep', 'data.text'],
  ['extra.list.[name=two].value', 'extra.list.[name=one].value'],
  ['extra.list.[name=three].value', 'data.text'],
  ['extra.texts.[=b]', 'data.text'],
  ['data.text', 'extra.texts.[=b]'],
  ['data.text', 'extra.texts.[=c]', {}, CREATE],
  ['data.text', 'extra.list.[name=three].value', {}, CREATE],
  ['data.text', 'extra.list.[name=three].value'],
  ['data.text', 'extra.list.[name=t.*].value'],
  ['data.text', 'extra.list.[broken].value'],
  ['data.text', 'extra.list.0.value'],
  ['data.text', 'extra.list.2.value', {}, CREATE],
  ['data.text', 'extra.list.2.value'],
  ['data.text', 'extra.list.7.value', {}, CREATE],
  ['data.text', 'extra.list.*.value'],
  ['data.text', 'extra.map.*.value'],
  ['data.text', 'extra.map.0'],
  ['data.text', 'extra.number.deep'],
  ['data.text', 'extra.texts.0'],
  ['data.text', 'data.[a.b]'],
  ['data.text', 'data.a\\.b'],
  ['data.text', 'data.json.x.y'],
  ['data.text', 'data.json.x.gone'],
  ['data.text', 'data.json.x.gone', {}, CREATE],
  ['data.number', 'data.json.list.0'],
  ['data.text', 'data.broken.x'],
  ['data.json.x.y', 'data.text'],
  ['data.text', 'data.text', { delimiter: '/' }],
  ['data.text', 'data.text', { delimiter: '/', index: 2 }],
  ['data.text', 'data.text', { delimiter: '/', index: 3 }],
  ['data.text', 'data.text', { delimiter: '/', index: -1 }],
  ['extra.map', 'data.text', { delimiter: '/' }],
  ['data.number', 'data.text', {}, { delimiter: '/' }],
  ['data.number', 'data.text', {}, { delimiter: '/', index: 1 }],
  ['data.number', 'data.text', {}, { delimiter: '/', index: 9 }],
  ['data.number', 'data.text', {}, { delimiter: '/', index: -1 }],
  ['data.number', 'extra.map', {}, { delimiter: '/' }],
  ['data.number', 'extra.number', {}, { delimiter: '/', index: 0 }],
];

const copies = COPIES.map(([from, to, source, target]) =>
  replacement(`${from} -> ${to} ${JSON.stringify([source, target])}`, {
    source: { ...FROM, fieldPath: from, ...(source && { options: source }) },
    targets: [{ select: TO, fieldPaths: [to], ...(target && { options: target }) }],
  }),
);

function replacement(name: string, fields: Record<string, unknown>): EdgeTree {
  return treeOf(`replacement ${name}`, MANIFESTS, { replacements: [fields] });
}

const source = { ...FROM, fieldPath: 'data.text' };
const fieldPaths = ['data.text'];

const selections = [
  replacement('without a source', { targets: [{ select: TO, fieldPaths }] }),
  replacement('without targets', { source }),
  replacement('with no target', { source, targets: [] }),
  replacement('of a value', { sourceValue: 'given', targets: [{ select: TO, fieldPaths }] }),
  replacement('of a value and a source', { source, sourceValue: 'given', targets: [{ select: TO, fieldPaths }] }),
  replacement('that selects nothing', { source, targets: [{ fieldPaths }] }),
  replacement('that selects none', { source, targets: [{ select: { kind: 'Secret' }, fieldPaths }] }),
  replacement('of an object that is not there', { source: { ...source, name: 'gone' }, targets: [] }),
  replacement('of several objects', { source: { kind: 'ConfigMap' }, targets: [] }),
  replacement('of a name', { source: FROM, targets: [{ select: TO, fieldPaths }] }),
  replacement('into a name', { source, targets: [{ select: TO }] }),
  replacement('with a rejected name', {
    source,
    targets: [{ select: { kind: 'ConfigMap' }, reject: [FROM], fieldPaths }],
  }),
  replacement('with a rejected label', {
    source,
    targets: [{ select: { kind: 'ConfigMap' }, reject: [{ labelSelector: 'a=b' }], fieldPaths }],
  }),
  replacement('with an empty rejection', { source, targets: [{ select: TO, reject: [{}], fieldPaths }] }),
  replacement('by version', { source, targets: [{ select: { version: 'v1', name: 't.*' }, fieldPaths }] }),
  replacement('by group', { source, targets: [{ select: { group: 'apps' }, fieldPaths }] }),
  replacement('in a namespace', { source: { ...source, namespace: 'default' }, targets: [{ select: TO, fieldPaths }] }),
  replacement('in another namespace', { source: { ...source, namespace: 'other' }, targets: [] }),
];

/** Replacements by their paths, options and selectors. */
export const REPLACEMENTS: readonly EdgeTree[] = [...copies, ...selections];
