'use strict';

/** Ends a run with one line that is easy to read by people and scripts: `12 passed, 0 failed`. */
module.exports = class LastLineReporter {
  onRunComplete(_contexts, results) {
    // A suite that could not even be loaded has no failed tests, but nobody would call it passed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const counts = [`${results.numPassedTests} passed`, `${failed} failed`];
    if (skipped > 0) counts.push(`${skipped} skipped`);
    // Jest prints its own summary after every other reporter has run: only on exit is this the last line.
    process.once('exit', () => process.stdout.write(`${counts.join(', ')}\n`));
  }
};
