import { fleetData } from '../fleet-data';
import { runJob } from '../run/job';
import { messageOf } from '../run/message';
import { Limits } from '../run/process';
import { Workspace } from '../run/workspace';
import { SHAPES } from '../shapes';
import { Job, System } from '../systems/system';
import { differences, objectsBelow } from './objects';

/** Result of comparing the systems' objects. */
export interface Compared {
  /** By system, whether its objects equal those of the first one. */
  readonly same: Record<string, boolean>;
  /** By failed system, the reason. */
  readonly failed: Record<string, string>;
}

/**
 * Compares each system's objects with those of the first one, on a fleet small enough for a full comparison.
 *
 * @throws Error when the first one fails
 */
export async function compareObjects(
  systems: readonly System[],
  workspace: Workspace,
  limits: Limits,
  say: (line: string) => void,
): Promise<Compared> {
  const compared: Compared = { same: {}, failed: {} };
  const fleet = fleetData(SHAPES.check);
  let expected: ReturnType<typeof objectsBelow> | undefined;
  for (const system of systems) {
    let job: Job;
    try {
      job = system.prepare(workspace.folder(system.id), fleet);
      await runJob(job, limits);
    } catch (error) {
      if (expected === undefined) throw error;
      compared.failed[system.id] = `fails on the fleet that objects are compared on: ${messageOf(error)}`;
      continue;
    }
    const found = differencesTo(expected, job.out);
    expected ??= objectsBelow(job.out);
    compared.same[system.id] = found.length === 0;
    if (found.length > 0) {
      say(`${system.title} makes other objects than this library, ${found.length} differences, such as`);
      for (const line of found.slice(0, 3)) say(`  ${line}`);
    }
  }
  return compared;
}

function differencesTo(expected: ReturnType<typeof objectsBelow> | undefined, out: string): string[] {
  if (expected === undefined) return [];
  try {
    return differences(expected, objectsBelow(out));
  } catch (error) {
    // Invalid YAML and duplicate objects also count as differences.
    return [messageOf(error)];
  }
}
