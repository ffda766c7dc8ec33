import { Data } from 'cdk8s-flux-fleet';

/** Configuration that a region or a cluster may set. */
const site = {
  database: Data.object({
    host: Data.string().optional(),
    port: Data.integer().optional(),
    pool: Data.integer().optional(),
  }).optional(),
  loadBalancer: Data.object({
    class: Data.string().optional(),
    scheme: Data.oneOf('internal', 'internet-facing').optional(),
    replicas: Data.integer().optional(),
  }).optional(),
  images: Data.object({ ingress: Data.string().optional(), pooler: Data.string().optional() }).optional(),
};

/** `regions/<region>.yaml`. */
export const regionFile = Data.object({
  ...site,
  clusters: Data.names(Data.object({ environment: Data.oneOf('dev', 'qa', 'prod'), ...site })),
});

/** `teams/<team>.yaml`. */
export const teamFile = Data.object({
  owners: Data.list(Data.string()),
  operators: Data.list(Data.string()).optional(),
  contact: Data.string(),
  costCenter: Data.string(),
  /** Quota in production; other environments use their own. */
  quota: Data.map(Data.quantity()).optional(),
  placement: Data.placement().optional(),
  /** Services from the platform's list that run in the team's own namespace. */
  services: Data.list(Data.oneOf('memcached', 'nats', 'postgres', 'rabbitmq', 'redis', 'valkey')).optional(),
  apps: Data.names(
    Data.object({
      /** Host part of the app's address; the cluster's zone is appended. */
      host: Data.name().optional(),
      tag: Data.string(),
      placement: Data.placement().optional(),
      /** Other tags at some places; of two for the same place that of the higher rank. */
      overrides: Data.list(
        Data.object({ at: Data.placement(), tag: Data.string(), rank: Data.integer().optional() }),
      ).optional(),
    }),
  ),
});
