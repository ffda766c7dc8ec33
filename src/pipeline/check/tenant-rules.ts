import { refusalsOf } from '../../features/policies';
import { quote } from '../../kubernetes/names';
import { Rule } from '../../units/rule';

/**
 * A tenant's objects pass the admission policies of the cluster, which are evaluated here as the API server will. They
 * hold at synthesis also where a cluster goes without them.
 */
export const tenantRules: Rule = {
  *unit(files, at, _versions, admission) {
    if (admission === undefined) return;
    for (const object of files.flatMap((file) => file.objects)) {
      for (const message of refusalsOf(object, admission))
        yield { id: 'tenant-rule', at, message: `${object.kind} ${quote(object.metadata.name)}: ${message}` };
    }
  },
};
