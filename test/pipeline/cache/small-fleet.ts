import { App, Cluster, Component, Environment, Fleet, FleetProps, Tenant } from '../../../src';
import { configMap, git, Loose, newFleet } from '../../support/fleets';

/** What of the small fleet a test changes. */
export interface Small {
  readonly clusters?: readonly string[];
  /** What else the program says. */
  readonly build?: (fleet: Fleet<Loose>) => void;
  readonly props?: Partial<FleetProps<Loose>>;
}

/** A program of a few clusters with a tenant and a component. */
export function small({ clusters = ['eu-1', 'eu-2'], build, props }: Small = {}) {
  return (outdir: string): Fleet<Loose> => {
    const fleet = newFleet({ outdir, ...props });
    const all = clusters.map((name) => new Cluster<Loose>(fleet, name));
    new Environment<Loose>(fleet, 'dev', { clusters: all });
    const shop = new Tenant<Loose>(fleet, 'shop', { source: git, owners: ['shop-leads'] });
    new App<Loose>(shop, 'till', { path: './till' });
    new Component<Loose>(fleet, 'dns', { manifests: configMap });
    build?.(fleet);
    return fleet;
  };
}

/** Files and folders of it. */
export const FILE = 'dist/clusters/eu-1/infrastructure/dns/dns.yaml';
export const LIST = 'dist/clusters/eu-1/infrastructure/dns/kustomization.yaml';
export const UNIT = 'dist/clusters/eu-1/infrastructure/dns';
export const OTHER_UNIT = 'dist/clusters/eu-2/infrastructure/dns';
export const CLUSTER = 'dist/clusters/eu-1';
