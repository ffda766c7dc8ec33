import { readAgain } from '../../src/controller-rules/substitutions';

/** Results of `YAMLToJSON` of `a: VALUE` by the real `sigs.k8s.io/yaml` v1.6.0. */
const READ: ReadonlyArray<readonly [value: string, json: string]> = [
  ['y', 'true'],
  ['n', 'false'],
  ['yes', 'true'],
  ['On', 'true'],
  ['TRUE', 'true'],
  ['tRue', '"tRue"'],
  ['~', 'null'],
  ['null', 'null'],
  ['1e3', '1000'],
  ['1E5', '100000'],
  ['1e', '"1e"'],
  ['1e400', '"1e400"'],
  ['1.10', '1.1'],
  ['1.0', '1'],
  ['1.5', '1.5'],
  ['5.', '5'],
  ['.5', '0.5'],
  ['.1e3', '100'],
  ['.e3', '".e3"'],
  ['010', '8'],
  ['08', '8'],
  ['089', '89'],
  ['0o17', '15'],
  ['0o8', '"0o8"'],
  ['0x1F', '31'],
  ['0x', '"0x"'],
  ['0x1p4', '"0x1p4"'],
  ['0b11', '3'],
  ['-0b11', '-3'],
  ['+0b11', '3'],
  ['1_000', '1000'],
  ['1__0', '10'],
  ['0_1', '1'],
  ['_1', '"_1"'],
  ['1_0.5', '10.5'],
  ['+1', '1'],
  ['-0', '0'],
  ['00', '0'],
  ['3', '3'],
  ['-3', '-3'],
  ['1:20', '"1:20"'],
  ['2001-01-01', '"2001-01-01"'],
  ['18446744073709551615', '18446744073709551615'],
  ['0.0000001', '1e-7'],
  ['v1.10', '"v1.10"'],
  ['10.0.0.1', '"10.0.0.1"'],
];

/** Name of a value of JSON; undefined if it is the given value itself. */
function called(value: string, json: string): string | undefined {
  if (json === 'null') return 'null';
  if (json === 'true' || json === 'false') return `the boolean ${json}`;
  return json.startsWith('"') || json === value ? undefined : `the number ${json}`;
}

test.each(READ)('%s is read as %s', (value, json) => expect(readAgain(value)).toBe(called(value, json)));

test('integers beyond 64 bits lose digits', () => {
  expect(readAgain('123456789012345678901')).toBe('the number 123456789012345680000');
});
