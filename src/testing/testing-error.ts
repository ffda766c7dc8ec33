import { basename, sep } from 'node:path';

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
    this.stack = withoutOwnCalls(this.stack);
  }
}

/** A stack that begins in the test, whose line runners show, and not in these helpers. */
function withoutOwnCalls(stack = ''): string {
  // Bundled with a test, the helpers are in its own file.
  if (!basename(__filename).startsWith('testing-error.')) return stack;
  return stack
    .split('\n')
    .filter((line) => !/^ +at /.test(line) || !line.includes(__dirname + sep))
    .join('\n');
}
