import { quote } from '../../kubernetes/names';
import { Rule } from '../../units/rule';

/**
 * No object of a cluster has two owners: they would overwrite each other in turns, and the first that drops the object
 * would delete it for both.
 */
export function duplicateObjects(): Rule {
  const owners = new Map<string, Map<string, string>>();
  return {
    *place({ cluster, unit, at, directory }) {
      let here = owners.get(cluster);
      if (here === undefined) owners.set(cluster, (here = new Map<string, string>()));
      for (const identity of unit.identities) {
        const owner = here.get(identity);
        if (owner === undefined) {
          here.set(identity, directory);
          continue;
        }
        const [group, kind, namespace, name] = identity.split('/');
        const what = `${kind}${group ? ` (${group})` : ''} ${quote(namespace ? `${namespace}/${name}` : name)}`;
        const where = owner === directory ? `twice in ${directory}` : `in ${owner} and in ${directory}`;
        const isFlux = kind === 'HelmRelease' || (kind === 'Kustomization' && group?.startsWith('kustomize.toolkit.'));
        const mend =
          kind === 'Namespace'
            ? 'give it one owner (createNamespace: false on the others)'
            : kind === 'Kustomization' && MADE.test(name ?? '')
              ? 'rename one of the two, a component or a tenant; a fluxName does not tell them apart'
              : isFlux
                ? 'give one of them another name, or another fluxName'
                : 'give it one owner';
        yield {
          id: 'duplicate-object',
          at,
          message: `${what} is rendered ${where}: ${mend}`,
        };
      }
    },
  };
}

/** A name that a component and a tenant may both make: `foo-access` beside tenant `infrastructure-foo`. */
const MADE = /^(?:.*-)?infrastructure-.+-(?:access|config|grants|secrets)$/;
