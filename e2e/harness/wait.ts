import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeClient } from './kube-client';
import { KubeError } from './kube-http';
import { at, conditionOf, textAt, type KubeObject } from './kube-object';
import { Patience, type PatienceOptions } from './patience';

/** How long and how often to look. */
export interface WaitOptions extends PatienceOptions {
  /** @default 300 */
  readonly intervalMs?: number;
}

/** What waiting ends with: anything but undefined, null and false. */
export type Found<T> = Exclude<T, undefined | null | false>;

/**
 * Calls a function until it returns something other than undefined, null or false, and returns that.
 *
 * The function says what it sees through `observe`: a state not seen before is progress, and the last one is part of the
 * error. A refused or failed API request counts as seen; any other error ends the wait at once.
 * @throws when there is no progress, naming what was waited for and the last observed state.
 */
export async function waitFor<T>(
  description: string,
  look: (observe: (state: string) => void) => Promise<T>,
  { intervalMs = 300, ...options }: WaitOptions = {},
): Promise<Found<T>> {
  const patience = new Patience(options);
  let observed = 'nothing';
  for (;;) {
    try {
      const result = await look((state) => (observed = state));
      if (result !== undefined && result !== null && result !== false) return result as Found<T>;
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      observed = error.message;
    }
    patience.see(observed);
    const why = patience.exhausted();
    if (why !== undefined) throw new Error(`waited in vain for ${description}: ${why}; last observed: ${observed}`);
    await sleep(intervalMs);
  }
}

/** Name of a namespaced object. */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

/** Options of {@link waitForReady}. */
export interface ReadyOptions extends WaitOptions {
  /**
   * Revision that each must have applied, or its end (`sha1:…`) where branches differ; without it any will do, an
   * old one included.
   */
  readonly revision?: string;
}

/**
 * Waits until Flux Kustomizations are Ready for their current generation. They need not exist yet.
 * @throws when there is no progress, with the Ready condition of each that is not.
 */
export async function waitForReady(
  client: KubeClient,
  kustomizations: readonly NamespacedName[],
  { revision, ...options }: ReadyOptions = {},
): Promise<void> {
  const names = kustomizations.map(({ namespace, name }) => `${namespace}/${name}`);
  await waitFor(
    `${names.length} Kustomizations to be Ready${revision === undefined ? '' : ` at ${revision}`}`,
    async (observe) => {
      const found = new Map((await listKustomizations(client)).map((object) => [nameOf(object), object]));
      const problems = names.flatMap((name) => {
        const problem = notReady(found.get(name), revision);
        return problem === undefined ? [] : [`\n  ${name}: ${problem}`];
      });
      observe(`${problems.length} not Ready:${problems.join('')}`);
      return problems.length === 0;
    },
    options,
  );
}

/** Every Flux Kustomization of a cluster. */
export async function listKustomizations(client: KubeClient): Promise<KubeObject[]> {
  return client.list('kustomize.toolkit.fluxcd.io/v1', 'Kustomization');
}

/** Why a Kustomization does not count as Ready; undefined when it does. */
export function notReady(kustomization: KubeObject | undefined, revision?: string): string | undefined {
  if (!kustomization) return 'does not exist';
  const ready = conditionOf(kustomization, 'Ready');
  if (!ready) return 'has no Ready condition yet';
  if (ready.status !== 'True') return `${ready.reason}: ${ready.message}`;
  const observed = at(kustomization, 'status', 'observedGeneration');
  if (observed !== kustomization.metadata.generation) return `Ready for an older generation, ${String(observed)}`;
  const applied = textAt(kustomization, 'status', 'lastAppliedRevision');
  return revision === undefined || applied?.endsWith(revision) ? undefined : `Ready at ${applied}`;
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}
