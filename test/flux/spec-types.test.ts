import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'cdk8s';
import { isDuration, KindFacts } from '../../scripts/flux-types/facts';
import { specFiles } from '../../scripts/flux-types/files';
import { TYPED_KINDS } from '../../scripts/flux-types/kinds';
import { fluxManifest } from '../../src/flux/flux-object';
import { DURATION_FIELDS, OPEN_FIELDS } from '../../src/flux/spec-fields';
import { fluxCatalog } from '../../src/schema/catalog';
import { Schema } from '../../src/schema/schema';
import { goodValue } from '../schema/values';

const folder = join(__dirname, '..', '..', 'src', 'flux', 'spec');
const catalog = fluxCatalog();

const specs = TYPED_KINDS.map(({ group, kind }): [string, Schema] => {
  const stored = catalog.kind(group, kind);
  if (!stored) throw new Error(`${kind} is not in the schemas`);
  return [kind, new KindFacts(catalog, stored).spec];
});

/** Every field of a schema with its name, and whether it is within user-defined content. */
function* fieldsOf(schema: Schema, open = false): Generator<{ name: string; field: Schema; open: boolean }> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    yield { name, field, open };
    yield* fieldsOf(field, open || OPEN_FIELDS.has(name));
  }
  for (const inner of [schema.items, schema.additionalProperties]) if (inner) yield* fieldsOf(inner, open);
}

test('the types match the schemas: if not, run "npm run flux-types"', () => {
  const files = specFiles();
  expect(readdirSync(folder).sort()).toEqual([...files.keys()].sort());
  for (const [name, text] of files) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
});

test('the docstrings name the releases of additions and removals', () => {
  const text = specFiles().get('kustomization.ts');
  expect(text).toMatch(/\/\*\* Flux 2\.9 and later\. \*\/\n {2}readonly ignore\?: /);
  expect(text).toContain('/** `ExternalArtifact`: Flux 2.7 and later. */');
  expect(text).toContain('readonly interval: Duration;');
  expect(specFiles().get('provider.ts')).toContain('@deprecated use proxySecretRef');
  expect(specFiles().get('alert.ts')).toMatch(
    / \* Before Flux 2\.10\. .*\n.*\n {3}\*\/\n {2}readonly summary\?: string;/,
  );
  expect(specFiles().get('external-artifact.ts')).toMatch(/Spec of ExternalArtifact under .*\. Flux 2\.7 and later\./);
});

test.each(specs)('%s: duration fields are recognised by name', (_, spec) => {
  for (const { name, field, open } of fieldsOf(spec)) {
    expect({ name, duration: isDuration(field) }).toEqual({ name, duration: !open && DURATION_FIELDS.has(name) });
  }
});

/** Every duration of a schema outside lists: its path and its pattern. */
function* durationsOf(
  schema: Schema,
  keys: readonly string[] = [],
): Generator<{ keys: readonly string[]; pattern: string }> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const path = [...keys, name];
    if (isDuration(field)) yield { keys: path, pattern: field.pattern ?? '' };
    else yield* durationsOf(field, path);
  }
}

test.each(TYPED_KINDS.map(({ group, kind }) => [kind, group]))(
  '%s: durations use only units that their pattern accepts',
  (kind, group) => {
    const spec = specs.find(([name]) => name === kind)?.[1] ?? {};
    for (const { keys, pattern } of durationsOf(spec)) {
      const fields = keys.reduceRight<unknown>((value, key) => ({ [key]: value }), Duration.hours(2)) as object;
      const written = fluxManifest<object>(`${group}/v1`, kind, fields, undefined).spec;
      const text = keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], written);
      expect([keys, text]).toEqual([keys, expect.stringMatching(new RegExp(pattern))]);
    }
  },
);

test.each(specs)('%s: user-defined content is recognised by field name', (_, spec) => {
  for (const { name, field, open } of fieldsOf(spec)) {
    const isMap = field.properties === undefined && (field.type === 'object' || field.type === undefined);
    const holdsMaps =
      field.items !== undefined && field.items.properties === undefined && field.items.type === 'object';
    if ((isMap || holdsMaps) && !open) expect(OPEN_FIELDS).toContain(name);
  }
});

test.each(specs)('%s: specOverrides passes every field through unchanged', (kind, spec) => {
  const value = goodValue(spec, true) as object;
  expect(fluxManifest('example.com/v1', kind, {}, value).spec).toEqual(value);
});
