import { KubernetesObject } from '../../kubernetes/objects';
import { RawChange } from '../diff/field-diff';
import { mapAt, textAt } from '../tree/parse-manifests';
import { Risk, risk } from './risk';

/** Fields that decide which tag is found and selected. */
const SELECTS: Readonly<Record<string, RegExp>> = {
  ImagePolicy: /^spec\.(?:policy|filterTags|imageRepositoryRef|digestReflectionPolicy)\b/,
  ImageRepository: /^spec\.(?:image|exclusionList)\b/,
};

/** Risks of an automation that commits other updates, or commits them elsewhere. No pull request shows those. */
export function automationRisks(old: KubernetesObject, next: KubernetesObject, changes: readonly RawChange[]): Risk[] {
  const what = `${next.kind} ${next.metadata.name}`;
  if (next.kind === 'ImageUpdateAutomation')
    return [...pushesElsewhere(what, old, next), ...otherFiles(what, old, next)];
  const fields = SELECTS[next.kind];
  if (fields === undefined || !changes.some(({ path }) => fields.test(path))) return [];
  const verb = next.kind === 'ImagePolicy' ? 'selects' : 'finds';
  const message = `${what} ${verb} other tags: automations commit them by themselves`;
  return [risk('version', message, 'medium')];
}

function pushesElsewhere(what: string, old: KubernetesObject, next: KubernetesObject): Risk[] {
  const branch = (one: KubernetesObject) =>
    textAt(one, 'spec', 'git', 'push', 'branch') ?? textAt(one, 'spec', 'git', 'checkout', 'ref', 'branch') ?? '';
  const [before, after] = [branch(old), branch(next)];
  if (before === after) return [];
  const name = (one: string) => (one === '' ? "its source's branch" : `branch ${one}`);
  return [risk('version', `${what} commits its updates to ${name(after)} instead of ${name(before)}`, 'medium')];
}

function otherFiles(what: string, old: KubernetesObject, next: KubernetesObject): Risk[] {
  const path = (one: KubernetesObject) =>
    (textAt(mapAt(one, 'spec', 'update'), 'path') ?? '').replace(/^(?:\.?\/)+|\/+$/g, '');
  const [before, after] = [path(old), path(next)];
  if (before === after) return [];
  return [risk('version', `${what} updates files of ./${after} instead of ./${before}`, 'medium')];
}
