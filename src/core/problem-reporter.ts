/** Records what is wrong at one place, and calls functions of the program there. */
export interface ProblemReporter {
  /**
   * Records problems of one id.
   *
   * @param rest what lies behind the place, such as the names of a tenant and its app
   * @param messages undefined ones are left out
   */
  report(id: string, rest: readonly string[], ...messages: ReadonlyArray<string | undefined>): void;

  /**
   * Calls a function of the program. What it throws becomes a problem of the place, so that the run goes on and reports
   * the others as well.
   *
   * @returns undefined when the function threw
   */
  attempt<T>(what: string, rest: readonly string[], body: () => T): T | undefined;
}
