/**
 * Text that plain data have in common with all that equal them, and with nothing else. Parts that are frozen are shared
 * by many data: each is written out once and goes by a number afterwards.
 */
export class DataKeys {
  private readonly numbers = new Map<string, string>();
  private readonly frozen = new Map<object, string>();

  /** @param depth how many levels are looked into for what is frozen */
  public of(data: unknown, depth = 2): string {
    if (typeof data !== 'object' || data === null) return JSON.stringify(data) ?? '';
    if (Object.isFrozen(data)) return this.frozen.get(data) ?? this.number(data);
    return depth === 0 ? JSON.stringify(data) : this.text(data, depth);
  }

  private text(data: object, depth: number): string {
    if (Array.isArray(data)) {
      return data.every(Object.isFrozen) ? `[${data.map((one) => this.of(one)).join()}]` : JSON.stringify(data);
    }
    let text = '{';
    for (const [key, value] of Object.entries(data)) {
      if (value !== undefined) text += `${JSON.stringify(key)}:${this.of(value, depth - 1)},`;
    }
    return `${text}}`;
  }

  private number(data: object): string {
    const text = this.text(data, 2);
    let number = this.numbers.get(text);
    // JSON has no such mark, so that no text is a number's.
    if (number === undefined) this.numbers.set(text, (number = `#${this.numbers.size}`));
    this.frozen.set(data, number);
    return number;
  }
}
