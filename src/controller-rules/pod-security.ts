import { PodSecurityStandard, PodSecurityViolation, refusedBy } from '../kubernetes/pods/pod-security';
import { kubernetesVersions } from '../schema/versions';
import { textIn } from './fields';
import { ClusterFinding, ClusterObjects, ClusterRule, PlacedFact } from './rule';
import { workloadsOf } from './workloads';

/** The minor versions that a cluster may have. */
const MINORS = kubernetesVersions.map((version) => Number(version.slice(version.indexOf('.') + 1)));

function* podSecurityFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const namespaces = new Map(objects.of('Namespace').map((one) => [one.fact.metadata.name, one]));
  if (namespaces.size === 0) return;
  for (const { on, workload } of workloadsOf(objects)) {
    const namespace = namespaces.get(on.fact.metadata.namespace ?? '');
    const refused = namespace === undefined ? [] : refusals(namespace, workload.violations);
    if (refused.length === 0) continue;
    const which = on.fact.kind === 'Pod' ? 'it' : 'its pods';
    yield {
      on,
      message: `its namespace enforces Pod Security "${textIn(namespace!.fact.spec['enforce'])}" and refuses ${which}, because ${refused.join('; ')}: change that, or give the namespace another level ("podSecurity" of a tenant)`,
    };
  }
}

/** Refusals of a namespace in every version of Kubernetes that the cluster may have. */
function refusals({ fact: { spec } }: PlacedFact, violations: readonly PodSecurityViolation[]): readonly string[] {
  const pinned = /^v1\.(\d+)$/.exec(textIn(spec['version']) ?? '');
  const standard = pinned === null ? Infinity : Number(pinned[1]);
  const level = spec['enforce'] as PodSecurityStandard;
  const byVersion = MINORS.map((minor) => refusedBy(violations, level, standard, minor));
  if (byVersion.some((refused) => refused.length === 0)) return [];
  return [...new Set(byVersion.at(-1)!.map(({ text }) => text))];
}

/** The rule about the Pod Security Standard that a namespace enforces. */
export const POD_SECURITY_RULES: readonly ClusterRule[] = [
  {
    kind: 'Pod',
    id: 'namespace-pod-security',
    controller: 'kube-apiserver',
    file: 'k8s.io/pod-security-admission policy/registry.go',
    severity: 'error',
    when: 'pods break the Pod Security Standard that a Namespace of the program enforces',
    then: 'the API server refuses them, and their workload never gets ready',
    check: podSecurityFindings,
  },
];
