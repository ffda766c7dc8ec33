import { UsageError } from './usage-error';

/**
 * The value of `--format` for a command that writes text or JSON.
 *
 * @throws UsageError for another one
 */
export function textOrJson(format: string): 'json' | 'text' {
  if (format === 'text' || format === 'json') return format;
  throw new UsageError(`no format ${JSON.stringify(format)}: give text or json`);
}
