import { ApiObject } from 'cdk8s';
import { App, Cluster, Component, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';
import type { Tree } from './tree';

export const CLUSTER = 'site';
export const FLEET_URL = 'https://git.example.com/acme/fleet';

type Config = Record<string, never>;

/** What differs from step to step. */
export interface LibraryStep {
  /** The tenant that has the app `api`. */
  readonly api: 'alpha' | 'gamma';
  readonly beta: boolean;
  /** Whether tenant gamma has a second namespace. */
  readonly jobs: boolean;
  /** Name of the component with the data, and whether it prunes. */
  readonly data: { readonly name: 'cache' | 'store'; readonly prune: boolean };
  readonly qa: 'drained' | 'gone' | 'there';
}

/** A fleet made by the library at one of the steps that its documentation describes. */
export function libraryTree({ api, beta, jobs, data, qa }: LibraryStep): Tree {
  const fleet = new Fleet<Config>({ name: 'acme', source: Source.git({ url: FLEET_URL, branch: 'main' }) });
  const site = new Cluster(fleet, CLUSTER);
  const prod = new Environment(fleet, 'prod', { clusters: [site] });
  // Another environment keeps qa from being the only thing that its name stands for.
  new Environment(fleet, 'qa', {
    clusters: qa === 'gone' ? [] : [site],
    ...(qa === 'drained' ? { drainedClusters: [site] } : {}),
  });
  new Component(prod, data.name, {
    namespace: 'prod-cache',
    prune: data.prune,
    manifests: (chart) => {
      new ApiObject(chart, 'settings', {
        ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'prod-cache' } },
        data: { size: '1' },
      });
    },
  });
  const tenant = (name: string, apps: readonly string[], namespaces: readonly string[] = []) => {
    const source = Source.git({ url: urlOf(name), branch: 'main' });
    const made = new Tenant(fleet, name, { source, owners: [`${name}-owners`], namespaces });
    for (const app of apps) new App(made, app, { path: `./${app}` });
  };
  tenant('alpha', api === 'alpha' ? ['web', 'api'] : ['web']);
  if (beta) tenant('beta', ['web']);
  tenant('gamma', api === 'gamma' ? ['web', 'api'] : ['web'], jobs ? ['jobs'] : []);
  const { tree } = fleet.synthesize();
  return Object.fromEntries(tree.paths.map((path) => [`dist/${path}`, tree.get(path)!]));
}

/** Where a tenant's manifests are. */
export const urlOf = (tenant: string): string => `https://git.example.com/${tenant}/apps`;
