import { EdgeTree, manifest, treeOf } from './edge-tree';

const PORTS = [
  { name: 'http', port: 80 },
  { name: 'https', port: 443 },
];
const SERVICE = manifest('Service', 'one', {
  spec: { ports: PORTS, selector: { 'a/b': 'x', 'c~d': 'y' }, type: null },
});

const PATCHES: readonly object[][] = [
  [{ op: 'add', path: '/spec/ports/-', value: { port: 1 } }],
  [{ op: 'add', path: '/spec/ports/0', value: { port: 1 } }],
  [{ op: 'add', path: '/spec/ports/2', value: { port: 1 } }],
  [{ op: 'add', path: '/spec/ports/3', value: { port: 1 } }],
  [{ op: 'add', path: '/spec/ports/-1', value: { port: 1 } }],
  [{ op: 'add', path: '/spec/ports/-4', value: { port: 1 } }],
  [{ op: 'add', path: '/spec/ports/x', value: { port: 1 } }],
  [{ op: 'add', path: '/spec/clusterIP', value: 'None' }],
  [{ op: 'add', path: '/spec/gone/field', value: 'x' }],
  [{ op: 'add', path: '/spec/ports/0/port/deep', value: 'x' }],
  [{ op: 'add', path: '/kind/deep', value: 'x' }],
  [{ op: 'add', path: '/spec/empty' }],
  [{ op: 'remove', path: '/spec/ports/0' }],
  [{ op: 'remove', path: '/spec/ports/9' }],
  [{ op: 'remove', path: '/spec/ports/-' }],
  [{ op: 'remove', path: '/spec/selector' }],
  [{ op: 'remove', path: '/spec/gone' }],
  [{ op: 'replace', path: '/spec/ports/1', value: { port: 8443 } }],
  [{ op: 'replace', path: '/spec/ports/5', value: { port: 8443 } }],
  [{ op: 'replace', path: '/spec/gone', value: 'x' }],
  [{ op: 'replace', path: '/spec/type', value: 'NodePort' }],
  [{ op: 'replace', path: '/spec/selector/a~1b', value: 'z' }],
  [{ op: 'replace', path: '/spec/selector/c~0d', value: 'z' }],
  [{ op: 'move', from: '/spec/selector', path: '/spec/moved' }],
  [{ op: 'move', from: '/spec/ports/0', path: '/spec/ports/1' }],
  [{ op: 'move', from: '/spec/gone', path: '/spec/moved' }],
  [{ op: 'copy', from: '/spec/selector', path: '/spec/copied' }],
  [{ op: 'copy', from: '/spec/ports/0', path: '/spec/ports/-' }],
  [{ op: 'copy', from: '/spec/type', path: '/spec/copied' }],
  [{ op: 'copy', from: '/spec/ports/7', path: '/spec/copied' }],
  [
    { op: 'test', path: '/spec/ports', value: PORTS },
    { op: 'remove', path: '/spec/type' },
  ],
  [{ op: 'test', path: '/spec/ports/0', value: { port: 80, name: 'http' } }],
  [{ op: 'test', path: '/spec/ports/0', value: { port: 80 } }],
  [{ op: 'test', path: '/spec/ports/0', value: { port: 80, other: 'http' } }],
  [{ op: 'test', path: '/spec/ports/0', value: 'http' }],
  [{ op: 'test', path: '/spec/ports/0/port', value: 81 }],
  [{ op: 'test', path: '/spec/ports', value: [...PORTS].reverse() }],
  [{ op: 'test', path: '/spec/ports', value: 'x' }],
  [{ op: 'test', path: '/spec/type', value: null }],
  [{ op: 'test', path: '/spec/type', value: 'x' }],
  [{ op: 'test', path: '/spec/type' }],
  [{ op: 'add', path: '/spec/1', value: 'x' }],
  [{ op: 'add', path: '/spec/true', value: 'x' }],
  [{ op: 'add', path: '', value: { kind: 'Service' } }],
  [{ op: 'replace', path: '', value: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'one' } } }],
  [{ op: 'replace', path: '', value: 'x' }],
  [{ op: 'remove', path: '' }],
  [{ op: 'replace', path: '/metadata/name', value: 'two' }],
  [{ op: 'replace', path: '/metadata/name', value: '' }],
  [{ op: 'remove', path: '/metadata' }],
  [{ op: 'remove', path: '/kind' }],
  [{ op: 'replace', path: '/kind', value: 'ConfigMap' }],
  [{ op: 'sort', path: '/spec' }],
  [{ path: '/spec' }],
  [{ op: 'remove' }],
  [{ op: 'remove', path: 'spec' }],
];

/** Each operation of a JSON patch, where it applies and where it does not. */
export const JSON_PATCHES: readonly EdgeTree[] = [
  ...PATCHES.map((operations) => patched(JSON.stringify(operations))),
  ...['', '{}', 'text', '[', '[text]', '- op: add\n  path: /spec/x\n  value: 1', 'op: add\npath: /spec/x'].map(patched),
];

function patched(patch: string): EdgeTree {
  return treeOf(`JSON patch ${patch}`, SERVICE, { patches: [{ patch, target: { kind: 'Service' } }] });
}
