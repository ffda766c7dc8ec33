import * as path from 'node:path';
import { formatJson, ManifestTree, planReport, readDirectory } from '../../src/plan';
import { PLAN_VERSION, SIGNS } from '../../src/plan/report/format-report';
import { SEVERITY } from '../../src/plan/risk/risk';
import { PLAN_SCHEMA, planSchemaErrors } from '../support/plan-schema';
import { claim, deployment, edited, guarded, tree } from './fixture';

type Json = Record<string, unknown>;

/** A plan with entries, risks, fields and a finding with steps, as JSON. */
function plan(base: ManifestTree, next: ManifestTree): Json {
  const { comparison, findings } = guarded(base, next);
  return JSON.parse(formatJson(planReport(comparison, findings))) as Json;
}

const full = () =>
  plan(
    tree({
      eu: [
        { name: 'shop', objects: [deployment('web', 'shop', { image: 'web:1' }), claim('data', 'shop')] },
        { name: 'old', objects: [claim('more', 'shop')] },
      ],
      us: [{ name: 'shop', objects: [deployment('web', 'shop')] }],
    }),
    tree({
      eu: [
        { name: 'shop', objects: [deployment('web', 'shop', { image: 'web:2' })] },
        { name: 'new', objects: [claim('more', 'shop')] },
      ],
    }),
  );

/** Every map within a value, with the way to it. */
function* mapsIn(value: unknown, at = ''): Generator<readonly [string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [at, value as Json];
  for (const [key, inner] of Object.entries(value)) yield* mapsIn(inner, `${at}/${key}`);
}

test('a plan with everything in it fits the schema', () => {
  const made = full();
  expect(planSchemaErrors(made)).toEqual([]);
  const { entries, findings, clusters } = made as { [key: string]: Json[] };
  expect([clusters!.length, findings!.some(({ steps }) => steps !== undefined)]).toEqual([1, true]);
  expect(entries!.some(({ risks }) => (risks as unknown[]).length > 0)).toBe(true);
  expect(entries!.some(({ fields }) => (fields as unknown[]).length > 0)).toBe(true);
});

test('a field that the schema does not know is refused wherever it is, but in values of fields', () => {
  const places = [...mapsIn(full())].map(([at]) => at);
  expect(places.length).toBeGreaterThan(10);
  for (const at of places) {
    const made = full();
    const [, map] = [...mapsIn(made)].find(([place]) => place === at)!;
    map.unknown = true;
    const isValue = /\/fields\/\d+\/(from|to)/.test(at);
    expect([at, planSchemaErrors(made).length > 0]).toEqual([at, !isValue]);
  }
});

test('a field that the schema requires is missed', () => {
  for (const key of Object.keys(full())) {
    const { [key]: _left, ...rest } = full();
    expect(planSchemaErrors(rest)).toEqual([expect.stringContaining(key)]);
  }
});

test('words and version are those of the code', () => {
  const { properties, $defs } = PLAN_SCHEMA as unknown as {
    properties: { version: { const: number } };
    $defs: Record<string, { enum: string[] }>;
  };
  expect(properties.version.const).toBe(PLAN_VERSION);
  expect($defs.action!.enum).toEqual(Object.keys(SIGNS).sort());
  expect($defs.riskClass!.enum).toEqual(Object.keys(SEVERITY).sort());
});

test('plans of changes to the reference fleet fit', () => {
  const dist = readDirectory(path.join(__dirname, '../../examples/multicluster/dist'));
  const gone = dist.paths.filter((file) => file.startsWith('clusters/k3d-america/'));
  const changed = dist.paths.filter((file) => file.endsWith('apps.yaml'));
  for (const edits of [
    gone.map((file) => [file, undefined] as const),
    changed.map((file) => [file, dist.text(file)!.replaceAll('./', './other/')] as const),
  ]) {
    expect(edits.length).toBeGreaterThan(0);
    const next = edited(dist, Object.fromEntries(edits));
    expect(planSchemaErrors(plan(dist, next))).toEqual([]);
    expect(planSchemaErrors(plan(next, dist))).toEqual([]);
  }
});
