import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Cluster, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';
import { readVersions, type Selected, withEntries, withSelections } from '../src/features/images/versions';
import { selectTag } from '../src/flux/select-tag';
import { LanguageError } from '../src/languages/go/language-error';
import { LISTS, SEED, TagQuestion, tagQuestions } from '../test/features/images/lists';
import { RECORDED } from '../test/features/images/recorded';
import { runTool } from './harness/tool';

// Policies of images, against the controllers that decide in a cluster. With RECORD_VERDICTS=1 the answers of the first
// lists are written to test/features/images/selections.json, for the unit tests to repeat.

/** What image-reflector-controller selects: nothing, one tag, or those between which chance decides. */
async function ask(questions: readonly TagQuestion[]): Promise<string[][]> {
  const input = questions.map(({ policy, filterTags, tags }) => {
    const { semver, numerical, alphabetical } = policy;
    const choice = {
      ...(semver === undefined ? {} : { semver: { range: semver } }),
      ...(numerical === undefined ? {} : { numerical: { order: numerical } }),
      ...(alphabetical === undefined ? {} : { alphabetical: { order: alphabetical } }),
    };
    return JSON.stringify({ policy: choice, filterTags, tags });
  });
  const { stdout, stderr, exitCode } = await runTool('image-policy', [], { input: input.join('\n') });
  if (exitCode !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);
}

/** What this library selects, in the same form. */
function ours({ policy, filterTags, tags }: TagQuestion): string[] {
  try {
    const { tag, rivals } = selectTag(policy, tags, filterTags);
    return tag === undefined ? [] : [tag, ...rivals].sort();
  } catch (error) {
    if (error instanceof LanguageError) return [];
    throw error;
  }
}

test('of several policies in one, the controller follows the first that the rule names', async () => {
  const tags = ['1.0.0', '9', 'z'];
  const [semver, alphabetical, numerical] = ['1.x', 'asc', 'asc'] as const;
  const asked = [
    { semver, alphabetical, numerical },
    { alphabetical, numerical },
  ].map((policy) => ({ policy, tags }));
  expect(await ask(asked as never)).toEqual([['1.0.0'], ['z']]);
});

test(`${LISTS} lists of tags: policies select what the controller selects`, async () => {
  const questions = tagQuestions(SEED, LISTS);
  const theirs = await ask(questions);
  const wrong = questions.flatMap((question, index) => {
    const [mine, other] = [ours(question), theirs[index]!];
    // Where chance decides, the controller may not have shown every way in its repetitions.
    const isRight = mine.length > 1 ? other.every((tag) => mine.includes(tag)) : mine.join() === other.join();
    return isRight ? [] : [{ ...question, ours: mine, theirs: other }];
  });
  expect(wrong).toEqual([]);
  const decided = theirs.filter(({ length }) => length === 1).length;
  expect(decided / LISTS).toBeGreaterThan(0.4);
  const chances = questions.filter((question) => ours(question).length > 1).length;
  process.stderr.write(`${LISTS} lists: ${decided} select one tag, ${chances} one of several by chance\n`);
  const file = join(__dirname, '../test/features/images/selections.json');
  if (process.env.RECORD_VERDICTS) {
    const lines = theirs
      .slice(0, RECORDED)
      .map((answer, index) => JSON.stringify(ours(questions[index]!).length > 1 ? '?' : (answer[0] ?? null)));
    writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
  }
});

const NAMESPACE = 'image-automation';

describe('the versions file', () => {
  const home = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'images-'));
    mkdirSync(join(folder, 'versions'));
  });

  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  const file = () => join(folder, 'versions/images.yaml');
  const entriesOf = (text: string) => {
    const problems: string[] = [];
    const { entries } = readVersions('', text, NAMESPACE, (_, message) => problems.push(message));
    return { entries: Object.fromEntries(entries), problems };
  };

  /** Lets the controller's own code change the folder. Returns the number of changes, without which it commits nothing. */
  async function automate(selected: ReadonlyMap<string, Selected>): Promise<number> {
    const policies = [...selected].map(([name, one]) => ({ namespace: NAMESPACE, name, ...one }));
    const input = JSON.stringify({ path: join(folder, 'versions'), policies });
    const { stdout, stderr, exitCode } = await runTool('image-update', [], { input });
    if (exitCode !== 0) throw new Error(stderr);
    return Number(stdout);
  }

  test('is changed by the controller as the library foresees, and a second time not at all', async () => {
    const tags = ['1', '1.10', '0x10', 'true', 'null', '1e3', 'v2.0.0-rc.1', 'main-1', '_', '08', 'on', '2026-11-30'];
    const digest = `sha256:${'c'.repeat(64)}`;
    for (const [index, tag] of tags.entries()) {
      const before = withEntries(`# ours\na: ghcr.io/acme/a:0 # {"$imagepolicy": "${NAMESPACE}:a"}\n\n`, NAMESPACE, [
        { policy: 'shop-web', tag: tags[(index + 1) % tags.length]!, hasDigest: index % 2 === 0 },
        { policy: 'other', tag, hasDigest: false },
      ]);
      writeFileSync(file(), before);
      const selected = new Map([
        ['shop-web', { image: 'ghcr.io/acme/web', tag, ...(index % 2 === 0 ? { digest } : {}) }],
        ['a', { image: 'ghcr.io/acme/a', tag }],
      ]);
      expect(await automate(selected)).toBe(index % 2 === 0 ? 3 : 2);
      const after = readFileSync(file(), 'utf8');
      expect(entriesOf(after)).toEqual(entriesOf(withSelections(before, NAMESPACE, selected)));
      expect(entriesOf(after)).toMatchObject({
        problems: [],
        entries: { 'shop-web': { tag }, a: { tag }, other: { tag } },
      });
      expect(after).toMatch(/^# ours\n/);
      expect(await automate(selected)).toBe(0);
    }
  });

  /** The files that a synthesis makes of the versions file. */
  function synthesize(): Record<string, string> {
    const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });
    const fleet = new Fleet({ name: 'acme', source });
    const extraControllers = ['image-reflector-controller', 'image-automation-controller'] as const;
    const hub = new Cluster(fleet, 'hub', { extraControllers });
    new Environment(fleet, 'prod', { clusters: [hub] });
    const author = { email: 'flux@acme.example' };
    fleet.imageAutomation({ cluster: hub, file: 'versions/images.yaml', secretName: 'push', author });
    const shop = new Tenant(fleet, 'shop', { source, owners: ['shop'] });
    new App(shop, 'web', { path: './web' }).updateImages({ 'ghcr.io/acme/web': { policy: { semver: '1.x' } } });
    const { tree } = fleet.synthesize();
    return Object.fromEntries(tree.paths.map((path) => [path, String(tree.get(path))]));
  }

  test('synthesis, automation, synthesis: the loop ends', async () => {
    process.chdir(folder);
    writeFileSync(file(), withEntries('', NAMESPACE, [{ policy: 'shop-web', tag: '1.2.3', hasDigest: false }]));
    const before = synthesize();
    const tag = selectTag({ semver: '1.x' }, ['1.2.3', '1.3.0', '2.0.0']).tag!;
    const selected = new Map([['shop-web', { image: 'ghcr.io/acme/web', tag }]]);
    expect(await automate(selected)).toBe(1);
    const after = synthesize();
    const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(changed).toEqual(['clusters/hub/prod/tenants/shop/apps/apps.yaml']);
    expect(after[changed[0]!]).toContain('newTag: "1.3.0"');
    // Nothing that the synthesis has changed gives the automation a reason to commit, nor the other way round.
    expect(await automate(selected)).toBe(0);
    expect(synthesize()).toEqual(after);
  });
});
