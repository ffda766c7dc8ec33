import { values } from './base/declaration';
import { UsageError } from './base/usage-error';

/** The argument of the commands that are about one cluster. */
export const CLUSTER = { name: 'cluster', description: 'name of the cluster' } as const;

/** The option for contexts of the cluster, and of others that take part. */
export const CONTEXTS = values(
  'name',
  'context of kubectl for the cluster; CLUSTER=NAME for its manager or another one',
  {
    fallback: 'the name of the cluster',
  },
);

/**
 * Contexts of kubectl by cluster, from the options.
 *
 * @throws UsageError for one without a name on either side
 */
export function contextsOf(cluster: string, given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      // Names of clusters have no equals sign; contexts such as those of EKS may.
      const [, of = cluster, context = ''] = /^(?:([a-z0-9-]+)=)?(.*)$/.exec(text) ?? [];
      if (context === '') throw new UsageError(`--context ${JSON.stringify(text)} names no context: give one`);
      return [of, context];
    }),
  );
}
