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

  /** The error with its position as line and character if the text has several lines. */
  public in(text: string): string {
    const before = text.slice(0, this.at).split('\n');
    if (!text.trimEnd().includes('\n')) return this.message;
    return `at line ${before.length}, character ${(before.at(-1)?.length ?? 0) + 1}, ${this.problem}`;
  }
}
