import * as fs from 'node:fs';
import { quote } from '../../kubernetes/names';

/** Content of a ConfigMap: values, written as text, and files, given as paths relative to the working directory. */
export type ConfigData = Readonly<Record<string, string | number | boolean | { readonly file: string }>>;

/** The content of a ConfigMap as plain data. */
export interface ConfigContent {
  /** Text values by key. */
  readonly data: Readonly<Record<string, string>>;
  /** Files that are not UTF-8 text, in base64. */
  readonly binaryData: Readonly<Record<string, string>>;
}

const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/**
 * Reads the content of a ConfigMap.
 *
 * @param report receives the problems, one message each
 */
export function readConfigData(name: string, given: ConfigData, report: (message: string) => void): ConfigContent {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    const what = `configMap ${quote(name)} key ${quote(key)}`;
    if (!KEY.test(key) || key === '.' || key === '..') {
      report(`${what} is not one that a ConfigMap takes: use letters, digits, "-", "_" and "."`);
    } else if (typeof value === 'string' || typeof value === 'boolean' || isNumber(value)) {
      data[key] = String(value);
    } else if (typeof (value as { readonly file?: unknown } | null)?.file === 'string') {
      readInto(what, key, value, data, binaryData, report);
    } else {
      report(`${what} is ${quote(value)}: give a string, a finite number, a boolean or a { file }`);
    }
  }
  return { data, binaryData };
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function readInto(
  what: string,
  key: string,
  { file }: { readonly file: string },
  data: Record<string, string>,
  binaryData: Record<string, string>,
  report: (message: string) => void,
): void {
  let content: Buffer;
  try {
    content = fs.readFileSync(file);
  } catch (error) {
    report(
      `${what} has the file ${quote(file)}, which cannot be read (${(error as NodeJS.ErrnoException).code}): mend the path`,
    );
    return;
  }
  const text = content.toString('utf8');
  if (Buffer.from(text).equals(content) && !text.includes('\0')) data[key] = text;
  else binaryData[key] = content.toString('base64');
}
