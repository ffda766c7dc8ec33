import { Validator } from '../../src/schema';

const CRD = `
apiVersion: v1
kind: Namespace
metadata: { name: passed-over }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.com }
spec:
  group: example.com
  scope: Cluster
  names: { kind: Thing, plural: things }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              required: [size, mode]
              x-kubernetes-validations:
                - rule: "self.min <= self.max"
                  messageExpression: "'min is ' + string(self.min)"
                - rule: "!has(self.names) || self.names.isSorted()"
                  message: sort the names
                - rule: "!has(self.when) || self.when < timestamp('2030-01-01T00:00:00Z')"
                - rule: "!has(self.every) || self.every > duration('1m')"
                - rule: "!has(self.__namespace__) || self.__namespace__ != 'x'"
                - rule: "self.size == oldSelf.size"
              properties:
                size: { type: integer, minimum: 1, exclusiveMaximum: true, maximum: 9, multipleOf: 2 }
                mode: { type: string, default: on }
                min: { type: integer, default: 1 }
                max: { type: integer, default: 5 }
                names: { type: array, items: { type: string }, x-kubernetes-list-type: set }
                when: { type: string, format: date-time }
                every: { type: string, format: duration }
                namespace: { type: string }
                port: { x-kubernetes-int-or-string: true, anyOf: [{ type: integer }, { type: string }] }
                empty: { type: string, nullable: true }
                open: { type: object, x-kubernetes-preserve-unknown-fields: true, properties: { a: { type: string } } }
                kept: { type: object, x-kubernetes-preserve-unknown-fields: true, additionalProperties: { type: string } }
                object: { type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true }
                either: { type: object, oneOf: [{ required: [a] }, { required: [b] }], properties: { a: { type: string }, b: { type: string } } }
                address: { type: string, format: ipv4 }
                hex: { type: string, pattern: '^[[:xdigit:]]+$' }
    - { name: v1beta1, served: true, deprecated: true, storage: false, schema: { openAPIV3Schema: { type: object } } }
    - { name: v1alpha1, served: false, storage: false, schema: { openAPIV3Schema: { type: object } } }
`;

function validatorWith(crd = CRD): Validator {
  const validator = new Validator();
  validator.addSchema(crd);
  return validator;
}

const validator = validatorWith();

function messages(spec: Record<string, unknown>, version = 'v1'): string[] {
  const object = {
    apiVersion: `example.com/${version}`,
    kind: 'Thing',
    metadata: { name: 'a' },
    spec: { size: 2, ...spec },
  };
  return validator.validate(object).map(({ message }) => message);
}

test('a valid custom resource has no findings', () => {
  expect(messages({})).toEqual([]); // mode has a default
  expect(
    messages({ names: ['a', 'b'], when: '2025-01-31T12:00:00Z', every: '5m', namespace: 'a', port: 'http' }),
  ).toEqual([]);
  expect(
    messages({
      port: 80,
      empty: null,
      open: { a: 'a', more: { b: 1 } },
      kept: { any: 'a' },
      either: { a: 'a' },
      address: '10.0.0.1',
      hex: 'fF',
    }),
  ).toEqual([]);
  expect(messages({ object: { apiVersion: 'v1', kind: 'A', metadata: { name: 'a' }, anything: 1 } })).toEqual([]);
});

test.each<[Record<string, unknown>, string]>([
  [{ unknown: 1 }, 'spec.unknown is not a field of Thing: leave it out'],
  [{ size: 3 }, 'spec.size is 3: give a multiple of 2'],
  [{ size: 0 }, 'spec.size is 0: give a number >= 1'],
  [{ size: 10 }, 'spec.size is 10: give a number < 9'],
  [{ names: ['a', 'a'] }, 'spec.names has the same item twice, as spec.names[0] and spec.names[1]: keep one'],
  [
    { when: '2025-02-30T12:00:00Z' },
    'spec.when is "2025-02-30T12:00:00Z": write a point in time such as 2025-01-31T12:00:00Z',
  ],
  [{ port: true }, 'spec.port is true, not a whole number or a string: change it'],
  [{ open: { a: 1 } }, 'spec.open.a is 1, not a string: put it in quotes'],
  [{ kept: { any: 1 } }, 'spec.kept.any is 1, not a string: put it in quotes'],
  [{ object: { kind: 'A' } }, 'spec.object.apiVersion is missing: set it'],
  [{ either: {} }, 'spec.either fits none of the forms its schema allows: see the documentation of the kind'],
  [{ address: '10.0.0.256' }, 'spec.address is "10.0.0.256": write a value of format ipv4'],
  [{ hex: 'g' }, 'spec.hex is "g": it must match ^[[:xdigit:]]+$'],
  [{ min: 9 }, 'spec breaks a rule of its kind: min is 9'],
  [{ names: ['b', 'a'] }, 'spec breaks a rule of its kind: sort the names'],
  [
    { when: '2031-01-31T12:00:00Z' },
    "spec breaks a rule of its kind: make true: !has(self.when) || self.when < timestamp('2030-01-01T00:00:00Z')",
  ],
  [{ every: '30s' }, "spec breaks a rule of its kind: make true: !has(self.every) || self.every > duration('1m')"],
  [
    { namespace: 'x' },
    "spec breaks a rule of its kind: make true: !has(self.__namespace__) || self.__namespace__ != 'x'",
  ],
])('%j is rejected', (spec, message) => {
  expect(messages(spec)).toEqual([message]);
});

test('unserved and deprecated versions of a CRD are reported', () => {
  expect(messages({}, 'v1beta1')[0]).toBe('example.com/v1beta1 Thing is deprecated by its CRD: use example.com/v1');
  expect(messages({}, 'v1alpha1')).toEqual(['example.com/v1alpha1 Thing is not served by its CRD: use example.com/v1']);
  expect(messages({}, 'v9')).toEqual(['example.com/v9 Thing is not served by its CRD: use example.com/v1']);
});

test("the CRD's scope is checked", () => {
  const object = {
    apiVersion: 'example.com/v1',
    kind: 'Thing',
    metadata: { name: 'a', namespace: 'b' },
    spec: { size: 2 },
  };
  expect(validator.validate(object).map(({ at }) => at)).toEqual(['metadata.namespace']);
});

test('addSchema makes a kind known', () => {
  const fresh = new Validator();
  const object = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec: {} };
  expect(fresh.validate(object).map(({ id }) => id)).toEqual(['unknown-kind']);
  fresh.addSchema(CRD);
  expect(fresh.validate(object).map(({ id }) => id)).toEqual(['required']);
});

test('a rule that cannot be evaluated is a warning', () => {
  const other = validatorWith(CRD.replace('self.min <= self.max', 'self.mode.notAFunction()'));
  const object = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec: { size: 2 } };
  const [finding, ...rest] = other.validate(object);
  expect(rest).toEqual([]);
  expect(finding).toMatchObject({ id: 'cel-unsupported', severity: 'warning', at: 'spec' });
  expect(finding?.message).toContain('the API server will check it');
});

test('a schema that cannot be compiled is a warning', () => {
  const other = validatorWith(CRD.replace("'^[[:xdigit:]]+$'", "'^(?'"));
  const object = { apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec: { size: 2 } };
  expect(other.validate(object).map(({ id, severity }) => [id, severity])).toEqual([['unknown-kind', 'warning']]);
});

test.each([
  ['text that is not YAML', 'a: [', /^the CRD is not YAML, "[^\n]+ at line 1, column 5": mend it there$/],
  ['no CRD', 'kind: Namespace', /^the text holds no CustomResourceDefinition/],
  [
    'an old CRD',
    CRD.replace('apiextensions.k8s.io/v1', 'apiextensions.k8s.io/v1beta1'),
    /has apiVersion "apiextensions.k8s.io\/v1beta1"/,
  ],
  ['no group', CRD.replace('  group: example.com\n', ''), /^CRD "things.example.com" names no group and kind/],
  ['no structural schema', CRD.replaceAll('openAPIV3Schema', 'other'), /without schema.openAPIV3Schema/],
  ['no versions', CRD.replace('versions:', 'variants:'), /^CRD "things.example.com" has no versions/],
  [
    'a map of versions',
    CRD.replace(/versions:[^]*/, 'versions: { v1: {} }'),
    /^CRD "things.example.com" has no versions/,
  ],
  [
    'an empty version',
    CRD.replace(/versions:[^]*/, 'versions: [null]'),
    /^CRD "things.example.com" has a version without/,
  ],
  [
    'an empty structure',
    CRD.replace(/versions:[^]*/, 'versions: [{ name: v1, schema: null }]'),
    /has a version without/,
  ],
  [
    'a reference',
    CRD.replace('{ type: string, format: ipv4 }', "{ $ref: '#/x' }"),
    /^schema #\/x at spec.address is a reference/,
  ],
])('%s is rejected', (_what, text, message) => {
  expect(() => new Validator().addSchema(text)).toThrow(message);
});
