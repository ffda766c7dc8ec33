import {
  anything,
  flag,
  freeMap,
  instance,
  list,
  mapOf,
  number,
  object,
  oneOf,
  OptionTable,
  required,
  text,
} from '../../core/options';
import { HelmChart } from '../source';
import { ClusterApiReference, MachinePoolProps, ProvisionProps } from './props';

const REFERENCE = object<ClusterApiReference>({
  apiGroup: required(text),
  kind: required(text),
  name: required(text),
});

const COUNT = number({ least: 0, whole: true });

const POOL = object<MachinePoolProps>({
  replicas: COUNT,
  machineType: text,
  mode: oneOf('System', 'User'),
  class: text,
  kind: oneOf('MachineDeployment', 'MachinePool'),
  infrastructure: REFERENCE,
  bootstrap: REFERENCE,
  spec: freeMap,
  deletable: flag,
});

/** The types of the options but for the management cluster, whose class is not known here. */
export const PROVISION_TYPES: Omit<OptionTable<ProvisionProps>, 'managementCluster'> = {
  provider: oneOf('aks', 'eks', 'docker'),
  clusterClass: text,
  classNamespace: text,
  variables: mapOf(anything),
  chart: instance('a HelmChart', () => HelmChart),
  values: freeMap,
  infrastructure: REFERENCE,
  controlPlane: REFERENCE,
  version: text,
  pools: mapOf(POOL),
  region: text,
  identity: text,
  identityKind: oneOf('AWSClusterControllerIdentity', 'AWSClusterRoleIdentity', 'AWSClusterStaticIdentity'),
  identityNamespace: text,
  resourceGroup: text,
  subscription: text,
  controlPlaneReplicas: COUNT,
  controlPlaneSpec: freeMap,
  podCidrs: list(text),
  serviceCidrs: list(text),
  deletable: flag,
};
