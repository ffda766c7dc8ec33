import { apiGroup, KubernetesObject } from '../../kubernetes/objects';
import { resourceOf } from '../../kubernetes/resources';
import { Admission } from '../../units/admission';
import { ALLOWED, BLOCKS_EVICTION, OPENED } from '../../units/marks';
import { annotations } from './annotation-policy';
import { exposure } from './exposure-policy';
import { reconcilers, references, sources } from './flux-policies';
import { budgets, pods } from './pod-policies';
import { Policy } from './policy';
import { products } from './product-policy';
import { volumes } from './volume-policy';

// Loaded with the first object: a fleet that delivers folders alone has none.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const judgement = () => require('./judge') as typeof import('./judge');

/**
 * The policies on what goes to a tenant's namespace. Those on its guardrails stand behind the tenant's rights, which are
 * checked apart, and the platform may change them.
 */
function policiesFor(accounts: readonly string[]): readonly Policy[] {
  return [
    ...[reconcilers(accounts), sources, references],
    ...[pods, budgets, volumes(accounts), exposure, annotations, products],
  ];
}

const POLICIES = policiesFor([]);

/** The tenant's options behind the annotations that messages name. */
const OPTIONS: ReadonlyArray<readonly [annotation: string, option: string]> = [
  ...Object.entries({ ...ALLOWED, ...OPENED }).map(([option, annotation]) => [annotation, option] as const),
  [BLOCKS_EVICTION, 'blocksEviction'] as const,
].map(([annotation, option]) => [
  annotation,
  `"${annotation === ALLOWED.sources ? 'allowedSources' : annotation === ALLOWED.charts ? 'allowedCharts' : option}" of the tenant`,
]);

/** Why admission refuses an object, in the words of the program; empty when it does not. */
export function refusalsOf(object: KubernetesObject, { user, namespace, isPlatform = false }: Admission): string[] {
  const group = apiGroup(object.apiVersion);
  const resource = { group, resource: resourceOf(group, object.kind) };
  const policies = isPlatform ? policiesFor([user.name]) : POLICIES;
  return judgement()
    .judge(policies, { operation: 'CREATE', object, resource, namespace, user })
    .map(({ message }) => OPTIONS.reduce((text, [annotation, option]) => text.replaceAll(annotation, option), message));
}
