import { Made, Plain } from './objects';
import { Random } from './random';

/** Writes objects as YAML in many of the ways that people do. */
export class Writer {
  constructor(private readonly random: Random) {}

  /** The text of a file of objects. */
  public file(objects: readonly Made[]): string {
    const { random } = this;
    const share = random.next();
    if (share < 0.06 && objects.length > 0 && !hasPlain(objects))
      return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })}\n`;
    if (share < 0.12 && objects.length > 0) return this.document({ apiVersion: 'v1', kind: 'List', items: objects });
    const start = random.chance(0.3) ? '---\n' : '';
    const documents = objects.map((object) => this.document(object));
    return start + documents.join(random.pick(['---\n', '---\n# next\n', '--- # next\n']));
  }

  /** The text of one document. */
  public document(value: unknown): string {
    const { random } = this;
    if (random.chance(0.05) && !hasPlain(value)) return `${JSON.stringify(value, undefined, 2)}\n`;
    const head = random.chance(0.15) ? '# made for a test\n' : '';
    return `${head}${this.block(value, 0, random.chance(0.5) ? 0 : 2).trimStart()}\n`;
  }

  private block(value: unknown, indent: number, step: number): string {
    const pad = ' '.repeat(indent);
    if (Array.isArray(value)) {
      if (value.length === 0) return ' []';
      return value
        .map((item) => {
          const text = this.block(item, indent + 2, step);
          return `\n${pad}-${text.startsWith('\n') ? ` ${text.trimStart()}` : text}`;
        })
        .join('');
    }
    if (typeof value === 'object' && value !== null && !(value instanceof Plain)) {
      const entries = Object.entries(value);
      if (entries.length === 0) return ' {}';
      if (indent > 4 && entries.length < 4 && this.random.chance(0.08)) return ` ${this.flow(value)}`;
      return entries
        .map(
          ([key, item]) =>
            `\n${pad}${this.key(key)}:${this.block(item, Array.isArray(item) ? indent + step : indent + 2, step)}`,
        )
        .join('');
    }
    return ` ${this.scalar(value, indent)}`;
  }

  private flow(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.flow(item)).join(', ')}]`;
    if (typeof value === 'object' && value !== null && !(value instanceof Plain)) {
      return `{ ${Object.entries(value)
        .map(([key, item]) => `${this.key(key)}: ${this.flow(item)}`)
        .join(', ')} }`;
    }
    return value instanceof Plain ? value.text : JSON.stringify(value);
  }

  private key(key: string): string {
    return /^[A-Za-z][\w./-]*$/.test(key) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(key)
      ? key
      : JSON.stringify(key);
  }

  private scalar(value: unknown, indent: number): string {
    if (value instanceof Plain) return value.text;
    if (typeof value !== 'string')
      return value === null ? this.random.pick(['null', '', '~', 'null']) : JSON.stringify(value);
    if (value.includes('\n') && value.endsWith('\n') && !/^\s/.test(value)) {
      const pad = ' '.repeat(Math.max(indent, 2));
      return `|\n${value
        .slice(0, -1)
        .split('\n')
        .map((line) => (line === '' ? '' : pad + line))
        .join('\n')}`;
    }
    const isPlain =
      /^[A-Za-z/][\w./@-]*(?: [\w./@-]+)*$/.test(value) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(value);
    const share = this.random.next();
    if (isPlain && share < 0.7) return value;
    if (share < 0.85 && !value.includes('\n')) return `'${value.replaceAll("'", "''")}'`;
    return JSON.stringify(value);
  }
}

function hasPlain(value: unknown): boolean {
  if (value instanceof Plain) return true;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasPlain);
}
