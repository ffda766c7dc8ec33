'use strict';

/**
 * Jest configuration of `npm test`. It differs from jest.config.json, which is for a file at a time, in two things that
 * halve its time:
 * - The tests of a folder share one loaded library. To load it anew takes longer than the tests of most files.
 * - Code is instrumented for the tests of parts alone. Those of whole fleets run most lines thousands of times, and
 *   would be four times slower; what they alone reach counts as not covered.
 */
const { mkdirSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, sep } = require('node:path');
const { reporters, coverageReporters, coverageThreshold, maxWorkers, ...base } = require('../jest.config.json');

const root = dirname(__dirname);
const tests = join(root, 'test');
const suites = join(root, '.cache/suites');

const isWhole = (file) => file.endsWith('.property.test.ts') || /^(bench|docs|examples)\//.test(file);

function suiteText(files, folder) {
  const parts = files.map(
    (file) => `describe(${JSON.stringify(file)}, () => {
  afterAll(() => jest.restoreAllMocks());
  require(${JSON.stringify(relative(folder, join(tests, file)))});
});
`,
  );
  return parts.join('\n');
}

/** Writes a file of tests for each folder of them. */
function project(name, files) {
  const folder = join(suites, name);
  mkdirSync(folder, { recursive: true });
  const byFolder = new Map();
  for (const file of files) {
    const key = dirname(file) === '.' ? 'fleet' : dirname(file);
    byFolder.set(key, [...(byFolder.get(key) ?? []), file]);
  }
  for (const [key, members] of byFolder) {
    writeFileSync(join(folder, `${key.replaceAll('/', '-')}.test.js`), suiteText(members, folder));
  }
  return {
    ...base,
    displayName: name,
    rootDir: root,
    roots: ['<rootDir>/src', `<rootDir>/.cache/suites/${name}`],
    testMatch: [`<rootDir>/.cache/suites/${name}/*.test.js`],
  };
}

rmSync(suites, { recursive: true, force: true });
const files = readdirSync(tests, { recursive: true })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => file.endsWith('.test.ts'))
  .sort();

module.exports = {
  rootDir: root,
  reporters,
  collectCoverageFrom: base.collectCoverageFrom,
  coverageReporters,
  coverageThreshold,
  maxWorkers,
  testSequencer: '<rootDir>/scripts/jest-sequencer.js',
  projects: [
    project(
      'parts',
      files.filter((file) => !isWhole(file)),
    ),
    { ...project('whole', files.filter(isWhole)), coveragePathIgnorePatterns: ['/'] },
  ],
};
