import {
  a,
  Check,
  choice,
  field,
  given,
  is,
  listOf,
  noMoreThanOne,
  range,
  relation,
  required,
  Shape,
  since,
  strictChoice,
  strictText,
  text,
  until,
  when,
  needed,
} from '../checks/rule';
import {
  azureDiskUri,
  fibreTargets,
  flockerDataset,
  iscsiNameLength,
  quobyteRegistry,
  reservedOptions,
} from '../relations/volumes';
import { CLAIM_SPEC } from './claims';
import { FILE_MODE, FILE_OF_POD, KEY_TO_PATH, PROJECTED } from './files';
import { CLAIM_METADATA } from './meta';
import { nonNegativeQuantity } from './quantities';

const CORE = 'core/validation';

const secretName: Check = a(() => ({ source: `${CORE}#validateCinderVolumeSource`, fields: { name: required } }));

/** A secret in a namespace of its choice. */
const secretOf: Check = a(() => ({
  source: `${CORE}#validateCinderPersistentVolumeSource`,
  fields: { name: required, namespace: required },
}));

const FLEX: Shape = {
  source: `${CORE}#validateFlexVolumeSource`,
  fields: { driver: required },
  rules: [relation(reservedOptions)],
};

const ISCSI: Shape = {
  source: `${CORE}#validateISCSIVolumeSource`,
  fields: {
    targetPortal: required,
    iqn: [required, text('iscsiName')],
    lun: range(0, 255),
    initiatorName: strictText('iscsiName'),
  },
  rules: [
    when(is('chapAuthDiscovery', true), field('secretRef', required)),
    when(is('chapAuthSession', true), field('secretRef', required)),
  ],
};

const CEPH: Shape = { source: `${CORE}#validateCephFSVolumeSource`, fields: { monitors: required } };
const RBD: Shape = { source: `${CORE}#validateRBDVolumeSource`, fields: { monitors: required, image: required } };
const SCALE_IO: Shape = {
  source: `${CORE}#validateScaleIOVolumeSource`,
  fields: { gateway: required, system: required, volumeName: required },
};
const AZURE_FILE: Shape = {
  source: `${CORE}#validateAzureFile`,
  fields: { secretName: required, shareName: required },
};
const STORAGE_OS: Shape = {
  source: `${CORE}#validateStorageOSVolumeSource`,
  fields: { volumeName: [required, text('dnsLabel')], volumeNamespace: text('dnsLabel') },
};

/** Sources that a pod's volume and a PersistentVolume check alike. */
const SHARED: Readonly<Record<string, Check>> = {
  hostPath: a(() => ({
    source: `${CORE}#validateHostPathVolumeSource`,
    fields: {
      path: [required, text('pathWithoutBacksteps')],
      type: choice('DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'),
    },
  })),
  gcePersistentDisk: a(() => ({
    source: `${CORE}#validateGCEPersistentDiskVolumeSource`,
    fields: { pdName: required, partition: range(0, 255) },
  })),
  awsElasticBlockStore: a(() => ({
    source: `${CORE}#validateAWSElasticBlockStoreVolumeSource`,
    fields: { volumeID: required, partition: range(0, 255) },
  })),
  nfs: a(() => ({
    source: `${CORE}#validateNFSVolumeSource`,
    fields: { server: required, path: [required, text('absolutePath')] },
  })),
  flocker: a(() => ({
    source: `${CORE}#validateFlockerVolumeSource`,
    rules: [relation(flockerDataset)],
  })),
  quobyte: a(() => ({
    source: `${CORE}#validateQuobyteVolumeSource`,
    fields: { registry: required, volume: required },
    rules: [relation(quobyteRegistry)],
  })),
  fc: a(() => ({
    source: `${CORE}#validateFCVolumeSource`,
    rules: [relation(fibreTargets)],
  })),
  vsphereVolume: a(() => ({ source: `${CORE}#validateVsphereVolumeSource`, fields: { volumePath: required } })),
  photonPersistentDisk: a(() => ({
    source: `${CORE}#validatePhotonPersistentDiskVolumeSource`,
    fields: { pdID: required },
  })),
  portworxVolume: a(() => ({ source: `${CORE}#validatePortworxVolumeSource`, fields: { volumeID: required } })),
  azureDisk: a(() => ({
    source: `${CORE}#validateAzureDisk`,
    fields: {
      diskName: required,
      diskURI: required,
      cachingMode: strictChoice('None', 'ReadOnly', 'ReadWrite'),
      kind: strictChoice('Dedicated', 'Managed', 'Shared'),
    },
    rules: [relation(azureDiskUri)],
  })),
};

/** Sources of a pod's volume. */
const POD_SOURCES: Readonly<Record<string, Check>> = {
  ...SHARED,
  emptyDir: a(() => ({ source: `${CORE}#validateVolumeSource`, fields: { sizeLimit: nonNegativeQuantity } })),
  gitRepo: a(() => ({
    source: `${CORE}#validateGitRepoVolumeSource`,
    fields: { repository: required, directory: text('pathBelow') },
  })),
  secret: a(() => ({
    source: `${CORE}#validateSecretVolumeSource`,
    fields: { secretName: required, defaultMode: FILE_MODE, items: listOf(KEY_TO_PATH) },
  })),
  configMap: a(() => ({
    source: `${CORE}#validateConfigMapVolumeSource`,
    fields: { name: required, defaultMode: FILE_MODE, items: listOf(KEY_TO_PATH) },
  })),
  iscsi: a(() => ISCSI),
  glusterfs: a(() => ({
    source: `${CORE}#validateGlusterfsVolumeSource`,
    fields: { endpoints: required, path: required },
  })),
  persistentVolumeClaim: a(() => ({
    source: `${CORE}#validatePersistentClaimVolumeSource`,
    fields: { claimName: required },
  })),
  rbd: a(() => RBD),
  cinder: a(() => ({
    source: `${CORE}#validateCinderVolumeSource`,
    fields: { volumeID: required, secretRef: secretName },
  })),
  cephfs: a(() => CEPH),
  downwardAPI: a(() => ({
    source: `${CORE}#validateDownwardAPIVolumeSource`,
    fields: { defaultMode: FILE_MODE, items: listOf(FILE_OF_POD) },
  })),
  flexVolume: a(() => FLEX),
  azureFile: a(() => AZURE_FILE),
  storageos: a(() => ({ ...STORAGE_OS, fields: { ...STORAGE_OS.fields, secretRef: secretName } })),
  projected: a(PROJECTED),
  scaleIO: a(() => SCALE_IO),
  csi: a(() => ({
    source: `${CORE}#validateCSIVolumeSource`,
    fields: {
      driver: [required, text('driverName')],
      nodePublishSecretRef: a(() => ({
        source: `${CORE}#validateCSIVolumeSource`,
        fields: { name: [required, text('dnsSubdomain')] },
      })),
    },
  })),
  ephemeral: a(() => ({
    source: `${CORE}#validateEphemeralVolumeSource`,
    fields: {
      volumeClaimTemplate: needed(() => ({
        source: `${CORE}#ValidatePersistentVolumeClaimTemplate`,
        fields: { metadata: a(CLAIM_METADATA), spec: a(CLAIM_SPEC) },
      })),
    },
  })),
};

const IMAGE = (): Shape => ({
  source: `${CORE}#validateImageVolumeSource`,
  fields: { pullPolicy: choice('Always', 'Never', 'IfNotPresent'), reference: since(37, required) },
});

/** A volume of a pod. Without a source it is an emptyDir. */
export const VOLUME = (): Shape => ({
  source: `${CORE}#validateVolumeSource`,
  fields: { name: [required, text('dnsLabel')], image: since(35, a(IMAGE)), ...POD_SOURCES },
  rules: [
    until(34, noMoreThanOne('source', ...Object.keys(POD_SOURCES))),
    since(35, noMoreThanOne('source', ...Object.keys(POD_SOURCES), 'image')),
    relation(iscsiNameLength),
  ],
});

const secretReference: Check = a(() => ({
  source: `${CORE}#validatePVSecretReference`,
  fields: { name: [required, text('dnsSubdomain')], namespace: [required, text('dnsLabel')] },
}));

/** Sources of a PersistentVolume. */
export const PERSISTENT_SOURCES: Readonly<Record<string, Check>> = {
  ...SHARED,
  glusterfs: a(() => ({
    source: `${CORE}#validateGlusterfsPersistentVolumeSource`,
    fields: { endpoints: required, path: required, endpointsNamespace: strictText('dnsLabel') },
  })),
  rbd: a(() => RBD),
  cephfs: a(() => CEPH),
  iscsi: a(() => ({
    ...ISCSI,
    source: `${CORE}#validateISCSIPersistentVolumeSource`,
    fields: { ...ISCSI.fields, secretRef: secretName },
  })),
  cinder: a(() => ({
    source: `${CORE}#validateCinderPersistentVolumeSource`,
    fields: { volumeID: required, secretRef: secretOf },
  })),
  flexVolume: a(() => ({ ...FLEX, source: `${CORE}#validateFlexPersistentVolumeSource` })),
  azureFile: a(() => ({
    ...AZURE_FILE,
    source: `${CORE}#validateAzureFilePV`,
    rules: [when(given('secretNamespace'), field('secretNamespace', required))],
  })),
  scaleIO: a(() => ({ ...SCALE_IO, source: `${CORE}#validateScaleIOPersistentVolumeSource` })),
  local: a(() => ({
    source: `${CORE}#validateLocalVolumeSource`,
    fields: { path: [required, text('pathWithoutBacksteps')] },
  })),
  storageos: a(() => ({
    ...STORAGE_OS,
    source: `${CORE}#validateStorageOSPersistentVolumeSource`,
    fields: { ...STORAGE_OS.fields, secretRef: secretOf },
  })),
  csi: a(() => ({
    source: `${CORE}#validateCSIPersistentVolumeSource`,
    fields: {
      driver: [required, text('driverName')],
      volumeHandle: required,
      controllerPublishSecretRef: secretReference,
      controllerExpandSecretRef: secretReference,
      nodePublishSecretRef: secretReference,
      nodeExpandSecretRef: secretReference,
    },
  })),
};
