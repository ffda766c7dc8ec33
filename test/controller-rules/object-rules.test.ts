import { judgeObject } from '../../src/controller-rules';
import { OBJECT_RULES } from '../../src/controller-rules/page';
import { KubernetesObject } from '../../src/kubernetes/objects';
import { Validator } from '../../src/schema';
import { FluxVersion } from '../../src/schema/versions';
import { OBJECT_EXAMPLES, objectOf } from './examples';

const validators = new Map<string, Validator>();

/** Reasons why the API server would refuse an object. */
function schemaErrors(object: KubernetesObject, flux: FluxVersion): string[] {
  let validator = validators.get(flux);
  if (validator === undefined) validators.set(flux, (validator = new Validator({ flux })));
  return validator
    .validate(object)
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}

test('every rule has an example', () => {
  expect(Object.keys(OBJECT_EXAMPLES).sort()).toEqual(OBJECT_RULES.map(({ id }) => id).sort());
});

describe.each(OBJECT_RULES.map((rule) => [rule.id, rule] as const))('%s', (id, { kind, severity, since }) => {
  const { accepted, refused, message, name = 'one' } = OBJECT_EXAMPLES[id]!;
  const bad = objectOf(kind, refused, name);
  const versions: FluxVersion[] = since === undefined || since === '2.7' ? ['2.9', '2.10'] : [since, '2.10'];

  test('finds the example, and says what to do', () => {
    for (const flux of versions) {
      const found = [...judgeObject(bad, flux, true)].filter((one) => one.id === id);
      expect(found).toEqual([{ id, severity, message: `${kind} "shop/${name}": ${message}` }]);
    }
  });

  test('finds nothing in what works', () => {
    for (const spec of [{}, ...accepted]) {
      expect([...judgeObject(objectOf(kind, spec), '2.10', true)].filter((one) => one.id === id)).toEqual([]);
    }
  });

  test('is about what the API server accepts', () => {
    // Of Flagger's kinds, no schema is known here.
    for (const object of [bad, ...accepted.map((spec) => objectOf(kind, spec))]) {
      expect(schemaErrors(object, since === '2.10' ? since : '2.9')).toEqual([]);
    }
  });
});

test.each(
  OBJECT_RULES.filter(({ since }) => since !== undefined && since !== '2.6').map((rule) => [rule.id, rule] as const),
)('%s says nothing of earlier versions', (id, { kind }) => {
  const bad = objectOf(kind, OBJECT_EXAMPLES[id]!.refused, OBJECT_EXAMPLES[id]!.name);
  expect([...judgeObject(bad, '2.6', true)].filter((one) => one.id === id)).toEqual([]);
});

test('a port of a URL: what to write keeps the account, and a password with a slash stays hidden', () => {
  const told = (url: string) =>
    [...judgeObject(objectOf('GitRepository', { url, secretRef: { name: 'key' } }, 'one'), '2.10', true)]
      .filter(({ id }) => id === 'git-repository-port')
      .map(({ message }) => message);
  expect(told('ssh://alice@host:owner/name')).toEqual([
    expect.stringMatching(/as in "ssh:\/\/alice@host\/owner\/name"$/),
  ]);
  expect(told('ssh://git@host:22:owner/name')).toEqual([expect.stringMatching(/"ssh:\/\/git@host:22\/owner\/name"$/)]);
  expect(told('https://user:hunter/22@host/name')).toEqual([expect.not.stringContaining('hunter')]);
});
