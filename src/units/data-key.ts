import { hash } from 'node:crypto';

/**
 * Keys of plain data: equal data has equal keys in every run, different data has different ones. Frozen parts are
 * shared by many values; each is serialized once and then represented by its hash.
 */
export class DataKeys {
  private readonly frozen = new Map<object, string>();

  /** @param depth number of levels to search for frozen parts */
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
    // JSON text never starts with "#", so no text equals a hash.
    const known = `#${hash('sha256', this.text(data, 2), 'base64')}`;
    this.frozen.set(data, known);
    return known;
  }
}
