import { formatFinding, type GuardFinding } from 'cdk8s-flux-fleet/plan';
import { CLUSTERS } from './lifecycle/clusters';
import { Commit, commitsOf, programAt } from './lifecycle/commits';
import { DELIVERIES } from './lifecycle/deliveries';
import { ENVIRONMENTS } from './lifecycle/environments';
import type { Scenario } from './lifecycle/scenario';
import { TENANTS } from './lifecycle/tenants';
import { verdictOf } from './lifecycle/verdict';
import { play, type Film } from './lifecycle/world';

/*
 * How parts of a fleet come, move and go: each commit passes the guard with what the program declares, the steps are those
 * that the guard names, and real clusters then have what the plan said, object by object.
 */

const ALL: readonly Scenario[] = [...ENVIRONMENTS, ...TENANTS, ...DELIVERIES, ...CLUSTERS];

/** What `npm run e2e` plays; `npm run e2e:full` plays all. */
const SHARE = ['leave-far', 'rename', 'space', 'app'];

const PLAYED = process.env.E2E_FULL ? ALL : ALL.filter(({ id }) => SHARE.includes(id));

const isError = ({ severity }: GuardFinding) => severity === 'error';
const whole = commitsOf(ALL);

/** What the guard says of a change at once, every other scenario staying as it is. */
function refusedAt({ id }: Scenario, state: unknown, after: number): readonly GuardFinding[] {
  const next = new Commit('at once', programAt(ALL, after, { id, state }));
  const base = new Commit('base', programAt(ALL, after));
  return next.guarded(base).filter(isError);
}

const refusals = ALL.flatMap((scenario) =>
  (scenario.refused ?? []).map(
    (refusal, number) => [`${scenario.title}, refusal ${number + 1}`, scenario, refusal] as const,
  ),
);

test.each(refusals)(
  'what is done at once is refused with its steps: %s',
  (_title, scenario, { state, after = 0, says, steps = [] }) => {
    const findings = refusedAt(scenario, state, after);
    const texts = findings.map((finding) => formatFinding({ ...finding, steps: [] }).replace(/^error /, ''));
    expect(texts).toContainEqual(expect.stringMatching(says));
    if (steps.length === 0) return;
    const found = findings.find((_one, at) => says.test(texts[at]!))!;
    expect(found.steps).toEqual(steps.map((step) => expect.stringMatching(step)));
  },
);

test('every commit passes the guard with what is declared', () => {
  for (const [number, commit] of whole.entries()) {
    if (number === 0) continue;
    const errors = commit
      .guarded(whole[number - 1]!)
      .filter(isError)
      .map(formatFinding);
    expect([commit.name, ...errors]).toEqual([commit.name]);
  }
});

test('a declaration whose work is done is one to take out', () => {
  const said = ({ removals }: Commit) => new Map(removals.map((one) => [JSON.stringify(one), one] as const));
  let count = 0;
  for (const [number, commit] of whole.entries()) {
    if (number === 0) continue;
    const still = said(commit);
    const done = [...said(whole[number - 1]!)].flatMap(([text, removal]) => (still.has(text) ? [] : [removal]));
    const messages = commit.guarded(commit, done).map(({ id, message }) => `${id}: ${message}`);
    // What has come back meanwhile, as an app that is a chart now, stays.
    const toTakeOut =
      /^declaration-needless: .* (declares what nobody removes: take it|take the declaration) out of the program/;
    expect(messages).toEqual(done.map(() => expect.stringMatching(toTakeOut)));
    count += done.length;
  }
  expect(count).toBeGreaterThan(15);
});

describe('on real clusters', () => {
  const commits = commitsOf(PLAYED);
  const names = new Set(PLAYED.flatMap(({ renamed = {} }) => Object.entries(renamed).flat()));
  let film: Film;

  beforeAll(async () => {
    film = await play(PLAYED, commits);
  });

  const verdict = (number: number) =>
    verdictOf(film[number - 1]!, commits[number]!.since(commits[number - 1]!), (cluster) => !names.has(cluster));

  it('has at each commit what the plan said, object by object', () => {
    let objects = 0;
    const all: string[] = [];
    for (const number of film.keys()) {
      const { told, wrong } = verdict(number + 1);
      all.push(...wrong.map((one) => `commit ${number + 1}: ${one}`));
      objects += told.length;
    }
    expect(all).toEqual([]);
    console.log(`scenarios ${PLAYED.length}, commits ${film.length}, objects compared ${objects}`);
  });

  it('leaves no Kustomization failing but those that are to', () => {
    const unexpected: string[] = [];
    for (const [at, { failing }] of film.entries()) {
      const expected = PLAYED.flatMap((one) => one.failing?.[at + 1] ?? []);
      unexpected.push(...failing.filter((one) => !expected.some((pattern) => pattern.test(one))));
      for (const pattern of expected) expect(failing).toContainEqual(expect.stringMatching(pattern));
    }
    expect(unexpected).toEqual([]);
  });

  it.each(PLAYED.map((scenario) => [scenario.title, scenario] as const))('%s', (_title, { steps }) => {
    for (const [number, { becomes = [] }] of steps.entries()) {
      if (number > 0) expect(verdict(number).told).toEqual(expect.arrayContaining([...becomes]));
    }
  });

  it('touches nothing of an unrelated tenant', () => {
    // Flux writes the status of its own objects.
    const isOfFlux = (key: string) => key.includes('.fluxcd.io/');
    const unrelated = ({ before, after }: Film[number]) =>
      [before, after].map(({ objects }) =>
        [...objects]
          .filter(([key]) => key.includes('unrelated'))
          .map(([key, { uid, version }]) => `${key} ${uid} ${isOfFlux(key) ? '' : version}`),
      );
    const first = unrelated(film[0]!)[0]!;
    expect(first.length).toBeGreaterThan(20);
    for (const scene of film) for (const picture of unrelated(scene)) expect(picture).toEqual(first);
  });
});
