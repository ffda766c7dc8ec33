import { refusalsOf } from '../../features/policies';
import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { Admission } from '../../units/admission';
import { Rule } from '../../units/rule';

/**
 * A tenant's objects, and those of the platform in a tenant's namespace, pass the admission policies of the cluster, which are evaluated here as the API server will. They
 * hold at synthesis also where a cluster goes without them.
 */
export const tenantRules: Rule = {
  *unit(files, at, _versions, admission) {
    if (admission === undefined) return;
    for (const object of files.flatMap((file) => file.objects)) {
      for (const message of admissionsOf(object, admission).flatMap((one) => refusalsOf(object, one)))
        yield { id: 'tenant-rule', at, message: `${object.kind} ${quote(object.metadata.name)}: ${message}` };
    }
  },
};

/** The namespace that an object goes to, as admission sees it; nothing for one that belongs to no tenant. */
function admissionsOf(
  { metadata }: KubernetesObject,
  admission: Admission | readonly Admission[],
): readonly Admission[] {
  return 'user' in admission ? [admission] : admission.filter(({ namespace }) => namespace.name === metadata.namespace);
}
