import { podSecurityViolations, refusedBy } from '../src/kubernetes/pods/pod-security';
import { POD_NAMESPACES, podsOf, type SeededPod } from '../test/kubernetes/pods/pods';
import { RECORDED_PODS, writePodRecord } from '../test/kubernetes/pods/record';
import { SERVERS } from '../test/kubernetes/updates/record';
import { hashOf, packVerdicts } from '../test/languages/record';
import { ControlPlane } from './harness/control-plane';
import { KubeError } from './harness/kube-http';
import type { KubeObject } from './harness/kube-object';

// Our verdict on pods by the Pod Security Standards, beside that of a real API server. With RECORD_VERDICTS=1 the
// answers are written to test/kubernetes/pods/verdicts.json, for the unit tests to repeat.

const FULL = Boolean(process.env.E2E_FULL) || Boolean(process.env.RECORD_VERDICTS);
const PODS = podsOf(RECORDED_PODS.seed, FULL ? RECORDED_PODS.count : 200);

const valid: Record<string, string> = {};
const admitted: Record<string, string[]> = {};

afterAll(() => {
  if (process.env.RECORD_VERDICTS) writePodRecord({ ...RECORDED_PODS, sha256: hashOf(PODS), valid, admitted });
});

/** Why a namespace refuses a pod; undefined where it does not. */
async function refusal(
  plane: ControlPlane,
  namespace: string,
  pod: SeededPod,
  index: number,
): Promise<string | undefined> {
  const { spec, annotations } = pod;
  const metadata = { name: `pod-${index}`, namespace, annotations };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata, spec } as unknown as KubeObject;
  try {
    await plane.client().apply(object, { dryRun: true });
    return undefined;
  } catch (error) {
    if (error instanceof KubeError && error.status >= 400 && error.status < 500) return error.statusMessage;
    throw error;
  }
}

/** The refusals of all pods in a namespace. */
async function refusals(plane: ControlPlane, namespace: string): Promise<(string | undefined)[]> {
  const answers: (string | undefined)[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < PODS.length; at = next++) answers[at] = await refusal(plane, namespace, PODS[at]!, at);
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return answers;
}

test.each(FULL ? SERVERS : SERVERS.filter(({ minor }) => minor === 34))(
  'Kubernetes $version admits the pods that we admit',
  async ({ server, version, minor }) => {
    const plane = await ControlPlane.start({ name: 'pods', apiServer: server });
    try {
      const create = async (name: string, labels: Record<string, string>): Promise<void> => {
        await plane.client().create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
        const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } };
        await plane.client().apply(account);
      };
      await create('free', {});
      const free = await refusals(plane, 'free');
      const isValid = free.map((message) => message === undefined);
      valid[version] = packVerdicts(isValid);
      admitted[version] = [];
      for (const [at, { level, version: standard }] of POD_NAMESPACES.entries()) {
        const label = 'pod-security.kubernetes.io/enforce';
        await create(`held-${at}`, { [label]: level, [`${label}-version`]: standard });
        const answers = await refusals(plane, `held-${at}`);
        admitted[version].push(packVerdicts(answers.map((message) => message === undefined)));
        const differing = PODS.map(({ spec, annotations }, index) => ({
          spec,
          annotations,
          ours: refusedBy(
            podSecurityViolations(spec, annotations),
            level,
            standard === 'latest' ? Infinity : Number(standard.slice(3)),
            minor,
          ),
          server: answers[index],
          isValid: isValid[index],
        })).filter(({ ours, server: answer, isValid: counts }) => counts && ours.length > 0 !== (answer !== undefined));
        expect(differing).toEqual([]);
      }
      expect(isValid.filter((one) => one).length).toBeGreaterThan(0.7 * PODS.length);
    } finally {
      await plane.stop();
    }
  },
);
