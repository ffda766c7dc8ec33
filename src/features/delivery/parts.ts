import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { isFluxGroup } from '../../kubernetes/refused-rights';
import { isBuiltInGroup } from '../../kubernetes/scopes';
import { ResolvedDelivery } from './resolve';

/** Ends of the names of what is delivered before and after a chart or folder. No name of a program contains a dot. */
const NEEDED = '.needed';
const CUSTOM = '.custom';

/** Objects beside a chart or a folder, in the order that works. */
export interface Beside {
  /** Objects of kinds that every cluster has, which the chart or folder may need: they are applied before it. */
  readonly needed: readonly KubernetesObject[];
  /** Custom resources, whose kinds and webhooks the chart or folder may bring: they are applied after it. */
  readonly custom: readonly KubernetesObject[];
}

/** The objects beside a chart or a folder; undefined for objects that are all there is, or without any. */
export function besideOf({ release, folder, objects = [] }: ResolvedDelivery): Beside | undefined {
  if ((release ?? folder) === undefined || objects.length === 0) return undefined;
  return {
    needed: objects.filter(({ apiVersion }) => isAlwaysThere(apiVersion)),
    custom: objects.filter(({ apiVersion }) => !isAlwaysThere(apiVersion)),
  };
}

/** Name of the part that is applied before the chart or folder of a component or app. */
export function neededName(name: string): string {
  return `${name}${NEEDED}`;
}

/** Name of the part that is applied after the chart or folder of a component or app. */
export function customName(name: string): string {
  return `${name}${CUSTOM}`;
}

/** The name that the program gives, of a name with or without the end of a part. */
export function ownName(name: string): string {
  return name.split('.', 1)[0]!;
}

/** Flux's own kinds are there wherever Flux applies anything. */
function isAlwaysThere(apiVersion: string): boolean {
  const group = apiGroup(apiVersion);
  return isBuiltInGroup(group) || isFluxGroup(group);
}
