import { either, instance, list, text } from '../../core/options';
import { checkDnsSubdomain, quote } from '../../kubernetes/names';
import { Secret, SecretSpec } from './secret';

/** Secrets with which pods pull images: names, or Secrets that are placed where the pods are. */
export type PullSecrets = ReadonlyArray<string | Secret>;

/** The type of {@link PullSecrets} at run time. */
export const PULL_SECRETS = list(
  either(
    text,
    (value) => typeof value === 'string',
    instance('a Secret', () => Secret),
  ),
);

/** The types that the kubelet reads. */
const TYPES = ['kubernetes.io/dockerconfigjson', 'kubernetes.io/dockercfg'];

/** Problems of names and types, one message each; others of Secrets are reported where they are placed. */
export function checkPullSecrets(secrets: PullSecrets): Array<string | undefined> {
  return [...secrets].map((one) =>
    typeof one === 'string' ? checkDnsSubdomain('imagePullSecret', one) : one.spec && typeProblem(one.spec),
  );
}

function typeProblem(spec: SecretSpec): string | undefined {
  const type = typeOf(spec);
  return type === undefined || TYPES.includes(type)
    ? undefined
    : `imagePullSecret ${quote(spec.name)} is of type ${quote(type)}, which the kubelet does not read: make it one of ${quote(TYPES[0])}`;
}

/** The type of the Secret that comes of it; undefined for one that somebody else makes. */
function typeOf(spec: SecretSpec): string | undefined {
  if (spec.from === 'existing') return undefined;
  const { type, spec: fields } = spec.object as { readonly type?: string; readonly spec?: TemplateFields };
  if (spec.from === 'sops') return type ?? 'Opaque';
  const template = spec.from === 'external' ? fields?.target?.template : fields?.template;
  return template?.type ?? 'Opaque';
}

/** Where operators have the type of the Secret that they make. */
interface TemplateFields {
  readonly template?: { readonly type?: string };
  readonly target?: { readonly template?: { readonly type?: string } };
}

/** A tenant, whose pods pull images with Secrets of its own and of its fleet. */
interface Puller {
  readonly fleet: { readonly imagePullSecrets: PullSecrets };
  readonly props: { readonly imagePullSecrets?: PullSecrets };
}

function pullSecretsOf({ fleet, props }: Puller): PullSecrets {
  return [...fleet.imagePullSecrets, ...(props.imagePullSecrets ?? [])];
}

/** The names of Secrets with which a tenant's pods pull images. */
export function pullSecretNames(tenant: Puller): string[] {
  return namesOf(pullSecretsOf(tenant));
}

/** The names of pull secrets. */
export function namesOf(secrets: PullSecrets): string[] {
  return secrets.map((one) => (typeof one === 'string' ? one : one.name)).filter((name) => name !== '');
}

/** Those that are to be placed. */
export function placedPullSecrets(tenant: Puller): Secret[] {
  return placedOf(pullSecretsOf(tenant));
}

/** Those of pull secrets that are to be placed. */
export function placedOf(secrets: PullSecrets): Secret[] {
  return secrets.filter((one) => typeof one !== 'string');
}
