import type { KubeClient } from '../harness/kube-client';
import { at, conditionOf, textAt, type KubeObject } from '../harness/kube-object';
import { listKustomizations, waitFor } from '../harness/wait';

/** For how long nothing may move at least: longer than any pause that Flux makes between two attempts here. */
const CALM_MS = 5_000;

/** What is added to that for each millisecond that a look takes: on a busy machine Flux is as slow as the looks are. */
const CALM_PER_LOOK = 20;

/**
 * Waits until Flux is done with a revision: every Kustomization has applied it, has failed at it or cannot get it, none
 * of them changes any more, and no namespace is on its way out.
 */
export async function settled(client: KubeClient, revision: string): Promise<void> {
  let [last, since, slowest] = ['', performance.now(), 0];
  const failed = new Set<string>();
  await waitFor('Flux to come to rest', async (observe) => {
    const start = performance.now();
    const all = await listKustomizations(client);
    const sources = await client.list('source.toolkit.fluxcd.io/v1', 'GitRepository');
    const names = new Set(sources.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
    const busy = all
      .filter((one) => names.has(sourceOf(one)) && isBusy(one, revision, failed))
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    const leaving = (await client.list('v1', 'Namespace')).filter(({ metadata }) => metadata.deletionTimestamp);
    const now = JSON.stringify(all.map(stateOf));
    const end = performance.now();
    if (now !== last || busy.length > 0 || leaving.length > 0) [last, since, slowest] = [now, end, 0];
    slowest = Math.max(slowest, end - start);
    observe(`busy ${busy.join(', ')}; leaving ${leaving.map(({ metadata }) => metadata.name).join(', ')}`);
    return end - since >= CALM_MS + CALM_PER_LOOK * slowest;
  });
}

function isBusy(kustomization: KubeObject, revision: string, failed: Set<string>): boolean {
  if (at(kustomization, 'spec', 'suspend') === true) return false;
  const ready = conditionOf(kustomization, 'Ready');
  // One that has failed is tried again and again.
  const { uid, generation } = kustomization.metadata;
  const attempt = `${uid} ${generation}`;
  if (ready?.status === 'False') failed.add(attempt);
  if (!ready || ready.status === 'Unknown') return !failed.has(attempt);
  return ready.status === 'True' && !textAt(kustomization, 'status', 'lastAppliedRevision')?.endsWith(revision);
}

function sourceOf(kustomization: KubeObject): string {
  return `${kustomization.metadata.namespace}/${textAt(kustomization, 'spec', 'sourceRef', 'name')}`;
}

function stateOf({ metadata, status = {} }: KubeObject): unknown {
  const { uid, generation, deletionTimestamp } = metadata;
  return [uid, generation, deletionTimestamp, status.inventory, status.lastAttemptedRevision];
}
