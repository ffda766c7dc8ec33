import { kubernetesCatalog } from '../src/schema/catalog';
import { packVerdicts } from '../test/languages/record';
import { compareVerdicts, distinctOf, mutantsOf, RELEASES } from '../test/validation/compare';
import { allFunctions, functionsAt } from '../test/validation/functions';
import { LAXER_RULES } from '../test/validation/laxer';
import { COUNT, fitsRelease, type Mutant, RECORDED_SEED, SEED } from '../test/validation/mutants';
import { problemsOf } from '../test/validation/ours';
import { hashOfMutants, readServerRecords, writeServerRecord } from '../test/validation/record';
import { changed, REFUSED_CHANGES } from '../test/validation/refused-changes';
import { SEEDS, type Seed } from '../test/validation/seeds';
import { ControlPlane } from './harness/control-plane';
import { type KubeEndpoint, kubeEndpoint, KubeError, send } from './harness/kube-http';
import type { ApiServer } from './harness/kubernetes';

// The rules of src/validation, against the API servers whose rules they are: thousands of objects that differ from
// valid ones in a place or two. `npm run e2e` asks one server about a share of them, `npm run e2e:full` all servers
// about all. With RECORD_VERDICTS=1 all verdicts are written to test/validation/verdicts.json, for the unit tests.

type Release = (typeof RELEASES)[number];

const NEWEST: Release = '1.36';

const SERVERS: Readonly<Record<Release, ApiServer>> = {
  '1.32': 'kube-apiserver-1.32',
  '1.34': 'kube-apiserver',
  '1.36': 'kube-apiserver-1.36',
};
const RECORDS = Boolean(process.env.RECORD_VERDICTS);
const FULL = RECORDS || Boolean(process.env.E2E_FULL);
const SHARE = 1000;
const ASKED: readonly Release[] = FULL ? RELEASES : ['1.34'];

/** Plugins of admission, which add rules of a cluster to those of the kinds. */
const PLUGINS = [
  'CertificateApproval',
  'CertificateSigning',
  'CertificateSubjectRestriction',
  'ClusterTrustBundleAttest',
  'DefaultIngressClass',
  'DefaultStorageClass',
  'DefaultTolerationSeconds',
  'LimitRanger',
  'MutatingAdmissionWebhook',
  'PersistentVolumeClaimResize',
  'PodSecurity',
  'Priority',
  'ResourceQuota',
  'RuntimeClass',
  'ServiceAccount',
  'StorageObjectInUseProtection',
  'TaintNodesByCondition',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
];

interface Server {
  readonly version: string;
  /** The server's message about an object; empty if it accepts it. */
  readonly ask: (object: Seed) => Promise<string>;
}

const planes: ControlPlane[] = [];
const endpoints: KubeEndpoint[] = [];
const numbers = Array.from({ length: FULL ? COUNT : SHARE }, (_, index) => (FULL ? index : index * (COUNT / SHARE)));
let mutants: ReadonlyMap<number, Mutant>;

beforeAll(() => {
  mutants = mutantsOf(numbers);
});

afterAll(async () => {
  for (const endpoint of endpoints) endpoint.agent.destroy();
  for (const plane of planes) await plane.stop();
});

async function start(release: Release): Promise<Server> {
  const plane = await ControlPlane.start({
    name: `validation-${release}`,
    apiServer: SERVERS[release],
    apiServerFlags: [
      `--disable-admission-plugins=${PLUGINS.join(',')}`,
      '--max-requests-inflight=2000',
      '--max-mutating-requests-inflight=1000',
    ],
  });
  planes.push(plane);
  const endpoint = kubeEndpoint(plane.url, plane.caPem);
  endpoints.push(endpoint);
  const { gitVersion } = (await send(endpoint, plane.adminToken, undefined, { method: 'GET', path: '/version' })) as {
    gitVersion: string;
  };
  const ask = async (object: Seed): Promise<string> => {
    try {
      await send(endpoint, plane.adminToken, undefined, { method: 'POST', path: pathOf(object), body: object });
      return '';
    } catch (error) {
      if (error instanceof KubeError && (error.status === 422 || error.status === 400)) return error.statusMessage;
      throw error;
    }
  };
  return { version: gitVersion, ask };
}

function pathOf({ apiVersion, kind }: Seed): string {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const stored = kubernetesCatalog().kind(group, kind);
  if (!stored) throw new Error(`no kind ${apiVersion} ${kind}`);
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${base}${stored.scope === 'N' ? '/namespaces/default' : ''}/${stored.plural}?dryRun=All&fieldValidation=Strict`;
}

/** The server's messages by number. */
async function askAll(server: Server, objects: ReadonlyMap<number, Mutant>): Promise<Map<number, string>> {
  const messages = new Map<number, string>();
  const open = objects.entries();
  const work = async (): Promise<void> => {
    for (const [index, { object }] of open) messages.set(index, await server.ask(object));
  };
  await Promise.all(Array.from({ length: 24 }, work));
  return messages;
}

/** All numbers of the objects that have some numbers. */
function withEqual(some: readonly number[]): number[] {
  const texts = new Set(some.map(textOf));
  return numbers.filter((index) => texts.has(textOf(index)));
}

/** A bit for each object: whether the server accepts it. */
function acceptedBits(messages: ReadonlyMap<number, string>): string {
  const accepted = new Set(withEqual([...messages].filter(([, message]) => message === '').map(([index]) => index)));
  return packVerdicts(numbers.map((index) => accepted.has(index)));
}

function textOf(index: number): string {
  return JSON.stringify(mutants.get(index)?.object);
}

test.each(ASKED)('API server of %s: never stricter, and laxer only where we say so', async (release) => {
  const server = await start(release);
  for (const seed of SEEDS.filter((one) => fitsRelease(one, release))) {
    const verdict = { message: await server.ask(seed), problems: problemsOf(seed, release) };
    const isDropped = verdict.message !== '' && verdict.problems.length > 0;
    // An older server may drop a field and miss it then.
    if (release === NEWEST || !isDropped) expect([seed, verdict]).toEqual([seed, { message: '', problems: [] }]);
  }
  for (const [kind, changes] of REFUSED_CHANGES) {
    const object = changed(kind, changes);
    if (!fitsRelease(object, release)) continue;
    const isAccepted = (await server.ask(object)) === '';
    expect([kind, changes, isAccepted]).toEqual([kind, changes, problemsOf(object, release).length === 0]);
  }
  const messages = await askAll(server, distinctOf(mutants, release));
  const { compared, agreed, kinds, stricter, laxer } = compareVerdicts(
    mutants,
    release,
    (index) => messages.get(index) === '',
  );
  const lowest = [...kinds].map(([kind, one]) => [one.agreed / one.compared, kind] as const).sort()[0];
  process.stderr.write(
    `${server.version}: ${agreed} of ${compared} agree, ${laxer.length} laxer, ${stricter.length} stricter, ` +
      `lowest ${String(lowest?.[1])} ${(100 * (lowest?.[0] ?? 0)).toFixed(1)} %\n`,
  );
  expect(stricter).toEqual([]);
  const unexplained = laxer.map((index) => messages.get(index) ?? '');
  expect(unexplained.filter((message) => !LAXER_RULES.some((rule) => rule.message.test(message)))).toEqual([]);
  expect(agreed / compared).toBeGreaterThanOrEqual(0.99);
  if (!FULL) return;
  expect(compared).toBeGreaterThan(25_000);
  for (const [kind, one] of kinds) expect([kind, one.agreed / one.compared >= 0.97]).toEqual([kind, true]);
  const record = {
    server: server.version,
    seed: SEED,
    count: COUNT,
    sha256: {
      all: hashOfMutants(mutants.values()),
      tenth: hashOfMutants([...mutants].filter(([index]) => index % 10 === 0).map(([, mutant]) => mutant)),
    },
    accepted: acceptedBits(messages),
    laxer: withEqual(laxer),
  };
  if (RECORDS) writeServerRecord(release, record);
  else if (SEED === RECORDED_SEED) expect(readServerRecords()[release]).toEqual(record);
});

// A share of the objects tells nothing about all functions.
if (FULL) {
  test('every function of Kubernetes that the tables name decides on 50 objects or more', () => {
    const texts = new Map<string, Set<string>>();
    for (const [index, { object, path }] of mutants) {
      for (const name of functionsAt(object, path)) texts.set(name, (texts.get(name) ?? new Set()).add(textOf(index)));
    }
    const few = [...allFunctions()].filter((name) => (texts.get(name)?.size ?? 0) < 50);
    expect(few).toEqual([]);
  });
}
