'use strict';

// The index names the kinds of all projects. A project's schemas are read with the first kind of it that is asked for.
const index = require('./data/index.json');

exports.projects = Object.freeze(Object.fromEntries(index.map((entry) => [entry.key, projectOf(entry)])));

function projectOf({ name, version, module: path, licence, digest, kinds }) {
  let read;
  const crd = (kind) => {
    if (!Object.hasOwn(kinds, kind)) throw new Error(`${name} ${version} has no kind ${JSON.stringify(kind)}`);
    read ??= reader(require(`./data/${name}.json`));
    return read(kind);
  };
  return Object.freeze({ project: name, version, module: path, licence, digest, kinds, crd });
}

/** Makes CustomResourceDefinitions of stored kinds, whose schemas refer to their parts by position. */
function reader({ kinds, nodes }) {
  const stored = new Map(kinds.map((one) => [`${one.group}/${one.kind}`, one]));
  const made = new Map();
  const schemaAt = (position) => {
    const known = made.get(position);
    if (known !== undefined) return known;
    const { properties, items, additionalProperties, ...schema } = nodes[position];
    if (properties !== undefined) {
      const fields = Object.entries(properties).map(([name, field]) => [name, schemaAt(field)]);
      schema.properties = Object.fromEntries(fields);
    }
    if (items !== undefined) schema.items = schemaAt(items);
    if (additionalProperties !== undefined) schema.additionalProperties = schemaAt(additionalProperties);
    made.set(position, schema);
    return schema;
  };
  return (kind) => {
    const { group, kind: own, plural, scope, versions } = stored.get(kind);
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        names: { kind: own, plural },
        scope: scope === 'C' ? 'Cluster' : 'Namespaced',
        versions: versions.map(({ name, deprecated, storage, node }) => ({
          name,
          served: true,
          storage: storage === true,
          ...(deprecated === true && { deprecated }),
          schema: { openAPIV3Schema: schemaAt(node) },
        })),
      },
    };
  };
}
