import { quote } from '../../kubernetes/names';
import { KubernetesObject } from '../../kubernetes/objects';
import { SECRET_KINDS } from '../../leaks/secret-kinds';
import { Validator } from '../../schema';
import { Product, productKinds, productOf } from '../../schema/products';
import type { ProjectSchemas } from '../../schema/project';
import { Versions } from '../../schema/version-props';
import { Rule } from '../../units/rule';

/** Options of {@link schemas}. */
export interface SchemaOptions {
  /** CRDs of other products, as YAML, and projects of packages. */
  readonly crds: ReadonlyArray<string | ProjectSchemas>;
  /** Whether a kind without a schema is an error. */
  readonly strict: boolean;
}

/**
 * The API server of its cluster accepts every object: that version of Flux or Kubernetes serves its kind, no field is
 * unknown, of the wrong type or against a rule of the kind, and names, labels and sizes are within the limits.
 */
export function schemas({ crds, strict }: SchemaOptions): Rule {
  const validators = new Map<string, Validator>();
  const validatorFor = ({ flux, kubernetes }: Versions, product: Product | undefined): Validator => {
    const key = `${flux} ${kubernetes} ${product ?? ''}`;
    const known = validators.get(key);
    if (known) return known;
    const validator = new Validator({ flux, kubernetes });
    const own = product ? [...SECRET_KINDS, ...productKinds(product).crds] : SECRET_KINDS;
    for (const crd of [...own, ...crds]) validator.addSchema(crd);
    validators.set(key, validator);
    return validator;
  };
  return {
    *unit(files, at, versions) {
      for (const { objects } of files) {
        for (const object of objects) {
          const validator = validatorFor(versions, productOf(object));
          for (const { id, severity, message } of validator.validate(object)) {
            const isError = severity === 'error' || (strict && id === 'unknown-kind');
            yield { at, id, severity: isError ? 'error' : 'warning', message: `${nameOf(object)}: ${message}` };
          }
        }
      }
    },
  };
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  const name = metadata?.namespace === undefined ? metadata?.name : `${metadata.namespace}/${metadata.name}`;
  return `${kind} ${quote(name)}`;
}
