import { a, choice, exactlyOne, listOf, noMoreThanOne, range, relation, required, Shape, text } from '../checks/rule';
import { podField, resourceField } from '../relations/field-references';
import { projectedPaths } from '../relations/volumes';

const CORE = 'core/validation';

/** Permission bits of a file. */
export const FILE_MODE = range(0, 0o777);

/** A key of a ConfigMap or a Secret as a file. */
export const KEY_TO_PATH = (): Shape => ({
  source: `${CORE}#validateKeyToPath`,
  fields: { key: required, path: [required, text('filePath')], mode: FILE_MODE },
});

/** A file with a field of the pod. */
export const FILE_OF_POD = (): Shape => ({
  source: `${CORE}#validateDownwardAPIVolumeFile`,
  fields: {
    path: [required, text('filePath')],
    mode: FILE_MODE,
    fieldRef: a(POD_FIELD(VOLUME_FIELDS)),
    resourceFieldRef: [
      a(RESOURCE_FIELD),
      a(() => ({ source: `${CORE}#validateContainerResourceFieldSelector`, fields: { containerName: required } })),
    ],
  },
  rules: [exactlyOne('content', 'fieldRef', 'resourceFieldRef')],
});

const VOLUME_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.labels',
  'metadata.annotations',
  'metadata.uid',
];

/** Fields of a pod that an environment variable can have. */
export const VARIABLE_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

const podFields = new Map<readonly string[], () => Shape>();

/** A reference to one of these fields of the pod, or to one label or annotation. */
export function POD_FIELD(fields: readonly string[]): () => Shape {
  const known = podFields.get(fields);
  if (known) return known;
  const shape = (): Shape => ({
    source: `${CORE}#validateObjectFieldSelector`,
    fields: { apiVersion: choice('v1'), fieldPath: required },
    rules: [relation(podField(fields))],
  });
  podFields.set(fields, shape);
  return shape;
}

/** A reference to a resource of a container. */
export const RESOURCE_FIELD = (): Shape => ({
  source: `${CORE}#validateContainerResourceFieldSelector`,
  fields: { resource: required },
  rules: [relation(resourceField)],
});

/** A volume of files from several sources. */
export const PROJECTED = (): Shape => ({
  source: `${CORE}#validateProjectedVolumeSource`,
  fields: { defaultMode: FILE_MODE, sources: listOf(PROJECTION) },
  rules: [relation(projectedPaths)],
});

const PROJECTION = (): Shape => ({
  source: `${CORE}#validateProjectionSources`,
  fields: {
    secret: a(() => ({
      source: `${CORE}#validateProjectionSources`,
      fields: { name: required, items: listOf(KEY_TO_PATH) },
    })),
    configMap: a(() => ({
      source: `${CORE}#validateProjectionSources`,
      fields: { name: required, items: listOf(KEY_TO_PATH) },
    })),
    downwardAPI: a(() => ({ source: `${CORE}#validateProjectionSources`, fields: { items: listOf(FILE_OF_POD) } })),
    serviceAccountToken: a(() => ({
      source: `${CORE}#validateProjectionSources`,
      fields: { expirationSeconds: range(600, 2 ** 32), path: [required, text('filePath')] },
    })),
  },
  rules: [noMoreThanOne('source', 'secret', 'configMap', 'downwardAPI', 'serviceAccountToken')],
});
