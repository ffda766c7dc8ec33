import { sourceAddress } from '../../src/plan/tree/source-key';

test.each([
  ['ssh://git@example.com/desk/fleet', 'https://example.com/desk/fleet.git'],
  ['https://reader:token@example.com/desk/fleet', 'http://Example.com/desk/fleet/'],
])('%s and %s are one repository', (one, other) => {
  expect(sourceAddress(one)).toBe(sourceAddress(other));
});

test.each([
  ['https://example.com/desk/fleet', 'oci://example.com/desk/fleet'],
  ['https://example.com/desk/fleet', 'https://example.com/desk/other'],
])('%s and %s are two sources', (one, other) => {
  expect(sourceAddress(one)).not.toBe(sourceAddress(other));
});
