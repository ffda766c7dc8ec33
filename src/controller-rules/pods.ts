import { fieldsIn, isGiven, mapsIn, textIn } from './fields';
import { LATEST_POLICIES } from './kinds';
import { ClusterFinding, ClusterObjects, ClusterRule, nameOf } from './rule';
import { workloadsOf } from './workloads';

function* probeFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  for (const { on, workload } of workloadsOf(objects)) {
    const { probes = [] } = workload;
    if (probes.length === 0) continue;
    yield {
      on,
      message: `${probes.join(', ')}, which no container has: name a port of the container, or list that one in its ports`,
    };
  }
}

function* serviceFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const services = objects.of('Service').filter(({ fact }) => isGiven(fact.spec['selector']));
  if (services.length === 0) return;
  const workloads = workloadsOf(objects);
  for (const on of services) {
    const labels = Object.entries(fieldsIn(on.fact.spec['selector']));
    const selected = workloads.filter(
      ({ on: one, workload }) =>
        one.fact.metadata.namespace === on.fact.metadata.namespace &&
        labels.every(([key, value]) => workload.labels[key] === value),
    );
    if (labels.length === 0 || selected.length === 0) continue;
    const names = new Set(selected.flatMap(({ workload }) => workload.ports ?? []));
    const wanted = mapsIn(on.fact.spec['ports']).flatMap(({ targetPort }) => textIn(targetPort) ?? []);
    const missing = wanted.filter((port) => !/^\d+$/.test(port) && !names.has(port));
    if (missing.length === 0) continue;
    yield {
      on,
      message: `targetPort ${missing.join(', ')} is the name of no port of the pods that it selects, so that it leads nowhere: name one of their ports${names.size > 0 ? `, ${[...names].sort().join(', ')}` : ''}`,
    };
  }
}

function* latestFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const [policy] = LATEST_POLICIES.flatMap((kind) => objects.of(kind)).filter(
    ({ fact }) => fact.spec['latest'] === true,
  );
  if (policy === undefined) return;
  for (const { on, workload } of workloadsOf(objects)) {
    const { latest = [] } = workload;
    if (latest.length === 0) continue;
    yield {
      on,
      message: `${latest.join(', ')} has the tag latest, which ${nameOf(policy.fact)} of the program is about: name a version`,
    };
  }
}

/** Rules about pods that are valid and do not do. */
export const POD_RULES: readonly ClusterRule[] = [
  {
    kind: 'Pod',
    id: 'probe-on-no-port',
    controller: 'kubelet',
    file: 'pkg/probe/util.go',
    severity: 'warning',
    when: 'a probe is on a port that no container of the pod lists',
    then: 'the kubelet finds no port of that name, or asks one where nobody may listen: the pod never gets ready, or is restarted again and again',
    check: probeFindings,
  },
  {
    kind: 'Service',
    id: 'service-on-no-port',
    controller: 'kube-controller-manager',
    file: 'staging/src/k8s.io/endpointslice/utils.go',
    severity: 'warning',
    when: "`targetPort` is a name that no port of the program's pods has which it selects",
    then: 'its endpoints have no such port, and connections are refused',
    check: serviceFindings,
  },
  {
    kind: 'Pod',
    id: 'image-latest-forbidden',
    controller: 'kube-apiserver',
    file: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go',
    severity: 'warning',
    when: 'an image is `latest`, and an admission policy of the program (ValidatingAdmissionPolicy, Kyverno, Gatekeeper) is about that tag',
    then: 'the pods are refused as soon as the policy is applied',
    check: latestFindings,
  },
];
