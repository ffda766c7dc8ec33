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

test('a look costs little', () => {
  const hard = cleanInputs()
    .flatMap(([, object]) => Object.entries((object as { data?: Record<string, string> }).data ?? {}))
    .filter(([, value]) => value.length <= 64);
  for (const [what, strings] of [
    ['usual', USUAL],
    ['hard', hard],
  ] as const) {
    const times: number[] = [];
    const rounds = Math.ceil(30_000 / strings.length);
    for (let round = 0; round < rounds; round++) {
      for (const [name, value] of strings) {
        const start = process.hrtime.bigint();
        inspectValue(name, value, () => undefined);
        if (round >= rounds / 10) times.push(Number(process.hrtime.bigint() - start) / 1000);
      }
    }
    times.sort((a, b) => a - b);
    const [median, most] = [times[times.length >> 1]!, times[Math.floor(times.length * 0.9)]!];
    console.log(`${strings.length} ${what} strings: median ${median.toFixed(2)} µs, 90 % below ${most.toFixed(1)} µs`);
    // What it costs on a machine that does nothing else is a tenth of this.
    expect(median).toBeLessThan(20);
  }
});
