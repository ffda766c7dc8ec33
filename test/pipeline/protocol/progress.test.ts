import * as fs from 'node:fs';
import { EventProgress, ProgressReporter, SynthProgress, TextProgress } from '../../../src/pipeline/protocol/progress';
import { Folder } from '../../support/folder';

const CLEAR = '\r\u001b[K';

/** Reports each cluster of a phase as done, at intervals of `each` milliseconds. */
function go(
  reporter: ProgressReporter,
  clock: { now: number },
  phase: SynthProgress['phase'],
  of: number,
  each: number,
): void {
  reporter.progress({ phase, done: 0, of });
  for (let done = 1; done <= of; done++) {
    clock.now += each;
    reporter.progress({ phase, done, of });
  }
}

describe('on a terminal', () => {
  let written: string[];

  const run = (columns: number, act: (reporter: TextProgress, clock: { now: number }) => void): string[] => {
    const clock = { now: 5_000 };
    written = [];
    const terminal = { columns, write: (text: string) => written.push(text) > 0 };
    const reporter = new TextProgress(terminal, () => clock.now);
    act(reporter, clock);
    reporter.close();
    return written;
  };

  test('a short synthesis shows nothing', () => {
    expect(run(80, (reporter, clock) => go(reporter, clock, 'render', 100, 9))).toEqual([]);
  });

  test('a long one shows one line, which is cleared at the end', () => {
    run(80, (reporter, clock) => {
      go(reporter, clock, 'resolve', 8, 100);
      go(reporter, clock, 'render', 5, 1_000);
      reporter.progress({ phase: 'write', done: 0, of: 77 });
    });
    expect(written).toEqual([
      `${CLEAR}rendering: 1 of 5 clusters, 4 s left`,
      `${CLEAR}rendering: 2 of 5 clusters, 3 s left`,
      `${CLEAR}rendering: 3 of 5 clusters, 2 s left`,
      `${CLEAR}rendering: 4 of 5 clusters, 1 s left`,
      `${CLEAR}rendering: 5 of 5 clusters, 0 s left`,
      `${CLEAR}writing 77 files`,
      CLEAR,
    ]);
  });

  test('at most ten lines a second are shown, none wider than the terminal', () => {
    run(20, (reporter, clock) => go(reporter, clock, 'resolve', 3_000, 1));
    expect(written).toHaveLength(22);
    expect(written[0]).toBe(`${CLEAR}working out: 1000 o`);
  });

  test('a warning clears the line first', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation((text: string) => void written.push(text));
    run(80, (reporter, clock) => {
      go(reporter, clock, 'resolve', 2, 1_000);
      reporter.warning({ id: 'some', at: 'acme', message: 'wrong' });
      reporter.warning({ id: 'some', at: 'acme', message: 'worse' });
    });
    warn.mockRestore();
    expect(written.slice(2)).toEqual([CLEAR, 'warning (some) [acme] wrong', 'warning (some) [acme] worse']);
  });
});

test('without a terminal only warnings are printed', () => {
  const clock = { now: 0 };
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const reporter = new TextProgress(undefined, () => clock.now);
  go(reporter, clock, 'render', 10, 1_000);
  reporter.close();
  expect(write).not.toHaveBeenCalled();
  write.mockRestore();
});

test('for programs, each event is a line of JSON', () => {
  const folder = new Folder();
  const clock = { now: 0 };
  const reporter = new EventProgress(folder.at('events'), () => clock.now);
  reporter.start('acme');
  go(reporter, clock, 'render', 4, 60);
  go(reporter, clock, 'resolve', 3, 1_500);
  reporter.warning({ id: 'some', at: 'acme', message: 'wrong' });
  reporter.failed([{ id: 'other', at: 'eu', message: 'worse' }]);
  reporter.done({ files: 3 });
  const lines = fs.readFileSync(folder.at('events'), 'utf8').split('\n');
  folder.delete();
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { event: 'start', fleet: 'acme' },
    { event: 'progress', phase: 'render', done: 0, of: 4 },
    { event: 'progress', phase: 'render', done: 2, of: 4 },
    { event: 'progress', phase: 'render', done: 4, of: 4 },
    { event: 'progress', phase: 'resolve', done: 0, of: 3 },
    { event: 'progress', phase: 'resolve', done: 1, of: 3, secondsLeft: 3 },
    { event: 'progress', phase: 'resolve', done: 2, of: 3, secondsLeft: 2 },
    { event: 'progress', phase: 'resolve', done: 3, of: 3, secondsLeft: 0 },
    { event: 'warning', id: 'some', at: 'acme', message: 'wrong' },
    { event: 'failed', problems: [{ id: 'other', at: 'eu', message: 'worse' }] },
    { event: 'done', files: 3 },
  ]);
});
