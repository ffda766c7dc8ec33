import { Cluster, Data, Environment, Fleet, loadData, Source, Tenant } from '../../src';

/** A fleet with a tenant for each data file in `teams`. */
export function teamsFleet(): Fleet {
  const source = Source.git({ url: 'https://git.example.com/acme/fleet', branch: 'main' });
  const fleet = new Fleet({ name: 'acme', source });
  new Environment(fleet, 'dev', { clusters: [new Cluster(fleet, 'eu-1')] });
  const team = Data.object({ owners: Data.list(Data.string()) });
  for (const { name, data } of loadData(fleet, 'teams', team)) {
    new Tenant(fleet, name, {
      source: Source.git({ url: `https://git.example.com/${name}`, branch: 'main' }),
      ...data,
    });
  }
  return fleet;
}
