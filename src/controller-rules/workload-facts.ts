import { defined } from '../core/defined';
import { listAt, mapAt, textAt, valueAt } from '../kubernetes/json';
import { JsonObject, KubernetesObject } from '../kubernetes/objects';
import { amountsIn, Amounts, ContainerAmounts, containerAmounts } from '../kubernetes/pods/amounts';
import { podSecurityViolations, PodSecurityViolation } from '../kubernetes/pods/pod-security';
import { podOf } from '../kubernetes/pods/pod-spec';
import { Fields, isGiven } from './fields';
import { latestImages, portNames, probesOnNoPort } from './pod-problems';

/** A volume that an object claims. */
export interface ClaimFact {
  readonly requests: Amounts;
  readonly storageClass?: string;
}

/** The fields of a workload that rules about its namespace read. */
export interface WorkloadFact extends Fields {
  /** The number that the manifest gives. */
  readonly replicas?: unknown;
  readonly labels: JsonObject;
  readonly containers: readonly ContainerAmounts[];
  readonly violations: readonly PodSecurityViolation[];
  /** The names of its containers' ports. @default - none */
  readonly ports?: readonly string[];
  /** Its probes on no port. @default - none */
  readonly probes?: readonly string[];
  /** Its images of the tag `latest`. @default - none */
  readonly latest?: readonly string[];
  /** The volumes that each of its pods claims. */
  readonly claims: readonly ClaimFact[];
}

/** The facts of an object that is a pod or makes pods; undefined for others. */
export function workloadFact(object: KubernetesObject): WorkloadFact | undefined {
  const pod = podOf(object);
  if (pod === undefined) return undefined;
  const replicas = valueAt(object, 'spec', 'replicas');
  const ports = portNames(pod.spec);
  const [probes, latest] = [probesOnNoPort(pod.spec), latestImages(pod.spec)];
  return {
    ...defined({
      ports: ports.length > 0 ? ports : undefined,
      probes: probes.length > 0 ? probes : undefined,
      latest: latest.length > 0 ? latest : undefined,
      replicas: isGiven(replicas) ? replicas : undefined,
    }),
    labels: pod.labels,
    containers: containerAmounts(pod.spec),
    violations: podSecurityViolations(pod.spec, pod.annotations),
    claims: object.kind === 'StatefulSet' ? listAt(object, 'spec', 'volumeClaimTemplates').map(claimFact) : [],
  };
}

/** The facts of a claim, or of a template of claims. */
export function claimFact(claim: unknown): ClaimFact {
  const storageClass = textAt(claim, 'spec', 'storageClassName');
  return {
    requests: amountsIn(mapAt(claim, 'spec', 'resources', 'requests')),
    ...defined({ storageClass }),
  };
}
