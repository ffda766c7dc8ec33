import { list, object, oneOf, flag, required, text } from '../../core/options';
import { ValuesReference } from '../../flux/helm-release-parts';
import { SubstituteReference } from '../../flux/kustomize';
import { checkVariable } from '../../flux/rules';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';

/** A ConfigMap or Secret of the cluster whose keys are variables, beside the Flux object that delivers. */
export interface SubstitutionsReference extends SubstituteReference {
  /**
   * Variables that the object must hold, for readers of the program and for its checks: no other reference and no
   * `substitutions` may give them as well. Flux does not read this.
   *
   * @default - none declared
   */
  readonly keys?: readonly string[];
}

const KIND = oneOf('ConfigMap', 'Secret');

/** The types of the options of a {@link SubstitutionsReference}. */
export const SUBSTITUTIONS_REFERENCE = object<SubstitutionsReference>({
  kind: required(KIND),
  name: required(text),
  optional: flag,
  keys: list(text),
});

/** Problems of references to variables, one message each. */
export function checkSubstitutionsFrom(references: readonly SubstitutionsReference[]): Array<string | undefined> {
  const given = new Map<string, string>();
  return [
    ...repeated('substitutionsFrom', references.map(nameOf)),
    ...references.flatMap((reference) => [
      checkDnsSubdomain('name of substitutionsFrom', reference.name),
      reference.optional && reference.keys?.length
        ? `substitutionsFrom ${nameOf(reference)} is optional and must hold ${quote(reference.keys[0])}: leave out one of optional and keys`
        : undefined,
      ...(reference.keys ?? []).flatMap((key) => {
        const other = given.get(key);
        given.set(key, nameOf(reference));
        const message = `variable ${quote(key)} is declared for ${other} and ${nameOf(reference)}: leave it out at one of them`;
        return [checkVariable('variable', key), other === undefined ? undefined : message];
      }),
    ]),
  ];
}

/** Problems of variables that are given and declared for a reference as well, one message each. */
export function checkDeclared(
  substitutions: Readonly<Record<string, string>> = {},
  references: readonly SubstitutionsReference[] = [],
): string[] {
  return references.flatMap((reference) =>
    (reference.keys ?? [])
      .filter((key) => Object.hasOwn(substitutions, key))
      .map(
        (key) =>
          `variable ${quote(key)} is given by substitutions, which win over ${nameOf(reference)}, where it is declared: leave it out at one of them`,
      ),
  );
}

/** Problems of references to values, one message each. */
export function checkValuesFrom(references: readonly ValuesReference[]): Array<string | undefined> {
  const places = references.map((one) => `${nameOf(one)} ${one.valuesKey ?? 'values.yaml'} ${one.targetPath ?? ''}`);
  return [
    ...repeated(
      'valuesFrom',
      places.map((place) => place.trimEnd()),
    ),
    ...references.map(({ name }) => checkDnsSubdomain('name of valuesFrom', name)),
  ];
}

function nameOf({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${kind} ${quote(name)}`;
}

function repeated(what: string, names: readonly string[]): string[] {
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  return [...new Set(twice)].map((name) => `${what} has ${name} twice: leave one out`);
}
