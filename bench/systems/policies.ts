import { parseAllDocuments } from 'yaml';
import { Cluster, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';
import { FleetData, PeerData } from '../fleet-data';

const known = new Map<string, readonly object[]>();

/**
 * The admission policies that a cluster of an environment with tenants gets, the same text for all clusters of the
 * environment. The peers get them as data, as their users would keep them in a file.
 */
export function withPolicies(fleet: FleetData): PeerData {
  return { ...fleet, policies: Object.fromEntries(fleet.environments.map(({ name }) => [name, policiesOf(name)])) };
}

function policiesOf(environment: string): readonly object[] {
  let policies = known.get(environment);
  if (policies === undefined) known.set(environment, (policies = made(environment)));
  return policies;
}

/** This library's output for the smallest fleet with such an environment. */
function made(environment: string): object[] {
  const fleet = new Fleet({ name: 'bench', source: Source.git({ url: 'https://git.example.com/x', branch: 'main' }) });
  const cluster = new Cluster(fleet, 'cluster');
  new Environment(fleet, environment, { clusters: [cluster] });
  new Tenant(fleet, 'team', { source: Source.git({ url: 'https://git.example.com/y', branch: 'main' }) });
  const { tree } = fleet.synthesize();
  return tree.paths
    .filter((path) => path.includes('/policies/') && !path.endsWith('/kustomization.yaml'))
    .flatMap((path) => parseAllDocuments(String(tree.get(path)), { version: '1.1' }))
    .map((document) => document.toJS() as object);
}
