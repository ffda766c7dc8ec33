import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { GitRepository } from 'cdk8s-flux-fleet/flux';

/** The clusters that Cluster API provisions, with the values of their charts. */
export const workerClusters = [
  {
    name: 'east-voyager-helm-release',
    path: './capi/charts/azure/aks-cluster-chart',
    values: {
      name: 'east-voyager',
      clusterResourceGroup: 'voyager-rg',
      controlAgentPoolName: 'clevpool',
      workerAgentPoolName: 'wrevpool',
      virtualNetwork: { name: 'voyager-vnet' },
    },
  },
  {
    name: 'pacific-aks-helm-release',
    path: './capi/charts/azure/aks-cluster-chart',
    values: {
      name: 'pacific-aks',
      clusterResourceGroup: 'pacific-aks-rg',
      controlAgentPoolName: 'clpacpool',
      workerAgentPoolName: 'wrpacpool',
      virtualNetwork: { name: 'pacific-vnet' },
    },
  },
  {
    name: 'secure-aks-helm-release',
    path: './capi/charts/azure/aks-cluster-chart',
    values: {
      name: 'secure-aks',
      clusterResourceGroup: 'secure-aks-rg',
      controlAgentPoolName: 'clsecpool',
      workerAgentPoolName: 'wrsecpool',
      networkPlugin: 'azure',
      networkPolicy: 'azure',
      virtualNetwork: { name: 'secure-vnet' },
      infraPath: './infra/base/secure-aks-baseline',
    },
  },
  {
    name: 'west-aws-helm-release',
    path: './capi/charts/aws/eks-cluster-chart',
    values: {
      name: 'west-voyager',
      location: 'us-west-2',
      k8sVersion: 'v1.21.2',
      workerAgentPoolNodes: 1,
      workerAgentPoolNodeSize: 't2.medium',
    },
  },
];

const kinds = (apiGroup: string, ...resourceTypes: string[]) =>
  resourceTypes.map((resourceType) => kplus.ApiResource.custom({ apiGroup, resourceType }));

/** The kinds that these charts create, and Helm's release records. */
const provisionedKinds = [
  ...kinds('', 'secrets'),
  ...kinds('bootstrap.cluster.x-k8s.io', 'eksconfigtemplates'),
  ...kinds('cluster.x-k8s.io', 'clusters', 'machinedeployments'),
  ...kinds('controlplane.cluster.x-k8s.io', 'awsmanagedcontrolplanes'),
  ...kinds('exp.cluster.x-k8s.io', 'machinepools'),
  ...kinds('exp.infrastructure.cluster.x-k8s.io', 'azuremanagedclusters', 'azuremanagedcontrolplanes'),
  ...kinds('exp.infrastructure.cluster.x-k8s.io', 'azuremanagedmachinepools'),
  ...kinds('infrastructure.cluster.x-k8s.io', 'awsmachinetemplates'),
  ...kinds('kustomize.toolkit.fluxcd.io', 'kustomizations'),
];

/** The account that installs the charts: it may write their objects, in its own namespace. */
export function provisioner(chart: Chart): kplus.ServiceAccount {
  const account = new kplus.ServiceAccount(chart, 'provisioner');
  const role = new kplus.Role(chart, 'provisioner-role');
  role.allowReadWrite(...provisionedKinds);
  new kplus.RoleBinding(chart, 'provisioner-binding', { role }).addSubjects(account);
  return account;
}

/** The repository of the charts, as a source in the chart's namespace. */
export function chartsOf(chart: Chart, url: string): GitRepository {
  return new GitRepository(chart, 'charts', { url, ref: { branch: 'main' } });
}
