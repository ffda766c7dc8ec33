import type { ControlPlane } from '../harness/control-plane';
import { at, type KubeObject } from '../harness/kube-object';
import { Poll } from '../harness/poll';
import { NAMESPACE } from './fleet';

const POLL_MS = 200;

/** Looks all the time how many ready pods each Service leads to. */
export class Watcher {
  /** Starts it. It ends before the plane does. */
  static start(plane: ControlPlane): Watcher {
    const watcher = new Watcher(plane);
    const poll = new Poll('the watcher of ready pods', POLL_MS, () => watcher.round());
    plane.beforeStop(() => poll.stop());
    return watcher;
  }

  /** For each Service, the fewest ready pods since {@link wants}, with what was there then. */
  private readonly fewest = new Map<string, { readonly count: number; readonly seen: string }>();
  private looks = 0;

  private constructor(private readonly plane: ControlPlane) {}

  /** Counts anew from here on. */
  wants(service: string): void {
    this.fewest.delete(service);
  }

  /** The fewest ready pods that a Service led to, and when. */
  least(service: string): { readonly count: number; readonly seen: string } {
    const found = this.fewest.get(service);
    if (found === undefined) throw new Error(`nobody looked at Service ${service} in ${this.looks} rounds`);
    return found;
  }

  private async round(): Promise<void> {
    const client = this.plane.client();
    const list = () => client.list('v1', 'Service', { namespace: NAMESPACE });
    const before = new Map((await list()).map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
    const pods = (await client.list('v1', 'Pod', { namespace: NAMESPACE })).filter(isReady);
    // Of a Service that changed in between, nobody knows which pods it led to when they were read.
    const services = (await list()).filter(
      ({ metadata: { name, resourceVersion } }) => before.get(name) === resourceVersion,
    );
    this.looks++;
    for (const service of services) {
      const selector = Object.entries((at(service, 'spec', 'selector') ?? {}) as Record<string, string>);
      const count = pods.filter(({ metadata: { labels = {} } }) =>
        selector.every(([key, value]) => labels[key] === value),
      );
      const { name } = service.metadata;
      const least = this.fewest.get(name)?.count ?? Infinity;
      if (count.length < least)
        this.fewest.set(name, {
          count: count.length,
          seen: JSON.stringify([selector, pods.map((pod) => pod.metadata.name)]),
        });
    }
  }
}

function isReady(pod: KubeObject): boolean {
  const conditions = (at(pod, 'status', 'conditions') ?? []) as Array<{
    readonly type: string;
    readonly status: string;
  }>;
  return (
    pod.metadata.deletionTimestamp === undefined &&
    conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  );
}
