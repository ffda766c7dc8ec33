import { readFileSync } from 'node:fs';
import { App, Cluster, Environment, Fleet, Source, Tenant } from 'cdk8s-flux-fleet';
import type { FleetData, SiteConfig } from '../../fleet-data';

const data = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as FleetData;

const fleet = new Fleet<SiteConfig>({
  name: data.name,
  source: Source.git({ url: data.repository, branch: 'main' }),
});

for (const { name, branch, clusters } of data.environments) {
  new Environment(fleet, name, {
    branch,
    clusters: clusters.map((cluster) => new Cluster(fleet, cluster.name, { config: cluster.config })),
  });
}

for (const { name, owners, repository, apps } of data.tenants) {
  const tenant = new Tenant(fleet, name, {
    source: ({ environment }) => Source.git({ url: repository, branch: environment.name }),
    owners,
  });
  const made = new Map<string, App<SiteConfig>>();
  for (const app of apps) {
    made.set(
      app.name,
      new App(tenant, app.name, {
        path: ({ config }) => `./${app.name}/${config.region}`,
        substitutions: ({ config }) => ({ ...config }),
        dependsOn: app.dependsOn.map((dependency) => made.get(dependency)!),
      }),
    );
  }
}

fleet.synth();
