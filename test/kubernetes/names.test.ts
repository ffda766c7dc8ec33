import {
  byteLength,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabelKey,
  checkLabels,
  checkLabelValue,
  isReservedNamespace,
  quote,
} from '../../src/kubernetes/names';

describe('checkDnsLabel', () => {
  test.each(['a', '0', 'eu-1', 'a'.repeat(63), '1-0-x', 'x--y'])('%s is valid', (name) => {
    expect(checkDnsLabel('cluster name', name)).toBeUndefined();
  });

  test.each(['A', '-a', 'a-', 'a.b', 'a_b', 'a b', 'a\n', '\na', 'ä', 'a\u0000', 'team/a', 'ａ'])(
    '%j is not valid',
    (name) => {
      expect(checkDnsLabel('cluster name', name)).toMatch(
        /^cluster name ".+" is not a valid name: use lower-case letters, digits and "-", beginning and ending with a letter or digit$/,
      );
    },
  );

  test.each([[''], [undefined], [null], [17], [{}]])('%j is not a name at all', (name) => {
    expect(checkDnsLabel('tenant name', name as string)).toMatch(/^tenant name .+ is not a name: give lower-case/);
  });

  test('the limit is 63 bytes, whatever the characters', () => {
    expect(checkDnsLabel('name', 'a'.repeat(64))).toMatch(/^name "a{64}" is 64 bytes long: use at most 63$/);
    // 32 UTF-16 units, 64 bytes.
    expect(checkDnsLabel('name', 'é'.repeat(32))).toMatch(/^name "é{32}" is 64 bytes long: use at most 63$/);
    // 63 bytes followed by a line break, which `$` alone would accept.
    expect(checkDnsLabel('name', `${'a'.repeat(62)}\n`)).toMatch(/is not a valid name/);
  });
});

describe('checkDnsSubdomain', () => {
  test.each(['a', 'charts.example.com', 'a.b-c.0', 'a'.repeat(253)])('%s is valid', (name) => {
    expect(checkDnsSubdomain('name', name)).toBeUndefined();
  });

  test.each(['a..b', '.a', 'a.', 'a.-b', 'A.b', 'a.b\n', 'a/b', 'system:node'])('%j is not valid', (name) => {
    expect(checkDnsSubdomain('name', name)).toMatch(
      /^name ".+" is not a valid name: use lower-case letters, digits, "-" and ".", each part beginning and ending with/,
    );
  });

  test('the limit is 253 bytes', () => {
    expect(checkDnsSubdomain('name', 'a'.repeat(254))).toMatch(/ is 254 bytes long: use at most 253$/);
  });
});

describe('labels', () => {
  test.each(['app', 'app.kubernetes.io/name', 'A_b.c-D', 'x'.repeat(63), `${'x'.repeat(63)}.io/k`])(
    'key %s is valid',
    (key) => {
      expect(checkLabelKey('label key', key)).toBeUndefined();
    },
  );

  test.each([
    ['', /^label key "" is not a name: give letters/],
    ['a/', /^label key "" is not a name/],
    ['/a', /^the prefix of label key "" is not a name/],
    ['Acme.io/a', /^the prefix of label key "Acme\.io" is not a valid name/],
    ['a/b/c', /^label key "b\/c" is not a valid name/],
    ['-a', /^label key "-a" is not a valid name/],
    ['a\n', /^label key "a\\n" is not a valid name/],
    ['x'.repeat(64), /^label key "x{64}" is 64 bytes long: use at most 63$/],
  ])('key %j is rejected', (key, message) => {
    expect(checkLabelKey('label key', key)).toMatch(message);
  });

  test.each(['', 'a', 'Team_A.1-x', 'x'.repeat(63)])('value %j is valid', (value) => {
    expect(checkLabelValue('value', value)).toBeUndefined();
  });

  test.each(['-a', 'a-', 'a b', 'a/b', 'a\n', 'é'])('value %j is rejected', (value) => {
    expect(checkLabelValue('value', value)).toMatch(/^value ".+" is not a valid name: use letters, digits/);
  });

  test('the limit of a value is 63 bytes', () => {
    expect(checkLabelValue('value', 'x'.repeat(64))).toMatch(/is 64 bytes long: use at most 63$/);
  });

  test('checkLabels reports every problem of a map', () => {
    expect(checkLabels({ good: 'yes', '-bad': 'x', team: 'a b' })).toEqual([
      expect.stringMatching(/^label key "-bad" is not a valid name: /),
      expect.stringMatching(/^value of label "team" "a b" is not a valid name: /),
    ]);
    expect(checkLabels({})).toEqual([]);
  });
});

test.each(['default', 'flux-system', 'kube-system', 'kube-x', 'dev-flux-system'])('%s is reserved', (name) => {
  expect(isReservedNamespace(name)).toBe(true);
});

test.each(['defaults', 'my-default', 'flux', 'flux-system-x', 'kubernetes', 'web'])('%s is not reserved', (name) => {
  expect(isReservedNamespace(name)).toBe(false);
});

test('quote returns JSON, cut at 80 characters', () => {
  expect(quote('a\n"b"')).toBe('"a\\n\\"b\\""');
  expect(quote(undefined)).toBe('undefined');
  expect(quote({ a: [1] })).toBe('{"a":[1]}');
  expect(quote('x'.repeat(78))).toBe(`"${'x'.repeat(78)}"`);
  expect(quote('x'.repeat(79))).toBe(`"${'x'.repeat(76)}...`);
});

test('byteLength counts UTF-8', () => {
  expect([byteLength('a'), byteLength('é'), byteLength('€'), byteLength('😀')]).toEqual([1, 2, 3, 4]);
});
