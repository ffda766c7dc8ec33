import { cdk8s } from './cdk8s';
import { cue } from './cue';
import { helm } from './helm';
import { jsonnet } from './jsonnet';
import { kcl } from './kcl';
import { kosko } from './kosko';
import { kustomize } from './kustomize';
import { ours } from './ours';
import { System } from './system';

/**
 * All systems, this library first.
 *
 * @param base another checkout of this library, to measure as well
 */
export function allSystems(base?: string): System[] {
  return [
    ours('node'),
    ours('tsx'),
    ours('unchecked'),
    ...(base === undefined ? [] : [ours('node', base)]),
    cdk8s(false),
    cdk8s(true),
    helm(),
    kosko(),
    kustomize(),
    jsonnet('cpp'),
    jsonnet('go'),
    kcl(),
    cue(),
  ];
}
