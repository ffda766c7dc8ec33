import { isCelError, run } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { fluxCatalog } from '../../src/schema/catalog';
import { evaluateRules, RuleResult } from '../../src/schema/cel';
import { celEngine } from '../../src/schema/cel-engine';
import { celValue } from '../../src/schema/cel-value';
import { Rule, Schema } from '../../src/schema/schema';
import { Validator } from '../../src/schema/validator';
import { FluxVersion, fluxVersions, releaseIndex } from '../../src/schema/versions';
import { DEEP } from '../support/deep';
import { ruleMutants } from './broken-rules';
import { KindInRelease, kindsIn, samples } from './corpus';

const catalog = fluxCatalog();

/** The kinds of a Flux version, each in its preferred API version. */
function bestKinds(flux: FluxVersion): KindInRelease[] {
  const release = releaseIndex('flux', catalog.releases, flux);
  return kindsIn(catalog, release).filter(({ group, kind, version }) => {
    const stored = catalog.kind(group, kind);
    return stored !== undefined && catalog.versionsIn(stored, release)[0] === version;
  });
}

/** Every rule below a schema. */
function rulesBelow(schema: Schema, found = new Set<Rule>()): Set<Rule> {
  for (const rule of schema.rules ?? []) found.add(rule);
  const inside = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  for (const child of inside) if (child) rulesBelow(child, found);
  return found;
}

/** Calls back for every value in an object whose schema has rules. */
function eachRuled(
  schema: Schema,
  value: unknown,
  root: boolean,
  visit: (schema: Schema, value: unknown, root: boolean) => void,
): void {
  if (value === undefined || value === null) return;
  if (schema.rules) visit(schema, value, root);
  if (Array.isArray(value)) {
    for (const item of value) eachRuled(schema.items ?? {}, item, false, visit);
    return;
  }
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    eachRuled(field, (value as Record<string, unknown>)[name] ?? field.default, false, visit);
  }
}

/** The same value, in containers of this test's VM context. */
function own(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, own);
  if (Object.prototype.toString.call(value) !== '[object Map]') return value;
  return new Map([...(value as Map<string, unknown>)].map(([key, inner]) => [key, own(inner)]));
}

function otherVerdict({ rule }: Rule, schema: Schema, value: unknown, root: boolean): boolean {
  const self = own(celValue(celEngine(), value, schema, root)) as never;
  const result = run(rule, { self }, { funcs: strings });
  return !isCelError(result) && result === true;
}

const holds = (verdict: RuleResult): boolean => 'holds' in verdict && verdict.holds;

test('every rule of every release can be evaluated', () => {
  const rules = new Set<string>();
  for (const release of catalog.releases.keys()) {
    for (const { schema } of kindsIn(catalog, release)) for (const { rule } of rulesBelow(schema)) rules.add(rule);
  }
  const { environment } = celEngine();
  const invalid = [...rules].filter((rule) => !environment.parse(rule).check().valid);
  expect(invalid).toEqual([]);
  expect(rules.size).toBe(70);
  process.stdout.write(`rules: ${rules.size}\n`);
});

test.each(fluxVersions)('every rule of Flux %s rejects objects that break it', (flux) => {
  const validator = new Validator({ flux });
  const kinds = bestKinds(flux);
  const wanted = new Set(kinds.flatMap(({ schema }) => [...rulesBelow(schema)].map(({ message }) => message)));
  wanted.delete('keep the value: it cannot be changed'); // applies to updates only
  for (const of of kinds) {
    for (const { name, object } of ruleMutants(of, flux)) {
      const broken = validator.validate(object).filter(({ id }) => id === 'cel');
      expect([of.kind, name, broken.length > 0]).toEqual([of.kind, name, true]);
      for (const { message } of broken) {
        for (const one of wanted) if (one !== undefined && message.includes(one)) wanted.delete(one);
      }
    }
  }
  expect([...wanted]).toEqual([]);
});

test('another CEL implementation gives the same results', () => {
  let compared = 0;
  const different: string[] = [];
  for (const flux of fluxVersions) {
    for (const of of bestKinds(flux)) {
      for (const { name, object } of [...samples(of), ...ruleMutants(of, flux)]) {
        eachRuled(of.schema, object, true, (schema, value, root) => {
          const rules = (schema.rules ?? []).filter(({ rule }) => !rule.includes('oldSelf'));
          evaluateRules(rules, value, schema, root).forEach((verdict, at) => {
            compared += 1;
            const rule = rules[at];
            if (rule && holds(verdict) !== otherVerdict(rule, schema, value, root))
              different.push(`${of.kind} ${name}: ${rule.rule}`);
          });
        });
        if (!DEEP && compared > 1_000 * (fluxVersions.indexOf(flux) + 1)) break;
      }
    }
  }
  expect(different).toEqual([]);
  process.stdout.write(`verdicts compared: ${compared}\n`);
});
