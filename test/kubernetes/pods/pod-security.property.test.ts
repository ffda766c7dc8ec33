import { podSecurityViolations, refusedBy } from '../../../src/kubernetes/pods/pod-security';
import { hashOf, unpackVerdicts } from '../../languages/record';
import { SERVERS } from '../updates/record';
import { POD_NAMESPACES, podsOf } from './pods';
import { readPodRecord, RECORDED_PODS } from './record';

// What real API servers say about pods, repeated from test/kubernetes/pods/verdicts.json; e2e/pod-security.e2e.ts asks
// them again.

const record = readPodRecord();
const pods = podsOf(RECORDED_PODS.seed, RECORDED_PODS.count);

test('the recorded pods are those that the seed makes', () => {
  expect(record).toMatchObject({ ...RECORDED_PODS, sha256: hashOf(pods) });
  expect(Object.keys(record.admitted).sort()).toEqual(SERVERS.map(({ version }) => version).sort());
});

test.each(
  SERVERS.flatMap(({ version, minor }) =>
    POD_NAMESPACES.map((namespace, at) => ({ ...namespace, kubernetes: version, minor, at })),
  ),
)(
  'Kubernetes $kubernetes admits to $level of $version the pods that we admit',
  ({ kubernetes, minor, level, ...of }) => {
    const valid = unpackVerdicts(record.valid[kubernetes]!, RECORDED_PODS.count);
    const admitted = unpackVerdicts(record.admitted[kubernetes]![of.at]!, RECORDED_PODS.count);
    const standard = of.version === 'latest' ? Infinity : Number(of.version.slice(3));
    const ours = pods.map(
      ({ spec, annotations }) =>
        refusedBy(podSecurityViolations(spec, annotations), level, standard, minor).length === 0,
    );
    const judged = pods.flatMap((_, index) => (valid[index] === true ? [index] : []));
    expect(judged.filter((index) => ours[index] !== admitted[index])).toEqual([]);
    expect(judged.length).toBeGreaterThanOrEqual(500);
    expect(judged.filter((index) => admitted[index] === false).length).toBeGreaterThan(100);
  },
);
