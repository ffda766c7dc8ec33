import { parse } from 'yaml';
import { findLeaks } from '../../src/leaks/scan';
import { inspectValue } from '../../src/leaks/text';
import { cleanInputs, encryptedSecret } from './clean';

test('nothing is found where nothing is', () => {
  const inputs = cleanInputs();
  const alarms = inputs
    .map(([name, object]) => ({ name, found: findLeaks(object).map(({ id, field }) => `${id} in ${field}`) }))
    .filter(({ found }) => found.length > 0);
  console.log(`clean inputs ${inputs.length}, alarms ${alarms.length}`);
  expect(alarms).toEqual([]);
  expect(inputs.length).toBeGreaterThanOrEqual(200);
  expect(new Set(inputs.map(([name]) => name)).size).toBeGreaterThan(inputs.length - 40);
});

test('nothing is found in what SOPS encrypted', () => {
  for (let times = 0; times < 20; times++) expect(findLeaks(parse(encryptedSecret()))).toEqual([]);
});

/** Strings as most objects have them, and the hardest of the above. */
const USUAL: ReadonlyArray<readonly [string, string]> = [
  ['apiVersion', 'apps/v1'],
  ['kind', 'Deployment'],
  ['name', 'kustomize-controller'],
  ['namespace', 'prod-shop'],
  ['app.kubernetes.io/name', 'shop'],
  ['image', 'registry.example.com/web/shop:1.25.3'],
  ['path', './dist/clusters/eu-1/prod/tenants/shop/apps'],
  ['url', 'https://git.example.com/acme/fleet'],
  ['interval', '10m0s'],
  ['cpu', '100m'],
  ['LOG_LEVEL', 'info'],
  ['secretName', 'shop-tls'],
  ['host', 'shop.example.com'],
];

/** How many regular expressions each string is held against, once its name is known. */
function expressionsFor(strings: ReadonlyArray<readonly [string, string]>): number[] {
  return strings.map(([name, value]) => {
    inspectValue(name, value, () => undefined);
    const matched = jest.spyOn(RegExp.prototype, 'exec');
    inspectValue(name, value, () => undefined);
    const { length } = matched.mock.calls;
    matched.mockRestore();
    return length;
  });
}

test('a usual string is held against few expressions, a hard one against no more than there are', () => {
  const hard = cleanInputs()
    .flatMap(([, object]) => Object.entries((object as { data?: Record<string, string> }).data ?? {}))
    .filter(([, value]) => value.length <= 64);
  const spread = (counts: number[]) => {
    const sorted = counts.sort((a, b) => a - b);
    return { median: sorted[sorted.length >> 1]!, most: sorted.at(-1)! };
  };
  const [usual, hardest] = [spread(expressionsFor(USUAL)), spread(expressionsFor(hard))];
  console.log(`expressions: usual ${usual.median} to ${usual.most}, hard ${hardest.median} to ${hardest.most}`);
  expect(usual.median).toBeLessThanOrEqual(3);
  expect(usual.most).toBeLessThanOrEqual(6);
  expect(hardest.median).toBeLessThanOrEqual(18);
  expect(hardest.most).toBeLessThanOrEqual(62);
});
