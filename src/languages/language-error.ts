/** An error in a text of a small language, with its position in the text. */
export class LanguageError extends Error {
  /**
   * @param problem the error without its position, such as `"==" has no right side: give one`
   * @param at index of the character where the error begins
   */
  constructor(
    public readonly problem: string,
    public readonly at: number,
  ) {
    super(`at character ${at + 1}, ${problem}`);
    this.name = 'LanguageError';
  }
}
