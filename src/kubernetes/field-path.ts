import { quote } from './names';

/** The path of a field or item within another. */
export function below(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** A value for a message: short, and with the account in a URL masked. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return quote(typeof value === 'string' ? value.replace(/(:\/\/)[^/@\s]*@/g, '$1***@') : value);
}
