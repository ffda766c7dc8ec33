import { listAt, textAt } from '../kubernetes/json';
import { KubernetesObject } from '../kubernetes/objects';

/** The Kustomizations or HelmReleases that one waits for, as `namespace/name`. */
export function dependenciesOf({ metadata: { namespace = '' }, spec }: KubernetesObject): string[] {
  return listAt(spec, 'dependsOn').map(
    (one) => `${textAt(one, 'namespace') ?? namespace}/${textAt(one, 'name') ?? ''}`,
  );
}
