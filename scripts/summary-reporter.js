'use strict';

/** Jest reporter that ends a run with one plain line: `N passed, N failed`, and `, N skipped` where some were. */
module.exports = class SummaryReporter {
  onRunComplete(_contexts, results) {
    // A test file that does not even load has no failed tests to count: it counts as one.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    // Jest's own summary and the coverage come after every reporter: only on exit is this the last line.
    process.once('exit', () => process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${tail}\n`));
  }
};
