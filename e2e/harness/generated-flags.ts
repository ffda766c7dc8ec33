import { controllerSettings, flagsOf } from '../../src/features/bootstrap/controllers';

/** A controller whose flags the library chooses. */
type Chosen = 'helm-controller' | 'kustomize-controller';

/** The flags that the library gives one of Flux's controllers on a cluster with few units. Suites run them with these. */
export function generatedFlags(name: Chosen): string[] {
  const nothing = { controllers: {}, instance: {} };
  const settings = controllerSettings(nothing, { units: 0, flux: '2.9', identities: false });
  return flagsOf(settings.get(name) ?? {});
}
