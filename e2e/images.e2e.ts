import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selectTag } from '../src/features/images/select';
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
