import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { SECRET_KINDS } from '../../leaks/secret-kinds';
import { Validator } from '../../schema';
import { Versions } from '../../schema/version-props';
import { Rule } from '../../units/rule';

// Loaded with the first object of Cluster API: few fleets have one.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const clusterApi = () => require('../../schema/cluster-api') as typeof import('../../schema/cluster-api');

/** Options of {@link schemas}. */
export interface SchemaOptions {
  /** CRDs of other products, as YAML. */
  readonly crds: readonly string[];
  /** Whether a kind without a schema is an error. */
  readonly strict: boolean;
}

/**
 * The API server of its cluster accepts every object: that version of Flux or Kubernetes serves its kind, no field is
 * unknown, of the wrong type or against a rule of the kind, and names, labels and sizes are within the limits.
 */
export function schemas({ crds, strict }: SchemaOptions): Rule {
  const validators = new Map<string, Validator>();
  const validatorFor = ({ flux, kubernetes }: Versions, provisions: boolean): Validator => {
    const key = `${flux} ${kubernetes} ${provisions}`;
    const known = validators.get(key);
    if (known) return known;
    const validator = new Validator({ flux, kubernetes });
    const own = provisions ? [...SECRET_KINDS, ...clusterApi().clusterApiKinds().crds] : SECRET_KINDS;
    for (const crd of [...own, ...crds]) validator.addSchema(crd);
    validators.set(key, validator);
    return validator;
  };
  return {
    *unit(files, at, versions) {
      for (const { objects } of files) {
        for (const object of objects) {
          const validator = validatorFor(versions, isOfClusterApi(object));
          for (const { id, severity, message } of validator.validate(object)) {
            const isError = severity === 'error' || (strict && id === 'unknown-kind');
            yield { at, id, severity: isError ? 'error' : 'warning', message: `${nameOf(object)}: ${message}` };
          }
        }
      }
    },
  };
}

/** Whether an object is of a kind of Cluster API that the library knows; others and other versions are the user's own. */
function isOfClusterApi({ apiVersion, kind }: KubernetesObject): boolean {
  return (
    apiVersion?.includes('cluster.x-k8s.io/') === true &&
    clusterApi()
      .clusterApiKinds()
      .names.has(`${apiVersion}/${String(kind)}`)
  );
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  const name = metadata?.namespace === undefined ? metadata?.name : `${metadata.namespace}/${metadata.name}`;
  return `${kind} ${quote(name)}`;
}
