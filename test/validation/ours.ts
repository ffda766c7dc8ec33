import { languageProblems } from '../../src/languages';
import { Validator } from '../../src/schema';
import type { KubernetesVersion } from '../../src/schema/known-versions';
import type { Seed } from './seeds';

const validators = new Map<string, Validator>();

/** The problems that this library finds in an object for a release of Kubernetes. */
export function problemsOf(object: Seed, release: string): readonly string[] {
  let validator = validators.get(release);
  if (!validator) validators.set(release, (validator = new Validator({ kubernetes: release as KubernetesVersion })));
  const found = validator.validate(object).filter(({ severity }) => severity === 'error');
  const { apiVersion, kind, spec } = object;
  const isSpec = typeof spec === 'object' && spec !== null;
  const texts = isSpec
    ? languageProblems({ apiVersion, kind, name: 'x', flux: '2.9', spec: spec as Record<string, unknown> })
    : [];
  return [...found.map(({ message }) => message), ...texts];
}
