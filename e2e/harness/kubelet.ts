import type { ControlPlane } from './control-plane';
import { KubeError } from './kube-http';
import { at, referenceTo, type KubeObject } from './kube-object';
import { Poll } from './poll';

const POLL_MS = 300;

interface Container {
  readonly name: string;
  readonly image?: string;
}

/**
 * A stand-in for scheduler and kubelet: calls every Pod Running and Ready, and a Job's Pod Succeeded, without running
 * anything. With the controllers `deployment` and `replicaset` (or `job`) on, workloads become Available and Flux's
 * `wait: true` can end.
 *
 * It proves nothing about images, probes, volumes or resources. Pods stay unassigned to a node, so the API server
 * removes them at once on deletion, as there is no kubelet to confirm it.
 */
export class StandInKubelet {
  /** Starts it. It ends before the plane does. */
  static start(plane: ControlPlane): StandInKubelet {
    const kubelet = new StandInKubelet(plane);
    const poll = new Poll('the stand-in kubelet', POLL_MS, () => kubelet.round());
    plane.beforeStop(() => poll.stop());
    return kubelet;
  }

  private constructor(private readonly plane: ControlPlane) {}

  private async round(): Promise<void> {
    const pods = await this.plane.client().list('v1', 'Pod');
    await Promise.all(pods.filter(isPending).map((pod) => this.run(pod)));
  }

  private async run(pod: KubeObject): Promise<void> {
    try {
      await this.plane.client().patchStatus(referenceTo(pod), podStatus(pod));
    } catch (error) {
      // Deleted between the list and now.
      if (!(error instanceof KubeError && error.status === 404)) throw error;
    }
  }
}

function isPending(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && at(pod, 'status', 'phase') === 'Pending';
}

function podStatus(pod: KubeObject): Record<string, unknown> {
  const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const finished = pod.metadata.ownerReferences?.some(({ kind }) => kind === 'Job') ?? false;
  const state = finished
    ? { terminated: { exitCode: 0, reason: 'Completed', startedAt: time, finishedAt: time } }
    : { running: { startedAt: time } };
  const condition = (type: string, status: boolean): Record<string, string> => ({
    type,
    status: status ? 'True' : 'False',
    lastTransitionTime: time,
  });
  return {
    phase: finished ? 'Succeeded' : 'Running',
    startTime: time,
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', !finished),
      condition('Ready', !finished),
    ],
    containerStatuses: (at(pod, 'spec', 'containers') as Container[]).map(({ name, image = '' }) => ({
      name,
      image,
      imageID: image,
      ready: !finished,
      started: !finished,
      restartCount: 0,
      state,
    })),
  };
}
