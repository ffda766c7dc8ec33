'use strict';

/** Jest reporter that ends a run with one plain line: `N passed, N failed`, plus `, N skipped` if any. */
module.exports = class SummaryReporter {
  onRunComplete(_contexts, results) {
    // A test file that fails to load has no failed tests, so it counts as one failure.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    // Jest prints its summary and the coverage after all reporters. Only an exit handler can print the last line.
    process.once('exit', () => process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${tail}\n`));
  }
};
