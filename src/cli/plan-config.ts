import * as fs from 'node:fs';
import { isMap } from '../core/is-map';
import { yamlReader } from '../core/yaml-reader';
import { UsageError } from './program';

/** What `flux-fleet plan` knows of a repository of somebody else. */
export interface PlanConfig {
  /** Folders that clusters' root Kustomizations follow, by the clusters' names; undefined when none is given. */
  readonly clusters?: Readonly<Record<string, string>>;
  /** Folder with pulled charts. */
  readonly charts?: string;
}

/** File that is read where `--config` is not given. */
export const CONFIG_FILE = 'flux-fleet.yaml';

/**
 * Reads the clusters and charts that the options and a file give. Options count more than the file.
 *
 * @throws UsageError when the file or an option cannot be read
 */
export function planConfig(options: {
  readonly config?: string | undefined;
  readonly cluster?: readonly string[] | undefined;
  readonly charts?: string | undefined;
}): PlanConfig {
  const file = readConfig(options.config);
  const given = (options.cluster ?? []).map((text): [string, string] => {
    const equals = text.indexOf('=');
    if (equals <= 0) throw new UsageError(`--cluster ${JSON.stringify(text)} is no NAME=PATH: give both`);
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  const all = given.length > 0 ? given : Object.entries(file.clusters ?? {});
  const charts = options.charts ?? file.charts;
  return {
    ...(all.length > 0
      ? { clusters: Object.fromEntries(all.map(([name, path]) => [name, normalized(name, path)])) }
      : {}),
    ...(charts === undefined ? {} : { charts }),
  };
}

function readConfig(given: string | undefined): PlanConfig {
  const file = given ?? CONFIG_FILE;
  if (given === undefined && !fs.existsSync(file)) return {};
  let read: unknown;
  try {
    read = yamlReader().parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as Error).message.split('\n')[0]}): correct it`);
  }
  return checked(read ?? {}, file);
}

function checked(read: unknown, file: string): PlanConfig {
  if (!isMap(read)) throw new UsageError(`${file} is no map: give clusters or charts`);
  const unknown = Object.keys(read).find((key) => key !== 'clusters' && key !== 'charts');
  if (unknown !== undefined) {
    throw new UsageError(`${file} has ${JSON.stringify(unknown)}, which is not known: give clusters or charts`);
  }
  const { clusters = {}, charts } = read;
  if (!isMap(clusters) || !Object.values(clusters).every((path) => typeof path === 'string')) {
    throw new UsageError(`${file} has clusters that are no map of names and paths: write NAME: PATH`);
  }
  if (charts !== undefined && typeof charts !== 'string') {
    throw new UsageError(`${file} has charts that are no folder: give its path`);
  }
  return { clusters: clusters as Record<string, string>, ...(charts === undefined ? {} : { charts }) };
}

/** A path as trees have it. */
function normalized(name: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || path.includes('\\')) {
    throw new UsageError(`cluster ${JSON.stringify(name)} has path ${JSON.stringify(path)}: give one within the tree`);
  }
  return parts.join('/');
}
