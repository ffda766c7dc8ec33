/** Distinct values by number, so that a file can refer to a repeated value by its number. */
export class Numbered<T> {
  public readonly values: T[] = [];
  private readonly numbers = new Map<string, number>();

  /** @param key the value's identity */
  public numberOf(key: string, value: T): number {
    let number = this.numbers.get(key);
    if (number === undefined) {
      this.numbers.set(key, (number = this.values.length));
      this.values.push(value);
    }
    return number;
  }
}
