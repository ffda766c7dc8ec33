import { addressOf, valueFor } from '../../../src/features/target/target';

const cluster = { name: 'eu-1', labels: {}, groupNames: [] };
const environment = { name: 'prod', prefix: 'prod-', labels: {} };

test('a value is returned as is, a function is called', () => {
  expect(valueFor('x', { cluster })).toBe('x');
  expect(valueFor(({ cluster: { name } }) => `./${name}`, { cluster })).toBe('./eu-1');
});

test('an address includes only the parts that apply', () => {
  expect(addressOf({ cluster })).toBe('eu-1');
  expect(addressOf({ cluster, environment }, 'team-a', 'web')).toBe('prod/eu-1/team-a/web');
});
