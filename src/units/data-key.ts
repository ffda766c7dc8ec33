import { hash } from 'node:crypto';

/**
 * Text that plain data have in common with all that equal them, and with nothing else, in this run and in others. Parts
 * that are frozen are shared by many data: each is written out once and goes by its hash afterwards.
 */
export class DataKeys {
  private readonly frozen = new Map<object, string>();

  /** @param depth how many levels are looked into for what is frozen */
  public of(data: unknown, depth = 2): string {
    if (typeof data !== 'object' || data === null) return JSON.stringify(data) ?? '';
    if (Object.isFrozen(data)) return this.frozen.get(data) ?? this.hashOf(data);
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

  private hashOf(data: object): string {
    // JSON has no such mark, so that no text is a hash.
    const known = `#${hash('sha256', this.text(data, 2), 'base64')}`;
    this.frozen.set(data, known);
    return known;
  }
}
