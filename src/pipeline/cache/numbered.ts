/** Values by number, each once: what is written down often goes by its number. */
export class Numbered<T> {
  public readonly values: T[] = [];
  private readonly numbers = new Map<string, number>();

  /** @param key what tells a value from others */
  public numberOf(key: string, value: T): number {
    let number = this.numbers.get(key);
    if (number === undefined) {
      this.numbers.set(key, (number = this.values.length));
      this.values.push(value);
    }
    return number;
  }
}
