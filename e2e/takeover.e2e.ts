import { STYLES } from '../test/takeover/styles';
import { RunningCluster } from './takeover/world';

/** Those that differ most: `npm run e2e` takes these over, `npm run e2e:full` all. */
const SHARE = [
  'bases and overlays with Helm',
  'a hub that deploys to spokes',
  'HelmReleases that stay beside their charts',
];

const TAKEN = process.env.E2E_FULL ? STYLES : STYLES.filter(({ name }) => SHARE.includes(name));

type Snapshot = Awaited<ReturnType<RunningCluster['snapshot']>>;

/** What is lost, made anew, or has other pods than before. */
function losses(before: Snapshot, after: Snapshot): string[] {
  return [...before].flatMap(([name, { uid, template }]) => {
    const now = after.get(name);
    if (now === undefined) return [`${name} is gone`];
    if (now.uid !== uid) return [`${name} was made anew`];
    return now.template === template ? [] : [`${name} has other pods`];
  });
}

describe.each(TAKEN.map((style) => [style.name, style] as const))('a running fleet: %s', (_, style) => {
  let cluster: RunningCluster;
  let before: Snapshot;
  let releases: Readonly<Record<string, string>>;

  beforeAll(async () => {
    cluster = await RunningCluster.start(style);
    before = await cluster.snapshot();
    releases = await cluster.releases();
  });

  afterAll(() => cluster?.stop());

  it('goes over to the library without losing anything, and back, and over again', async () => {
    const [plan] = cluster.plan().clusters;
    const { steps, back } = plan!;
    const hasReleases = plan!.releases.length > 0;
    const allStay = style.helmReleases > 0 && !hasReleases;
    const last = hasReleases ? steps.at(-1)! : undefined;
    const first = hasReleases ? steps.slice(0, -1) : steps;
    // The way back of a root that no file holds is for a person, who knows how it was made.
    const rounds = plan!.byHand.length > 0 ? ['over again'] : ['over', 'over again'];
    for (const round of rounds) {
      await cluster.edit();
      for (const step of first) {
        await cluster.step(step);
        expect([round, step.title, losses(before, await cluster.snapshot())]).toEqual([round, step.title, []]);
      }
      if (round === 'over again') break;
      for (const [index, step] of back.entries()) {
        if (index === back.length - 1) await cluster.revert();
        await cluster.step(step);
        expect(['back', step.title, losses(before, await cluster.snapshot())]).toEqual(['back', step.title, []]);
      }
    }
    if (last) await cluster.step(last);
    const after = await cluster.snapshot();
    expect(losses(before, after)).toEqual([]);
    if (allStay) expect(await cluster.releases()).toEqual(releases);
    const workloads = [...before.keys()].filter((name) => /^(?:Deployment|Pod|ReplicaSet) /.test(name));
    expect(workloads.length).toBeGreaterThanOrEqual(3);
    console.log(`objects ${before.size}, of them workloads ${workloads.length}: 0 lost, 0 made anew, 0 other pods`);
    if (allStay) console.log(`HelmReleases and revisions: ${Object.keys(releases).length} stay as they are`);
  });
});
