/** The program is not written in a way that this command can change. Carries what the user may write instead. */
export class CannotEdit extends Error {
  /**
   * @param message what is in the way
   * @param paste the statement to write by hand
   */
  constructor(
    message: string,
    public readonly paste?: string,
  ) {
    super(message);
  }
}
