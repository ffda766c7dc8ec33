import { refusedChanges } from '../../../src/kubernetes/updates';
import { hashOf, unpackVerdicts } from '../../languages/record';
import { LAXER } from './laxer';
import { Pair, pairsOf } from './pairs';
import { readUpdateRecords, RECORDED, SERVERS } from './record';

// What real API servers answered to updates, repeated from test/kubernetes/updates/verdicts.json; e2e/updates.e2e.ts
// asks them again.

const records = readUpdateRecords();
let pairs: Pair[];

beforeAll(() => {
  pairs = pairsOf(RECORDED.seed, RECORDED.count);
});

test('the recorded pairs are those that the seed makes', () => {
  expect(Object.keys(records).sort()).toEqual(SERVERS.map(({ version }) => version).sort());
  const hash = hashOf(pairs);
  for (const record of Object.values(records)) expect(record).toMatchObject({ ...RECORDED, sha256: hash });
});

test.each(SERVERS)('we are never stricter than Kubernetes $version, and laxer where it is listed', (server) => {
  const { count, valid, accepted, laxer } = records[server.version]!;
  const [isValid, isAccepted] = [unpackVerdicts(valid, count), unpackVerdicts(accepted, count)];
  const differing = (wanted: boolean) =>
    pairs.flatMap(({ old, next }, index) =>
      isValid[index] && isAccepted[index] === wanted && refusedChanges(old, next, server.minor).length > 0 === wanted
        ? [index]
        : [],
    );
  expect(differing(true)).toEqual([]);
  expect(differing(false)).toEqual(laxer);
  expect(laxer.length).toBeLessThan(0.005 * count);
  expect(isValid.filter((one) => one).length).toBeGreaterThan(3_500);
});

test('every rule by which we are laxer has a reason', () => {
  expect(LAXER.length).toBeLessThanOrEqual(30);
  for (const { because } of LAXER) expect(because).toMatch(/\w+ \w+/);
});
