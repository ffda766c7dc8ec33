import type * as Yaml from 'yaml';

/**
 * The package that reads foreign YAML. It is loaded on first use, because loading takes a tenth of the time of a small
 * fleet and most programs read none.
 */
export function yamlReader(): typeof Yaml {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('yaml') as typeof Yaml;
}
