import { defined } from '../core/defined';
/**
 * CRDs of the kinds that Secrets are rendered to, so that these count as known. They describe only the fields that this
 * library writes, and accept all others. The operators' own CRDs, added with `addSchema`, replace them.
 */
const text = { type: 'string' };
const open = { 'x-kubernetes-preserve-unknown-fields': true };
const map = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  ...open,
  ...defined({ required: required.length > 0 ? required : undefined }),
});
const list = (items: object) => ({ type: 'array', items });

const externalSecret = map({
  refreshInterval: text,
  secretStoreRef: map({ kind: { type: 'string', enum: ['ClusterSecretStore', 'SecretStore'] }, name: text }),
  target: map({ name: text, template: map({ type: text }) }),
  data: list(map({ secretKey: text, remoteRef: map({ key: text, property: text, version: text }, ['key']) })),
  dataFrom: list(map({ extract: map({ key: text }, ['key']) })),
});

const sealedSecret = map({ encryptedData: { type: 'object', additionalProperties: text }, template: map({}) });

/** CustomResourceDefinitions, as YAML. */
export const SECRET_KINDS: readonly string[] = [
  definition('external-secrets.io', 'ExternalSecret', 'v1', externalSecret),
  definition('bitnami.com', 'SealedSecret', 'v1alpha1', sealedSecret),
];

function definition(group: string, kind: string, version: string, spec: object): string {
  const schema = { openAPIV3Schema: map({ spec }, ['spec']) };
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}s.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural: `${kind.toLowerCase()}s` },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  });
}
