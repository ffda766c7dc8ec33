import type { Check, Shape } from '../../src/validation/checks/rule';
import { shapeOf } from '../../src/validation/kinds';
import { ADMISSION_KINDS } from '../../src/validation/tables/admission';
import { API_SERVER_KINDS } from '../../src/validation/tables/api-server';
import { SCALING } from '../../src/validation/tables/autoscaling';
import { BATCH_KINDS } from '../../src/validation/tables/batch';
import { NAMESPACE_KINDS } from '../../src/validation/tables/core';
import { DEVICE_KINDS } from '../../src/validation/tables/devices';
import { NETWORKING } from '../../src/validation/tables/networking';
import { NODE_KINDS } from '../../src/validation/tables/nodes';
import { RBAC_KINDS } from '../../src/validation/tables/rbac';
import { SERVICES } from '../../src/validation/tables/service';
import { STORAGE_KINDS } from '../../src/validation/tables/storage';
import { WORKLOADS } from '../../src/validation/tables/workloads';
import type { Seed } from './seeds';

/** Every kind with rules, as group and kind. */
export const KINDS: readonly string[] = [
  ...[WORKLOADS, SERVICES, STORAGE_KINDS, BATCH_KINDS, SCALING, NETWORKING, RBAC_KINDS, ADMISSION_KINDS],
  ...[NODE_KINDS, NAMESPACE_KINDS, API_SERVER_KINDS, DEVICE_KINDS],
].flatMap(Object.keys);

/** The types that the checks of a value hand it to. */
function shapesIn(checks: readonly Check[]): Shape[] {
  return checks.flatMap((check) => {
    if (check.rule === 'shape') return [check.shape()];
    return check.rule === 'in' || check.rule === 'warning' ? shapesIn(check.checks) : [];
  });
}

/** The checks of a field or an item within checks. */
function stepInto(checks: readonly Check[], step: string | number): Check[] {
  return checks.flatMap((check): Check[] => {
    switch (check.rule) {
      case 'each':
        return typeof step === 'number' ? [...check.checks] : [];
      case 'shape': {
        const { fields = {}, rules = [] } = check.shape();
        return [fields[step] ?? [], rules.flatMap((rule) => stepInto([rule], step))].flat();
      }
      case 'field':
      case 'view':
        return check.field === step ? [...check.checks] : [];
      case 'in':
      case 'when':
      case 'warning':
        return stepInto(check.checks, step);
      default:
        return [];
    }
  });
}

/** The functions of Kubernetes that decide on a place of an object, and on those around it. */
export function functionsAt({ apiVersion, kind }: Seed, path: ReadonlyArray<string | number>): readonly string[] {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const shape = shapeOf(`${group}/${kind}`);
  if (!shape) return [];
  let checks: Check[] = [{ rule: 'shape', shape }];
  const found = shapesIn(checks);
  for (const step of path) found.push(...shapesIn((checks = stepInto(checks, step))));
  return found.map(({ source }) => source);
}

/** All functions that the tables name. */
export function allFunctions(): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<() => Shape>();
  const visit = (checks: readonly Check[]): void => {
    for (const check of checks) {
      if (check.rule === 'shape') visitShape(check.shape);
      else if ('checks' in check) visit(check.checks);
    }
  };
  const visitShape = (shape: () => Shape): void => {
    if (seen.has(shape)) return;
    seen.add(shape);
    const { source, fields = {}, rules = [] } = shape();
    found.add(source);
    visit(Object.values(fields).flat());
    visit(rules);
  };
  for (const kind of KINDS) visitShape(shapeOf(kind)!);
  return found;
}
