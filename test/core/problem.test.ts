import { inspect } from 'node:util';
import { FleetError, formatProblem, Problem } from '../../src';
import { ProblemCollector, sortProblems } from '../../src/core/problem';

const late: Problem = { id: 'name', at: 'prod/eu-1', message: 'b is wrong: mend it' };
const early: Problem = { id: 'path', at: 'dev/eu-1/web', message: 'a is wrong: mend it' };

test('a problem is shown with its location', () => {
  expect(formatProblem(early)).toBe('[dev/eu-1/web] a is wrong: mend it');
});

test('problems are sorted by message, without duplicates', () => {
  expect(sortProblems([late, early, { ...late, id: 'other' }, early])).toEqual([early, { ...late, id: 'other' }]);
});

test('the error lists all problems and says that nothing was written', () => {
  const error = new FleetError([late, early, late]);
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('FleetError');
  expect(error.problems).toEqual([early, late]);
  expect(error.message).toBe(
    '2 problems, nothing was written:\n  [dev/eu-1/web] a is wrong: mend it\n  [prod/eu-1] b is wrong: mend it',
  );
  // The output of Node for an uncaught error.
  expect(inspect(error)).toBe(`[FleetError: ${error.message}]`);
  expect(new FleetError([late]).message).toMatch(/^1 problem, nothing was written:\n {2}\[prod\/eu-1\] b is wrong/);
});

test('a collector ignores undefined messages and returns a copy', () => {
  const collector = new ProblemCollector();
  collector.add('name', 'eu-1', undefined, 'a: b', undefined, 'c: d');
  const { problems } = collector;
  collector.add('name', 'eu-2', 'e: f');
  expect(problems).toEqual([
    { id: 'name', at: 'eu-1', message: 'a: b' },
    { id: 'name', at: 'eu-1', message: 'c: d' },
  ]);
  expect(collector.problems).toHaveLength(3);
});
