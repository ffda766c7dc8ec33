import { checkPatch, Patch, PatchOperation } from '../../../src/features/delivery/patch';

const target = { kind: 'Deployment' };
const first = '/spec/template/spec/containers/0';

test.each<[string, Patch]>([
  ['fields of an object that they name', { patch: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } } }],
  ['fields of the objects that a target names', { patch: { spec: { replicas: 1 } }, target }],
  ['an operation', { patch: [{ op: 'replace', path: '/spec/replicas', value: 2 }], target }],
  ['a removal', { patch: [{ op: 'remove', path: '/metadata/annotations/a~1b' }], target }],
  ['a move', { patch: [{ op: 'move', from: '/spec/a', path: '/spec/b' }], target }],
  ['an entry put before the first', { patch: [{ op: 'add', path: '/spec/ports/0', value: {} }], target }],
  ['an entry put at the end', { patch: [{ op: 'add', path: '/spec/ports/-', value: {} }], target }],
  [
    'an entry that is tested before',
    {
      patch: [
        { op: 'test', path: `${first}/name`, value: 'web' },
        { op: 'replace', path: `${first}/image`, value: 'web:2' },
      ],
      target,
    },
  ],
])('%s is a patch', (_, patch) => {
  expect(checkPatch(patch)).toEqual([]);
});

const operations = (...patch: PatchOperation[]): Patch => ({ patch, target });

test.each<[string, Patch, RegExp]>([
  ['nothing', operations(), /^a patch has no operations: give some, or leave it out$/],
  [
    'no target',
    { patch: [{ op: 'remove', path: '/a' }] },
    /^a JSON patch names no target: say which objects it is for$/,
  ],
  ['an empty target', { patch: [{ op: 'remove', path: '/a' }], target: {} }, /^a JSON patch names no target/],
  [
    'fields of no object',
    { patch: { kind: 'Service' } },
    /^a patch does not say what it changes: give apiVersion, kind/,
  ],
  [
    'no operation',
    operations({ op: 'swap' as 'add', path: '/a' }),
    /^patch "swap" of "\/a" is no operation: use one of add/,
  ],
  [
    'no pointer',
    operations({ op: 'remove', path: 'a' }),
    /^patch "remove" of "a" has no JSON pointer: begin it with "\/"/,
  ],
  ['a bad escape', operations({ op: 'remove', path: '/a~2' }), /has no JSON pointer/],
  ['no value', operations({ op: 'add', path: '/a' }), /^patch "add" of "\/a" has no value: give one$/],
  ['a move from nowhere', operations({ op: 'move', path: '/a' }), /^patch "move" of "\/a" has no "from"/],
  ['a removal from somewhere', operations({ op: 'remove', path: '/a', from: '/b' }), /has a "from": "move" and "copy"/],
  [
    'an untested entry',
    operations({ op: 'remove', path: '/spec/ports/0' }),
    /leads through the index of a list without a/,
  ],
  [
    'one below it',
    operations({ op: 'add', path: `${first}/args`, value: [] }),
    /"add" of "\/spec.+" leads through the ind/,
  ],
  [
    'an untested origin',
    operations({ op: 'copy', from: '/a/1', path: '/b' }),
    /leads through the index of a list without/,
  ],
  [
    'a test of another entry',
    operations({ op: 'test', path: '/spec/ports/1', value: {} }, { op: 'remove', path: '/spec/ports/0' }),
    /^patch "remove" of "\/spec\/ports\/0" leads through the index of a list without a test before it: add \{ op: 'test'/,
  ],
  [
    'a test that comes after',
    operations({ op: 'remove', path: '/spec/ports/0' }, { op: 'test', path: '/spec/ports/0', value: {} }),
    /leads through the index of a list without a test before it/,
  ],
])('%s is not a patch', (_, patch, message) => {
  expect(checkPatch(patch)).toEqual([expect.stringMatching(message)]);
});
