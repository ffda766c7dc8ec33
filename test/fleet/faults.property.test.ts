import * as fc from 'fast-check';
import { Fleet, FleetError, formatProblem } from '../../src';
import { foldProblems, formatWithSource } from '../../src/core/problem';
import { buildFleet } from '../support/build-fleet';
import { runsOf } from '../support/deep';
import { earlyFaults, Fault, lateFaults } from '../support/faults';
import { fleetDescriptions, Site } from '../support/random-fleet';

const runs = runsOf(10, 1_000);

/** The form of a problem: location, problem, remedy. */
const HOUSE_FORM = /^\[[^\]]+\] \S.*: \S.*$/;

function errorOf(fleet: Fleet<Site>): FleetError {
  try {
    fleet.synthesize();
  } catch (error) {
    if (error instanceof FleetError) return error;
    throw error;
  }
  throw new Error('nothing was found wrong');
}

test.each([
  ['before rendering', earlyFaults],
  ['in what is rendered', lateFaults],
  ['before and in what is rendered', [...earlyFaults, ...lateFaults]],
])('every problem %s is reported, all together, in any fleet', (_, faults) => {
  fc.assert(
    fc.property(fleetDescriptions, fc.shuffledSubarray<Fault>([...faults], { minLength: 1 }), (description, chosen) => {
      const { fleet } = buildFleet(description);
      for (const { make } of chosen) make(fleet);
      const error = errorOf(fleet);
      const shown = error.problems.map(formatProblem);
      for (const { name, message } of chosen) {
        expect({ [name]: shown.filter((line) => message.test(line)) }).not.toEqual({ [name]: [] });
      }
      expect(shown.filter((line) => !HOUSE_FORM.test(line))).toEqual([]);
      expect(shown).toEqual([...new Set(shown)].sort());
      const folded = foldProblems(error.problems).map(formatWithSource);
      expect(error.message).toBe(
        `${folded.length} problem${folded.length === 1 ? '' : 's'}, nothing was written:\n  ${folded.join('\n  ')}`,
      );
      expect(error.message).not.toContain('hunter2');
    }),
    { numRuns: runs },
  );
});

test.each([...earlyFaults, ...lateFaults].map((fault) => [fault.name, fault] as const))(
  '%s is the only problem in an otherwise valid fleet',
  (_, { make, message }) => {
    const { fleet } = buildFleet({
      ...{
        source: 'git',
        path: './dist',
        presets: [],
        groups: [],
        clusters: [],
        environments: [],
        components: [],
        tenants: [],
      },
    });
    make(fleet);
    const others = errorOf(fleet)
      .problems.map(formatProblem)
      .filter((line) => !message.test(line));
    expect(others.filter((line) => !/"both\//.test(line))).toEqual([]);
  },
);

test('problems are independent of the order of statements', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray<Fault>([...earlyFaults], { minLength: 2 }), (chosen) => {
      const messages = [chosen, [...chosen].reverse()].map((faults) => {
        const { fleet } = buildFleet(fc.sample(fleetDescriptions, { numRuns: 1, seed: 7 })[0]!);
        for (const { make } of faults) make(fleet);
        return errorOf(fleet).message;
      });
      expect(messages[1]).toBe(messages[0]);
    }),
    { numRuns: 50 },
  );
});
