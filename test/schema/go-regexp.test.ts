import { STRING_FORMATS } from '../../src/schema/formats';
import { goRegExp } from '../../src/schema/go-regexp';

test.each<[string, string, boolean]>([
  ['^a$', 'a', true],
  ['^a$', 'a\n', false],
  ['^a.b$', 'a\nb', false],
  ['^a.b$', 'a\rb', true],
  ['^a.b$', 'a\u2028b', true],
  ['(?s)^a.b$', 'a\nb', true],
  ['(?i)^AB$', 'ab', true],
  ['^\\s$', '\u00a0', false],
  ['^\\s$', '\t', true],
  ['^\\S$', '\u00a0', true],
  ['^[\\s]$', '\u2003', false],
  ['^[[:alpha:]_]+$', 'a_Z', true],
  ['^[[:alpha:]]+$', '1', false],
  ['^[^[:space:]]+$', 'a b', false],
  ['\\Aab\\z', 'ab', true],
  ['\\Aab\\z', 'ab\n', false],
  ['^(?P<year>\\d+)$', '2025', true],
  ['^[a\\-z]$', '-', true],
  ['^a\\-b$', 'a-b', true],
  ['^[\\_]$', '_', true],
  ['^\\_$', '_', true],
  ['^[]a]+$', ']a', true],
  ['^[a[]+$', '[a', true],
  ['^.$', '😀', true],
  ['^[.]$', 'a', false],
  ['^\\PC*$', 'a b', true],
  ['^\\PC*$', 'a\u0007', false],
  ['^\\pL$', 'é', true],
  ['^[\\pN]$', '4', true],
  ['^(?i)(abort|warn)?$', 'Warn', true],
  ['^(?i)(abort|warn)?$', 'warning', false],
  ['^((?i)sun|mon)day$', 'MONday', true],
  ['^((?i)sun|mon)day$', 'monDay', false],
  ['^(?i:a)b$', 'Ab', true],
  ['^(?i:a)b$', 'AB', false],
  ['^a(?i)[b-d]$', 'aC', true],
  ['^a(?i)[b-d]$', 'aE', false],
  ['^a(?i)[^b-d_]$', 'aC', false],
  ['^a(?i)k$', 'a\u212a', true],
  ['^a(?i)[ks]$', 'a\u017f', true],
  ['^a(?s).$', 'a\n', true],
  ['^(a(?s:.)).$', 'a\n\n', false],
  ['^a(?i)\\d-$', 'a1-', true],
])('%s on %j', (pattern, text, matches) => {
  expect(goRegExp(pattern).test(text)).toBe(matches);
});

test.each(['^(?', '^a(?i)é$', '^a(?i)[[:lower:]]$', '^a(?i)[\\pL]$'])(
  'the pattern %s, which JavaScript cannot express, is an error',
  (pattern) => {
    expect(() => goRegExp(pattern)).toThrow(SyntaxError);
  },
);

test.each<[string, readonly string[], readonly string[]]>([
  ['byte', ['', 'YQ==', 'YWI=', 'YWJj', 'YW\nJj'], ['YQ', 'YQ=', 'Y=Q=', '*']],
  ['cidr', ['10.0.0.0/8', '::/0', '2001:db8::/32'], ['10.0.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/08']],
  ['date', ['2024-02-29'], ['2025-02-29', '2025-13-01', '2025-1-1']],
  [
    'datetime',
    ['2025-01-31T12:00:00Z', '2025-01-31T12:00:00.5+02:00'],
    ['2025-01-31', '2025-01-31T24:00:00Z', '2025-02-30T12:00:00Z'],
  ],
  ['duration', ['5m', '1h30m', '1.5s', '0', '-5ms'], ['5', '5 m', '', '5d']],
  ['email', ['a@example.com'], ['a', 'a b@example.com']],
  ['hostname', ['example.com', 'a-1'], ['-a', 'a_b', 'a..b']],
  ['ipv4', ['10.0.0.1', '255.255.255.255'], ['10.0.0', '10.0.0.256', '10.0.0.01', '10.0.0.1.']],
  [
    'ipv6',
    ['::', '::1', '2001:db8::1', '::ffff:10.0.0.1', '1:2:3:4:5:6:7:8'],
    ['1', ':::', '1::2::3', '1:2:3:4:5:6:7:8:9', '12345::'],
  ],
  ['k8slongname', ['a.b', 'a'], ['A', 'a..b']],
  ['k8sshortname', ['a-1'], ['a.b', 'a'.repeat(64)]],
  ['mac', ['01:23:45:67:89:ab'], ['01:23:45', 'xx:23:45:67:89:ab']],
  ['uri', ['https://example.com', '/a'], ['', 'a b', 'a']],
  ['uuid', ['123e4567-e89b-12d3-a456-426614174000'], ['123', '']],
])('format %s', (format, good, bad) => {
  expect(good.filter((text) => !STRING_FORMATS[format]?.(text))).toEqual([]);
  expect(bad.filter((text) => STRING_FORMATS[format]?.(text))).toEqual([]);
});
