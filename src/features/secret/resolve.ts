import { byName } from '../../core/order';
import { ProblemReporter } from '../../core/problem-reporter';
import { quote } from '../../kubernetes/names';
import { PerTarget, valueFor } from '../target';
import { DecryptionSpec } from './decryption';
import { Secret, SecretSpec } from './secret';

/** The destination of Secrets, with the decryption of their files. */
export interface SecretPlace {
  /** The namespace. */
  readonly namespace: string;
  /** Decryption of files; undefined for none. */
  readonly decryption?: DecryptionSpec | undefined;
  /** True for a tenant's namespace: Flux then sets the namespace of files, and no other namespace may decrypt them. */
  readonly isTenants: boolean;
}

/** The Secrets of the program for a target. */
export function givenSecrets<G>(
  context: ProblemReporter,
  target: G,
  address: readonly string[],
  given: PerTarget<readonly Secret[], G> | undefined,
): SecretSpec[] {
  if (given === undefined) return [];
  const values = context.attempt('its secrets', address, () => {
    const list: unknown = valueFor(given, target);
    if (!Array.isArray(list) || !list.every((one) => one instanceof Secret)) {
      throw new Error('secrets is not a list of Secrets');
    }
    return list;
  });
  context.report('secret', address, ...(values ?? []).flatMap(({ problems }) => problems));
  return (values ?? []).map(({ spec }) => spec).filter((spec) => spec !== undefined);
}

/** The Secrets that are rendered into a namespace, sorted by name, without duplicates. */
export function settleSecrets(
  context: ProblemReporter,
  address: readonly string[],
  specs: readonly SecretSpec[],
  place: SecretPlace,
): SecretSpec[] {
  const found = new Map<string, SecretSpec>();
  for (const spec of specs) {
    const other = found.get(spec.name);
    found.set(spec.name, spec);
    if (other === undefined) context.report('secret', address, ...problemsOf(spec, place));
    else if (JSON.stringify(other) !== JSON.stringify(spec)) {
      context.report('duplicate', address, `secret ${quote(spec.name)} is given twice and differs: leave one out`);
    }
  }
  // A Secret that somebody else creates is not rendered.
  return byName([...found.values()].filter(({ from }) => from !== 'existing'));
}

/** Problems of a Secret in this namespace, one message each. */
function problemsOf(spec: SecretSpec, place: SecretPlace): string[] {
  if (spec.from !== 'sops' && spec.from !== 'sealed') return [];
  const what = `secret file ${quote(spec.file)}`;
  const problems = [
    checkNamespace(what, spec, place),
    spec.from === 'sops' ? checkReaders(what, spec.recipients, place.decryption) : checkScope(what, spec, place),
  ];
  return problems.filter((problem) => problem !== undefined);
}

function checkNamespace(
  what: string,
  { from, object }: SecretSpec & { from: 'sops' | 'sealed' },
  { namespace, isTenants }: SecretPlace,
): string | undefined {
  const own = object.metadata.namespace;
  if (own === undefined) {
    return from === 'sops' && !isTenants
      ? `${what} names no namespace: write ${quote(namespace)} into it, with sops edit`
      : undefined;
  }
  if (own === namespace) return undefined;
  const mend =
    from === 'sops' ? `write that into it${isTenants ? ' or none' : ''}, with sops edit` : 'seal it for this one';
  return `${what} is for namespace ${quote(own)}, but this one is ${quote(namespace)}: ${mend}`;
}

function checkReaders(
  what: string,
  recipients: readonly string[],
  decryption: DecryptionSpec | undefined,
): string | undefined {
  if (decryption === undefined)
    return `${what} cannot be opened here: give a decryption, with the recipients of its key`;
  const { recipients: own, editors } = decryption;
  if (!recipients.some((one) => own.includes(one))) {
    return (
      `${what} is encrypted to ${recipients.join(', ')}, but not to ${own.join(', ')}, which Flux has the key of: ` +
      'add that in .sops.yaml and run sops updatekeys'
    );
  }
  const stranger = recipients.find((one) => !own.includes(one) && !editors?.includes(one));
  return editors !== undefined && stranger !== undefined
    ? `${what} is encrypted to ${stranger}, which is not among the editors: name it there, or take it out with sops updatekeys`
    : undefined;
}

/** The scope of a sealed secret must not reach beyond the tenant's namespace. */
function checkScope(
  what: string,
  { scope, object }: SecretSpec & { from: 'sealed' },
  { isTenants }: SecretPlace,
): string | undefined {
  if (scope === 'cluster-wide') {
    return isTenants
      ? `${what} can be opened in every namespace, another tenant's as well: seal it with --scope namespace-wide`
      : undefined;
  }
  return object.metadata.namespace === undefined
    ? `${what} names no namespace, but is sealed for one: seal it with --namespace`
    : undefined;
}
