import { JsonObject } from '../../../src/kubernetes/objects';
import { base, Subject } from './subject';

const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } }, storageClassName: 'fast' };

function volume(source: JsonObject): JsonObject {
  return { capacity: { storage: '5Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'fast', ...source };
}

function affinity(zone: string): JsonObject {
  return {
    required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] }] },
  };
}

/** Kinds of storage. */
export const STORAGE: Readonly<Record<string, Subject>> = {
  PersistentVolume: {
    weight: 4,
    base: base('v1', 'PersistentVolume', { spec: volume({ csi: { driver: 'csi.example.com', volumeHandle: 'a' } }) }),
    edits: {
      'spec.capacity': [{ storage: '5Gi' }, { storage: '6Gi' }],
      'spec.accessModes': [['ReadWriteOnce'], ['ReadWriteOnce', 'ReadOnlyMany'], ['ReadWriteMany']],
      'spec.storageClassName': ['fast', 'slow', undefined],
      'spec.persistentVolumeReclaimPolicy': ['Retain', 'Delete', undefined],
      'spec.volumeMode': ['Filesystem', 'Block', undefined],
      'spec.mountOptions': [['ro'], undefined],
      'spec.nodeAffinity': [affinity('a'), affinity('b'), undefined],
      'spec.claimRef': [{ namespace: 'default', name: 'c' }, { namespace: 'default', name: 'd' }, undefined],
      'spec.csi.volumeHandle': ['a', 'b'],
      'spec.csi.readOnly': [false, true, undefined],
      'spec.csi.fsType': ['ext4', undefined],
      'spec.csi.volumeAttributes': [{ a: 'b' }, undefined],
      'spec.csi.controllerExpandSecretRef': [
        { name: 's', namespace: 'default' },
        { name: 't', namespace: 'default' },
        undefined,
      ],
      spec: [
        volume({ csi: { driver: 'csi.example.com', volumeHandle: 'a' } }),
        volume({ hostPath: { path: '/x' } }),
        volume({ hostPath: { path: '/x', type: '' } }),
        volume({ nfs: { server: 's', path: '/x' } }),
        volume({ nfs: { server: 's', path: '/x', readOnly: false } }),
      ],
      'spec.volumeAttributesClassName': ['gold', 'silver', undefined],
    },
  },
  PersistentVolumeClaim: {
    weight: 5,
    base: base('v1', 'PersistentVolumeClaim', { spec: claim }),
    // A volume is bound to it.
    status: () => ({ phase: 'Bound', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] }),
    edits: {
      'metadata.labels': [{ a: 'b' }, undefined],
      'spec.resources.requests.storage': ['2Gi', '2048Mi', '3Gi', '1Gi', '2.5Gi'],
      'spec.resources.limits': [{ storage: '9Gi' }, undefined],
      'spec.accessModes': [['ReadWriteOnce'], ['ReadWriteMany'], ['ReadWriteOnce', 'ReadOnlyMany']],
      'spec.storageClassName': ['fast', 'slow', '', undefined],
      'spec.volumeMode': ['Filesystem', 'Block', undefined],
      'spec.volumeName': ['v', 'w', undefined],
      'spec.selector': [{ matchLabels: { a: 'b' } }, undefined],
      'spec.volumeAttributesClassName': ['gold', 'silver', undefined],
      'spec.dataSource': [{ kind: 'PersistentVolumeClaim', name: 'x' }, undefined],
      'spec.dataSourceRef': [{ kind: 'PersistentVolumeClaim', name: 'x' }, undefined],
    },
  },
  StorageClass: {
    weight: 2,
    base: base('storage.k8s.io/v1', 'StorageClass', { provisioner: 'csi.example.com' }),
    edits: {
      provisioner: ['csi.example.com', 'other.example.com'],
      parameters: [{ a: 'b' }, { a: 'c' }, undefined],
      reclaimPolicy: ['Delete', 'Retain', undefined],
      volumeBindingMode: ['Immediate', 'WaitForFirstConsumer', undefined],
      allowVolumeExpansion: [true, false, undefined],
      mountOptions: [['ro'], undefined],
      allowedTopologies: [[{ matchLabelExpressions: [{ key: 'zone', values: ['a'] }] }], undefined],
    },
  },
  CSIDriver: {
    weight: 2,
    base: base('storage.k8s.io/v1', 'CSIDriver', { spec: {} }),
    edits: {
      'spec.attachRequired': [true, false, undefined],
      'spec.podInfoOnMount': [true, false, undefined],
      'spec.storageCapacity': [true, false, undefined],
      'spec.fsGroupPolicy': ['File', 'None', 'ReadWriteOnceWithFSType', undefined],
      'spec.volumeLifecycleModes': [['Persistent'], ['Ephemeral'], ['Ephemeral', 'Persistent'], undefined],
      'spec.requiresRepublish': [true, undefined],
      'spec.seLinuxMount': [true, false, undefined],
      'spec.tokenRequests': [[{ audience: 'a' }], undefined],
    },
  },
  VolumeAttributesClass: {
    base: base('storage.k8s.io/v1', 'VolumeAttributesClass', {
      driverName: 'csi.example.com',
      parameters: { iops: '1' },
    }),
    edits: {
      driverName: ['csi.example.com', 'other.example.com'],
      parameters: [{ iops: '1' }, { iops: '2' }],
      'metadata.labels': [{ a: 'b' }, undefined],
    },
  },
  CSIStorageCapacity: {
    base: base('storage.k8s.io/v1', 'CSIStorageCapacity', { storageClassName: 'fast', capacity: '1Gi' }),
    edits: {
      storageClassName: ['fast', 'slow'],
      capacity: ['1Gi', '2Gi', undefined],
      nodeTopology: [{ matchLabels: { a: 'b' } }, { matchLabels: { a: 'c' } }, undefined],
    },
  },
  VolumeAttachment: {
    base: base('storage.k8s.io/v1', 'VolumeAttachment', {
      spec: { attacher: 'csi.example.com', nodeName: 'n', source: { persistentVolumeName: 'v' } },
    }),
    edits: {
      'spec.nodeName': ['n', 'm'],
      'spec.attacher': ['csi.example.com', 'other.example.com'],
      'metadata.labels': [{ a: 'b' }, undefined],
    },
  },
};
