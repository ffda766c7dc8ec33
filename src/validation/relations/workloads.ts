import { shown } from '../../kubernetes/field-path';
import { Report } from '../checks/report';
import { Fields } from '../checks/rule';
import { isGiven, isZero, itemsOf, mapOf, textOf } from '../checks/values';

/** A pod that a controller keeps running restarts always and has no end. */
export function runsAlways({ template }: Fields, report: Report): void {
  const { restartPolicy, activeDeadlineSeconds } = mapOf(mapOf(template)['spec']);
  if (restartPolicy === 'Never' || restartPolicy === 'OnFailure') {
    report.add(['template', 'spec', 'restartPolicy'], `is ${restartPolicy}: use Always, or a Job`);
  }
  if (isGiven(activeDeadlineSeconds))
    report.add(['template', 'spec', 'activeDeadlineSeconds'], 'belongs to Jobs: leave it out');
}

/** A pod of a Job ends. */
export function runsToEnd({ template }: Fields, report: Report): void {
  const { restartPolicy } = mapOf(mapOf(template)['spec']);
  if (restartPolicy === 'OnFailure' || restartPolicy === 'Never') return;
  const text = isZero(restartPolicy) ? 'is missing, which means Always' : `is ${String(restartPolicy)}`;
  report.add(['template', 'spec', 'restartPolicy'], `${text}: use OnFailure or Never`);
}

/** The deadline for progress comes after a pod is ready. */
export function progressDeadline({ progressDeadlineSeconds, minReadySeconds }: Fields, report: Report): void {
  const deadline = Number(progressDeadlineSeconds ?? 600);
  const ready = Number(minReadySeconds ?? 0);
  if (deadline <= ready) {
    report.add(
      [isGiven(progressDeadlineSeconds) ? 'progressDeadlineSeconds' : 'minReadySeconds'],
      `is ${isGiven(progressDeadlineSeconds) ? deadline : ready}: give progressDeadlineSeconds more than minReadySeconds`,
    );
  }
}

function isNone(value: unknown): boolean {
  return value === 0 || (typeof value === 'string' && /^0+%$/.test(value));
}

/** A rollout replaces pods before or after it makes new ones. */
export function deploymentRollout({ maxUnavailable, maxSurge }: Fields, report: Report): void {
  if (isNone(maxUnavailable) && isNone(maxSurge))
    report.add(['maxUnavailable'], 'is 0, and so is maxSurge: raise one of the two');
}

/** A rollout of a StatefulSet takes pods away. */
export function someUnavailable(value: unknown, report: Report): void {
  if (isGiven(value) && isNone(value)) report.add([], 'is 0: give 1 or more');
}

/** On a node, either the old or the new pod comes first. */
export function daemonRollout({ maxUnavailable, maxSurge }: Fields, report: Report): void {
  const unavailable = isNone(maxUnavailable ?? 1);
  const surge = isNone(maxSurge ?? 0);
  if (unavailable && surge) report.add(['maxUnavailable'], 'is 0, and so is maxSurge: raise one of the two');
  if (!unavailable && !surge) {
    report.add(['maxSurge'], `is ${shown(maxSurge)}: set maxUnavailable to 0, or leave it out`);
  }
}

/** The template of a StatefulSet with its claims as volumes, which take the place of others with their names. */
export function withClaims({ template, volumeClaimTemplates }: Fields): unknown {
  const spec = mapOf(mapOf(template)['spec']);
  const names = new Set(itemsOf(volumeClaimTemplates).map(([, claim]) => textOf(mapOf(claim['metadata'])['name'])));
  const volumes: readonly unknown[] = Array.isArray(spec['volumes']) ? (spec['volumes'] as unknown[]) : [];
  const kept = volumes.map((volume) => (names.has(textOf(mapOf(volume)['name'])) ? undefined : volume));
  const claims = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  return {
    ...mapOf(template),
    spec: { ...spec, hostname: undefined, subdomain: undefined, volumes: [...kept, ...claims] },
  };
}
