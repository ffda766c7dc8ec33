import { refusedChanges } from '../src/kubernetes/updates';
import { LAXER } from '../test/kubernetes/updates/laxer';
import { pairsOf, SUBJECTS, type Pair } from '../test/kubernetes/updates/pairs';
import { RECORDED, SERVERS, writeUpdateRecords, type UpdateRecord } from '../test/kubernetes/updates/record';
import { hashOf, packVerdicts } from '../test/languages/record';
import { ask, startServer, type Answer } from './updates/ask';

// Our verdict on a change of an object, beside that of a real API server, which stores the first version and applies the
// second one as Flux does. With RECORD_VERDICTS=1 the answers are written to test/kubernetes/updates/verdicts.json, for
// the unit tests to repeat.

const FULL = Boolean(process.env.E2E_FULL) || Boolean(process.env.RECORD_VERDICTS);
const COUNT = FULL ? RECORDED.count : 800;

const records: Record<string, UpdateRecord> = {};
const table: string[] = ['version | pairs | refused | stricter | laxer'];

afterAll(() => {
  process.stderr.write(`${table.join('\n')}\n`);
  if (process.env.RECORD_VERDICTS) writeUpdateRecords(records);
});

/** The pairs, and what was answered to each. */
function told(pairs: readonly Pair[], answers: readonly Answer[]): (Pair & Answer & { readonly index: number })[] {
  return pairs.map((pair, index) => ({ ...pair, ...answers[index]!, index })).filter(({ valid }) => valid);
}

test.each(FULL ? SERVERS : SERVERS.filter(({ minor }) => minor === 34))(
  `Kubernetes $version accepts and refuses ${COUNT} updates as we do`,
  async ({ server, version, minor }) => {
    const pairs = pairsOf(RECORDED.seed, COUNT);
    const plane = await startServer(server);
    let answers: Answer[];
    try {
      answers = await ask(plane, pairs);
    } finally {
      await plane.stop();
    }
    const judged = told(pairs, answers).map((pair) => ({ ...pair, ours: refusedChanges(pair.old, pair.next, minor) }));
    const refused = judged.filter(({ accepted }) => !accepted);
    const stricter = judged.filter(({ accepted, ours }) => accepted && ours.length > 0);
    const laxer = refused.filter(({ ours }) => ours.length === 0);
    table.push([version, judged.length, refused.length, stricter.length, laxer.length].join(' | '));
    records[version] = {
      ...RECORDED,
      sha256: hashOf(pairs),
      valid: packVerdicts(answers.map(({ valid }) => valid)),
      accepted: packVerdicts(answers.map(({ accepted }) => accepted)),
      laxer: laxer.map(({ index }) => index),
    };
    expect(stricter).toEqual([]);
    const unexplained = laxer.filter(
      ({ kind, message }) => !LAXER.some((rule) => rule.kind === kind && rule.says.test(message)),
    );
    expect(unexplained).toEqual([]);
    // 1.32 does not serve all kinds.
    expect(judged.length).toBeGreaterThan(0.85 * COUNT);
    expect(refused.length).toBeGreaterThan(0.15 * COUNT);
    if (minor >= 34) expect(new Set(judged.map(({ kind }) => kind)).size).toBe(Object.keys(SUBJECTS).length);
  },
);
