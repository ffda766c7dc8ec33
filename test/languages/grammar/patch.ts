import { Grammar } from './grammar';
import { Random } from './random';

const SCALARS = [
  '1',
  '0.5',
  'true',
  'null',
  'abc',
  'a b',
  '"q: x"',
  `'it''s'`,
  '[]',
  '{}',
  '"\\n"',
  '~',
  '2024-01-01',
  'x:y',
  'a#b',
  'no',
];
const KEYS = ['replicas', 'name', 'image', 'args', 'app.kubernetes.io/name', 'data', '"quoted"', 'x-1', 'on'];

/** A value in block style below a key or a dash, with the blank or line break before it. */
function block(random: Random, indent: string, depth: number): string {
  const inner = `${indent}  `;
  switch (random.below(depth > 0 ? 7 : 4)) {
    case 0:
      return ` |\n${inner}line 1\n${inner}  line 2`;
    case 1:
      return ` ${flow(random, 1)}`;
    case 4:
    case 5:
      return `\n${fields(random, inner, depth - 1)}`;
    case 6:
      return `\n${random.some(1, 3, () => `${inner}-${block(random, inner, depth - 1)}`).join('\n')}`;
    default:
      return ` ${random.pick(SCALARS)}${random.chance(0.1) ? ' # note' : ''}`;
  }
}

function fields(random: Random, indent: string, depth: number): string {
  const keys = new Set(random.some(1, 3, () => random.pick(KEYS)));
  return [...keys].map((key) => `${indent}${key}:${block(random, indent, depth)}`).join('\n');
}

function flow(random: Random, depth: number): string {
  const value = () => (depth > 0 ? flow(random, depth - 1) : random.pick(['1', '"x"', 'true', 'null', 'abc']));
  return random.chance(0.5)
    ? `[${random.some(0, 3, value).join(', ')}]`
    : `{${[...new Set(random.some(0, 2, () => random.pick(['a', 'b', '"c"'])))].map((key) => `${key}: ${value()}`).join(', ')}}`;
}

const POINTERS = [
  '/spec/replicas',
  '/metadata/labels/a~1b',
  '/spec/template/spec/containers/0/image',
  '/data/x',
  '/spec/-',
];

function operation(random: Random): Record<string, unknown> {
  const op = random.pick(['add', 'replace', 'remove', 'test', 'move', 'copy']);
  const path = random.pick(POINTERS);
  if (op === 'move' || op === 'copy') return { op, path, from: random.pick(POINTERS) };
  return op === 'remove' ? { op, path } : { op, path, value: random.pick([1, 'x', true, null, ['a'], { b: 1 }]) };
}

function operations(random: Random): string {
  const all = Array.from({ length: 1 + random.below(3) }, () => operation(random));
  if (random.chance(0.3)) return JSON.stringify(all, undefined, random.pick([undefined, 2]));
  const line = (fieldsOf: Record<string, unknown>) =>
    Object.entries(fieldsOf).map(
      ([key, value], index) => `${index === 0 ? '- ' : '  '}${key}: ${JSON.stringify(value)}`,
    );
  return all.flatMap(line).join('\n');
}

function merge(random: Random): string {
  const head = ['apiVersion: apps/v1', 'kind: Deployment', 'metadata:', '  name: web'];
  if (random.chance(0.3)) head.push('  namespace: shop');
  return `${head.join('\n')}\nspec:\n${fields(random, '  ', 2)}${random.chance(0.3) ? '\n' : ''}`;
}

/** Patches of kustomize. */
export const patch: Grammar = {
  make: (random) => (random.chance(0.4) ? operations(random) : merge(random)),
  pieces: [...' \n-:[]{},"\'#|>ax1/', '  ', '\n  ', ': ', '- ', 'op', 'path', 'kind', '---\n', '~'],
};
