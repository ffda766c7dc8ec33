import { judgeObject } from './controller-rules';
import { checkObjectsWith } from './flux/flux-object';
import { FluxRelease, FluxVersion } from './flux/version';
import { KubernetesObject } from './kubernetes/objects';
import { DEFAULT_FLUX_VERSION, Validator } from './schema';

// Flux objects outside of a fleet meet the schemas and the rules of Flux's controllers as those inside of one do.

const validators = new Map<string, Validator>();

function validatorOf(flux: FluxRelease | FluxVersion): Validator {
  let validator = validators.get(flux);
  if (validator === undefined) validators.set(flux, (validator = new Validator({ flux })));
  return validator;
}

checkObjectsWith((object, flux = DEFAULT_FLUX_VERSION) => {
  const manifest = object as unknown as KubernetesObject;
  const minor = flux.split('.', 2).join('.') as FluxVersion;
  return [...validatorOf(flux).validate(object), ...judgeObject(manifest, minor, false)]
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
});
