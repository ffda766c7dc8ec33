import { list, objectsOf } from './fixture';

/** The text that a build makes of a YAML value; as kustomize 0.21.1 makes it, which `e2e/kustomize` compares with. */
function built(value: string): unknown {
  const file = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: ${value}`;
  return objectsOf({ 'app/kustomization.yaml': list({ resources: ['a.yaml'] }), 'app/a.yaml': file })[0]!.data.a;
}

// Recorded from the build with fluxcd/pkg/kustomize 1.35.7.
test.each([
  ['>+\n    x\n    y\n\n\n', 'x y\n\n\n\n'],
  ['>+\n\n    x\n\n', '\nx\n\n\n'],
  ['>\n    x\n     y\n    z\n', 'x\n\n y\nz\n'],
  ['>+\n    x\n     y\n\n    z\n\n', 'x\n\n y\n\nz\n\n\n'],
  ['>+\n    x\n', 'x\n'],
  ['>+\n\n\n', '\n\n'],
  ['>2\n      x\n    y\n', '  x\ny\n'],
  ['>-\n    x\n\n    y\n', 'x\ny'],
  ['|+\n    x\n\n', 'x\n\n'],
])('the text %j is read as it is after it was written', (value, text) => {
  expect(built(value)).toBe(text);
});

test('keys may be named, and texts in quotes may be indented less', () => {
  const file =
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  &key a: b\n  c: *key\n  'true': 'one\n  two'\n";
  const [object] = objectsOf({ 'app/kustomization.yaml': list({ resources: ['a.yaml'] }), 'app/a.yaml': file });
  expect(object!.data).toEqual({ a: 'b', c: 'a', true: 'one two' });
});
