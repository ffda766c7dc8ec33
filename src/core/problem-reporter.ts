/** Records problems of one target, and calls functions of the program there. */
export interface ProblemReporter {
  /**
   * Records problems of one id.
   *
   * @param rest the address below the target, such as the names of a tenant and its app
   * @param messages undefined ones are ignored
   */
  report(id: string, rest: readonly string[], ...messages: ReadonlyArray<string | undefined>): void;

  /**
   * Calls a function of the program. An error that it throws becomes a problem of the target, so that the run goes on
   * and reports the others as well.
   *
   * @returns undefined when the function threw
   */
  attempt<T>(what: string, rest: readonly string[], body: () => T): T | undefined;
}
