import { toYaml } from './yaml';

/**
 * CustomResourceDefinitions that let every field of `spec` pass, as YAML, for kinds of products that the library writes
 * itself. A product's own, given to `addSchema`, check more.
 *
 * @param kinds the plural of each kind, in lower case
 */
export function openCrds(group: string, version: string, kinds: Readonly<Record<string, string>>): string {
  const spec = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return Object.entries(kinds)
    .map(([kind, plural]) =>
      toYaml({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: `${plural}.${group}` },
        spec: {
          group,
          names: { kind, plural },
          scope: 'Namespaced',
          versions: [
            {
              name: version,
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
            },
          ],
        },
      }),
    )
    .join('---\n');
}
