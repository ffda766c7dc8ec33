import {
  a,
  atLeastOne,
  Check,
  choice,
  each,
  filled,
  listOf,
  natural,
  noMoreThanOne,
  relation,
  required,
  Shape,
  since,
  strictChoice,
  strictText,
  text,
  unique,
  viewed,
  needed,
} from '../checks/rule';
import { keptSources, nodeId } from '../relations/storage';
import {
  attachmentSource,
  capacity,
  parameters,
  persistentVolume,
  tokenRequests,
  tokensInSecrets,
  topologies,
  topologyKeys,
} from '../relations/storage-kinds';
import { ACCESS_MODES, CLAIM_SPEC } from './claims';
import { LABEL_SELECTOR } from './meta';
import { NODE_SELECTOR } from './pod';
import { nonNegativeQuantity } from './quantities';
import { PERSISTENT_SOURCES } from './volumes';

const STORAGE = 'storage/validation';

const SOURCES = Object.keys(PERSISTENT_SOURCES);

const AFTER_FLEX =
  'flexVolume azureFile vsphereVolume photonPersistentDisk portworxVolume azureDisk scaleIO local storageos csi'.split(
    ' ',
  );

const VOLUME_SPEC = (): Shape => ({
  source: 'core/validation#ValidatePersistentVolumeSpec',
  fields: {
    ...PERSISTENT_SOURCES,
    accessModes: ACCESS_MODES,
    persistentVolumeReclaimPolicy: choice('Delete', 'Recycle', 'Retain'),
    storageClassName: text('dnsSubdomain'),
    volumeMode: strictChoice('Block', 'Filesystem'),
    volumeAttributesClassName: since(34, text('dnsSubdomain')),
    nodeAffinity: a(() => ({
      source: 'core/validation#validateVolumeNodeAffinity',
      fields: { required: needed(NODE_SELECTOR) },
    })),
  },
  rules: [
    atLeastOne('source', ...SOURCES),
    noMoreThanOne('source', ...SOURCES.filter((source) => source !== 'flexVolume')),
    // Sources that the API server looks at before flexVolume may stand beside it.
    noMoreThanOne('source', ...AFTER_FLEX),
    relation(capacity),
  ],
});

const NOT_INLINE: Check = { rule: 'forbidden', why: 'belongs to PersistentVolumes: leave it out' };

const INLINE = (): Shape => ({
  source: 'core/validation#ValidatePersistentVolumeSpec',
  fields: {
    ...PERSISTENT_SOURCES,
    csi: [required, PERSISTENT_SOURCES['csi'] as Check],
    accessModes: ACCESS_MODES,
    capacity: { ...NOT_INLINE, zero: true },
    claimRef: NOT_INLINE,
    nodeAffinity: NOT_INLINE,
    storageClassName: { ...NOT_INLINE, zero: true },
    persistentVolumeReclaimPolicy: choice('Retain'),
    volumeMode: choice('Filesystem'),
  },
  rules: [
    noMoreThanOne('source', ...SOURCES.filter((source) => source !== 'flexVolume')),
    noMoreThanOne('source', ...AFTER_FLEX),
  ],
});

const TOPOLOGY = (): Shape => ({
  source: 'core/validation#ValidateTopologySelectorTerm',
  fields: {
    matchLabelExpressions: listOf(() => ({
      source: 'core/validation#validateTopologySelectorLabelRequirement',
      fields: { key: strictText('qualifiedName'), values: required },
    })),
  },
});

const DRIVER = (): Shape => ({
  source: `${STORAGE}#validateCSINodeDriver`,
  fields: {
    name: [required, text('driverName')],
    nodeID: [required, relation(nodeId)],
    allocatable: a(() => ({ source: `${STORAGE}#validateCSINodeDriverAllocatable`, fields: { count: natural } })),
  },
  rules: [relation(topologyKeys)],
});

/** Volumes, claims, and what provides them. */
export const STORAGE_KINDS: Readonly<Record<string, () => Shape>> = {
  '/PersistentVolumeClaim': () => ({
    source: 'core/validation#ValidatePersistentVolumeClaim',
    fields: { spec: required },
    rules: [viewed('spec', keptSources, a(CLAIM_SPEC))],
  }),
  '/PersistentVolume': () => ({
    source: 'core/validation#ValidatePersistentVolume',
    fields: { spec: needed(VOLUME_SPEC) },
    rules: [relation(persistentVolume)],
  }),
  'storage.k8s.io/StorageClass': () => ({
    source: `${STORAGE}#ValidateStorageClass`,
    fields: {
      provisioner: [required, text('qualifiedNameAnyCase')],
      parameters: relation(parameters),
      reclaimPolicy: choice('Delete', 'Retain'),
      volumeBindingMode: strictChoice('Immediate', 'WaitForFirstConsumer'),
      allowedTopologies: [listOf(TOPOLOGY), relation(topologies)],
    },
  }),
  'storage.k8s.io/VolumeAttributesClass': () => ({
    source: `${STORAGE}#ValidateVolumeAttributesClass`,
    fields: { driverName: [required, text('qualifiedNameAnyCase')], parameters: [filled, relation(parameters)] },
  }),
  'storage.k8s.io/CSIDriver': () => ({
    source: `${STORAGE}#ValidateCSIDriver`,
    fields: {
      spec: needed(() => ({
        source: `${STORAGE}#validateCSIDriverSpec`,
        fields: {
          fsGroupPolicy: strictChoice('ReadWriteOnceWithFSType', 'File', 'None'),
          tokenRequests: relation(tokenRequests),
          volumeLifecycleModes: each(strictChoice('Persistent', 'Ephemeral')),
          nodeAllocatableUpdatePeriodSeconds: since(35, { rule: 'range', min: 10 }),
        },
        rules: [since(35, relation(tokensInSecrets))],
      })),
    },
  }),
  'storage.k8s.io/CSINode': () => ({
    source: `${STORAGE}#ValidateCSINode`,
    fields: {
      spec: needed(() => ({
        source: `${STORAGE}#validateCSINodeSpec`,
        fields: { drivers: [listOf(DRIVER), unique('name')] },
      })),
    },
  }),
  'storage.k8s.io/CSIStorageCapacity': () => ({
    source: `${STORAGE}#ValidateCSIStorageCapacity`,
    fields: {
      nodeTopology: a(LABEL_SELECTOR),
      storageClassName: [required, text('dnsSubdomain')],
      capacity: nonNegativeQuantity,
    },
  }),
  'storage.k8s.io/VolumeAttachment': () => ({
    source: `${STORAGE}#ValidateVolumeAttachment`,
    fields: {
      spec: needed(() => ({
        source: `${STORAGE}#validateVolumeAttachmentSpec`,
        fields: {
          attacher: [required, text('driverName')],
          nodeName: [required, text('dnsSubdomain')],
          source: needed(() => ({
            source: `${STORAGE}#validateVolumeAttachmentSource`,
            fields: { persistentVolumeName: strictText('dnsSubdomain'), inlineVolumeSpec: a(INLINE) },
            rules: [relation(attachmentSource)],
          })),
        },
      })),
    },
  }),
};
