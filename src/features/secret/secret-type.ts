import { quote } from '../../kubernetes/names';

/** Types of Secrets that Kubernetes fills with credentials of the cluster, or accepts as such. */
const CLUSTER_TYPES = ['bootstrap.kubernetes.io/token', 'kubernetes.io/service-account-token'];

/** The problem of a Secret's type, if any: no Secret may expose an account's token. */
export function checkSecretType(type: unknown): string | undefined {
  if (type === undefined) return undefined;
  if (typeof type !== 'string' || type === '') return `has type ${quote(type)}: give a name, or leave it out`;
  return CLUSTER_TYPES.includes(type)
    ? `has type ${quote(type)}, a credential of the cluster itself: use a token that is projected into the pod`
    : undefined;
}
