/**
 * An expectation that does not hold, or that cannot be checked as it is written. The one class of errors that the testing
 * helpers throw, so that every test runner shows its message.
 *
 * @example
 * try {
 *   Testing.of(fleet).hasNoObject('Ingress');
 * } catch (error) {
 *   if (error instanceof TestingError) console.log(error.message);
 * }
 */
export class TestingError extends Error {
  /** @internal */
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TestingError';
    // A runner shows the test's own line first, not one of this library.
    Error.captureStackTrace(this, TestingError);
  }
}
