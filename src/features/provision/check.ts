import { byteLength, checkDnsLabel, checkDnsSubdomain, DNS_LABEL_MAX, quote } from '../../kubernetes/names';
import { checkCidr } from '../../kubernetes/network';
import { PROVISIONED } from '../../units/marks';
import { MachinePoolProps, ProvisionProps } from './props';
import { poolObjectName } from './resolved';

/** The ways to make a cluster, of which the props give one. */
export type ProvisionWay = 'aks' | 'chart' | 'clusterClass' | 'docker' | 'eks' | 'infrastructure';

/** The way that props give; undefined if they give none or several. */
export function provisionWay(props: ProvisionProps<object>): ProvisionWay | undefined {
  const given = WAYS.filter((way) => props[way] !== undefined);
  if (given.length !== 1) return undefined;
  return given[0] === 'provider' ? props.provider : given[0];
}

const WAYS = ['provider', 'clusterClass', 'chart', 'infrastructure'] as const;

/** The options that belong to some ways only. */
const ONLY_FOR: { readonly [K in keyof ProvisionProps<object>]?: readonly ProvisionWay[] } = {
  classNamespace: ['clusterClass'],
  variables: ['clusterClass'],
  values: ['chart'],
  controlPlane: ['infrastructure'],
  version: ['aks', 'eks', 'docker', 'clusterClass', 'infrastructure'],
  pools: ['aks', 'eks', 'docker', 'clusterClass', 'infrastructure'],
  region: ['aks', 'eks'],
  identity: ['aks', 'eks'],
  identityKind: ['eks'],
  identityNamespace: ['aks'],
  resourceGroup: ['aks'],
  subscription: ['aks'],
  controlPlaneReplicas: ['docker', 'clusterClass'],
  controlPlaneSpec: ['aks', 'eks', 'docker'],
  podCidrs: ['aks', 'eks', 'docker', 'clusterClass', 'infrastructure'],
  serviceCidrs: ['aks', 'eks', 'docker', 'clusterClass', 'infrastructure'],
};

/** The options of pools that belong to some ways only. */
const POOL_ONLY_FOR: { readonly [K in keyof MachinePoolProps]?: readonly ProvisionWay[] } = {
  machineType: ['aks', 'eks'],
  mode: ['aks'],
  class: ['clusterClass'],
  kind: ['clusterClass'],
  infrastructure: ['infrastructure'],
  bootstrap: ['infrastructure'],
  spec: ['aks', 'eks', 'docker'],
  deletable: ['aks', 'eks', 'docker', 'infrastructure'],
};

/** Options without which a way cannot make a cluster, with what they are. */
const NEEDED: { readonly [W in ProvisionWay]?: ReadonlyArray<readonly [keyof ProvisionProps<object>, string]> } = {
  aks: [
    ['version', 'a version of Kubernetes such as "v1.34.2"'],
    ['region', 'an Azure location such as "westeurope"'],
    ['identity', 'the name of an AzureClusterIdentity'],
  ],
  eks: [
    ['version', 'a version of Kubernetes such as "v1.34.2"'],
    ['region', 'an AWS region such as "eu-central-1"'],
    ['identity', 'the name of an AWSClusterRoleIdentity, or of an identity of another identityKind'],
  ],
  docker: [['version', 'a version of Kubernetes such as "v1.34.2"']],
  clusterClass: [['version', 'a version of Kubernetes such as "v1.34.2"']],
  infrastructure: [['version', 'a version of Kubernetes such as "v1.34.2"']],
};

/** As the webhooks of Cluster API and of its providers read it. EKS itself knows minor versions only. */
const VERSION = /^v\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;
const EKS_VERSION = /^v\d+\.\d+(?:\.\d+)?$/;

/** Azure's rule for the name of a pool of Linux machines. */
const AKS_POOL = /^[a-z][a-z0-9]{0,11}$/;

/** Problems of the way a cluster is provisioned. */
export function provisionProblems(cluster: string, props: ProvisionProps<object>): string[] {
  const way = provisionWay(props);
  if (way === undefined) return [wayProblem(props)];
  const needless = Object.entries(ONLY_FOR).filter(
    ([option, ways]) => props[option as keyof ProvisionProps<object>] !== undefined && !ways.includes(way),
  );
  const missing = (NEEDED[way] ?? []).filter(([option]) => props[option] === undefined || props[option] === '');
  return [
    ...needless.map(([option]) => `provision gives ${option}, which ${wayText(way)} does not take: leave it out`),
    ...missing.map(([option, what]) => `provision gives no ${option}, which ${wayText(way)} needs: give ${what}`),
    ...(props.chart?.problems ?? []).map((problem) => `provision: ${problem}`),
    ...valueProblems(way, props),
    ...nameProblems(cluster, props),
    ...poolsProblems(cluster, way, props.pools ?? {}),
  ].filter((problem) => problem !== undefined);
}

function wayProblem(props: ProvisionProps<object>): string {
  const given = WAYS.filter((way) => props[way] !== undefined);
  const what = given.length === 0 ? 'does not say how' : `gives ${given.join(' and ')}`;
  return `provision ${what}: give one of ${WAYS.join(', ')}`;
}

/** A way as messages name it. */
function wayText(way: ProvisionWay): string {
  return ['aks', 'eks', 'docker'].includes(way) ? `provider ${quote(way)}` : way;
}

function valueProblems(way: ProvisionWay, props: ProvisionProps<object>): Array<string | undefined> {
  const { version, podCidrs = [], serviceCidrs = [] } = props;
  const pattern = way === 'eks' ? EKS_VERSION : VERSION;
  return [
    version === undefined || version === '' || pattern.test(version)
      ? undefined
      : `provision version ${quote(version)} is not a version of Kubernetes: write it such as "v1.34.2"`,
    ...podCidrs.map((cidr) => checkCidr('provision podCidrs', cidr)),
    ...serviceCidrs.map((cidr) => checkCidr('provision serviceCidrs', cidr)),
  ];
}

function nameProblems(cluster: string, props: ProvisionProps<object>): Array<string | undefined> {
  const name = `${PROVISIONED}-${cluster}`;
  const { clusterClass, identity, identityNamespace, classNamespace } = props;
  return [
    byteLength(name) > DNS_LABEL_MAX
      ? `cluster name ${quote(cluster)} is ${byteLength(cluster)} bytes long, and the Kustomization ${quote(name)} of what provisions it has at most ${DNS_LABEL_MAX}: use at most ${DNS_LABEL_MAX - PROVISIONED.length - 1}`
      : undefined,
    clusterClass && checkDnsSubdomain('provision clusterClass', clusterClass),
    classNamespace && checkDnsLabel('provision classNamespace', classNamespace),
    identity && checkDnsSubdomain('provision identity', identity),
    identityNamespace && checkDnsLabel('provision identityNamespace', identityNamespace),
  ].map((problem) => problem || undefined);
}

function poolsProblems(
  cluster: string,
  way: ProvisionWay,
  pools: Readonly<Record<string, MachinePoolProps>>,
): Array<string | undefined> {
  const all = Object.entries(pools).flatMap(([name, pool]) => poolProblems(cluster, way, name, pool));
  if (way !== 'aks' || Object.values(pools).some(({ mode }) => mode === 'System')) return all;
  const names = Object.keys(pools);
  const given = names.length === 0 ? 'no pool' : `no pool of mode "System" among ${names.map(quote).join(', ')}`;
  return [...all, `provision has ${given}, and provider "aks" needs one: give a pool mode: 'System'`];
}

function poolProblems(
  cluster: string,
  way: ProvisionWay,
  name: string,
  pool: MachinePoolProps,
): Array<string | undefined> {
  const what = `pool ${quote(name)}`;
  const needless = Object.entries(POOL_ONLY_FOR).filter(
    ([option, ways]) => pool[option as keyof MachinePoolProps] !== undefined && !ways.includes(way),
  );
  const needed =
    way === 'aks'
      ? 'machineType'
      : way === 'clusterClass'
        ? 'class'
        : way === 'infrastructure'
          ? 'infrastructure'
          : undefined;
  const object = poolObjectName(cluster, name);
  const isLabel = checkDnsLabel(what, name) === undefined;
  return [
    ...needless.map(([option]) => `${what} gives ${option}, which ${wayText(way)} does not take: leave it out`),
    needed !== undefined && pool[needed] === undefined
      ? `${what} gives no ${needed}, which ${wayText(way)} needs: give one`
      : undefined,
    checkDnsLabel(`name of ${what},`, name),
    way === 'aks' && isLabel && !AKS_POOL.test(name)
      ? `${what} is not a name that Azure takes: use at most 12 lower-case letters and digits, a letter first`
      : undefined,
    isLabel && byteLength(object) > DNS_LABEL_MAX
      ? `${what} is called ${quote(object)} with the cluster's name, which is ${byteLength(object)} bytes long: use at most ${DNS_LABEL_MAX}`
      : undefined,
  ];
}
