import * as fs from 'node:fs';
import { defined } from '../core/defined';
import { isMap } from '../core/is-map';
import { yamlReader } from '../core/yaml-reader';
import type { PlanPolicies } from '../features/plan-policy';
import { Acknowledgement, GuardLimits, Removal } from '../plan-entry';
import { UsageError } from './base/usage-error';
import { acknowledgementsOf, PlanFile, planFileOptions, policyFaults, removalsOf } from './plan-file';

/** Facts for `flux-fleet plan` about a repository of somebody else. */
export interface PlanConfig {
  /** The file, as messages name it. */
  readonly file: string;
  /** Folders that clusters' root Kustomizations follow, by the clusters' names; undefined when none is given. */
  readonly clusters?: Readonly<Record<string, string>>;
  /** Folder with pulled charts. */
  readonly charts?: string;
  /** Limits of undeclared removals, and protected kinds. */
  readonly limits: GuardLimits;
  readonly declarations: readonly Removal[];
  readonly acknowledgements: readonly Acknowledgement[];
  /** Policies of your own over the plan; undefined for none. */
  readonly policies?: PlanPolicies;
}

/** File that is read where `--config` is not given. */
export const CONFIG_FILE = 'flux-fleet.yaml';

/**
 * Reads what the options and a file give. Options count more than the file.
 *
 * @throws UsageError with all faults when the file or an option cannot be read
 */
export function planConfig(options: {
  readonly config?: string | undefined;
  readonly cluster?: readonly string[] | undefined;
  readonly charts?: string | undefined;
}): PlanConfig {
  const name = options.config ?? CONFIG_FILE;
  const file = readConfig(name, options.config === undefined);
  const given = (options.cluster ?? []).map((text): [string, string] => {
    const equals = text.indexOf('=');
    if (equals <= 0) throw new UsageError(`--cluster ${JSON.stringify(text)} is no NAME=PATH: give both`);
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  const all = given.length > 0 ? given : Object.entries(file.clusters ?? {});
  const clusters = Object.fromEntries(all.map(([cluster, path]) => [cluster, normalized(cluster, path)]));
  return {
    file: name,
    limits: file.guard ?? {},
    declarations: removalsOf(file).map(({ removal }) => removal),
    acknowledgements: file.acknowledged ?? [],
    ...defined({
      clusters: all.length > 0 ? clusters : undefined,
      charts: options.charts ?? file.charts,
      policies: policiesOf(file),
    }),
  };
}

function policiesOf({ policies = [], acknowledgedPolicies = [] }: PlanFile): PlanPolicies | undefined {
  return policies.length > 0 ? { policies: [...policies], acknowledged: [...acknowledgedPolicies] } : undefined;
}

function readConfig(file: string, isOptional: boolean): PlanFile {
  if (isOptional && !fs.existsSync(file)) return {};
  let read: unknown;
  try {
    read = yamlReader().parse(fs.readFileSync(file, 'utf8')) ?? {};
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as Error).message.split('\n')[0]}): correct it`);
  }
  const options = planFileOptions(file);
  if (!isMap(read)) throw new UsageError(`${file} is no map: use ${options.keys.join(', ')}`);
  const faults = options.problems(read);
  if (faults.length === 0) {
    const removals = removalsOf(read).flatMap(({ problems }) => problems);
    faults.push(...removals, ...acknowledgementsOf(read), ...policyFaults(read));
  }
  if (faults.length > 0) throw new UsageError(faults.map((fault) => `${file}: ${fault}`).join('\n'));
  return read;
}

/** A path as trees have it. */
function normalized(name: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || path.includes('\\')) {
    throw new UsageError(`cluster ${JSON.stringify(name)} has path ${JSON.stringify(path)}: give one within the tree`);
  }
  return parts.join('/');
}
