import { quote } from '../kubernetes/names';
import { fieldsIn, isGiven, mapsIn, textIn, valueIn } from './fields';
import { Kind } from './kinds';
import { ClusterFinding, ClusterObjects, ClusterRule, nameOf, PlacedFact } from './rule';

/** The workload that an autoscaler or a Canary names, within its namespace. */
function targetOf({ fact }: PlacedFact, field: 'scaleTargetRef' | 'targetRef'): string | undefined {
  const { kind, name } = fieldsIn(fact.spec[field]);
  const fallback = fact.kind === 'ScaledObject' ? 'Deployment' : undefined;
  const of = textIn(kind) ?? fallback;
  return of === undefined || textIn(name) === undefined
    ? undefined
    : `${fact.metadata.namespace}/${of}/${String(name)}`;
}

/** Pairs of objects with the same key. */
function* pairs(
  all: readonly PlacedFact[],
  keyOf: (one: PlacedFact) => string | undefined,
): Generator<readonly [later: PlacedFact, earlier: PlacedFact, key: string]> {
  const first = new Map<string, PlacedFact>();
  for (const one of all) {
    const key = keyOf(one);
    if (key === undefined) continue;
    const other = first.get(key);
    if (other === undefined) first.set(key, one);
    else yield [one, other, key];
  }
}

function* autoscalerFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const all = [...objects.of('HorizontalPodAutoscaler'), ...objects.of('ScaledObject')];
  for (const [on, other] of pairs(all, (one) => targetOf(one, 'scaleTargetRef'))) {
    const { kind, name } = fieldsIn(on.fact.spec['scaleTargetRef']);
    yield {
      on,
      message: `it scales ${textIn(kind) ?? 'Deployment'} ${quote(name)}, which ${nameOf(other.fact)} scales already, and Kubernetes then scales by neither: leave out one of them`,
    };
  }
}

function* replicaFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const workloads = [...objects.of('Deployment'), ...objects.of('StatefulSet')];
  const scalers = new Map(
    [...objects.of('HorizontalPodAutoscaler'), ...objects.of('ScaledObject')].map((one) => [
      targetOf(one, 'scaleTargetRef'),
      one,
    ]),
  );
  for (const on of workloads) {
    const { kind, metadata, spec } = on.fact;
    const scaler = scalers.get(`${metadata.namespace}/${kind}/${metadata.name}`);
    if (scaler === undefined || !isGiven(spec['replicas'])) continue;
    yield {
      on,
      message: `spec.replicas is applied again at every interval, against ${nameOf(scaler.fact)}: leave replicas out`,
    };
  }
}

function* canaryAutoscalers(objects: ClusterObjects): Generator<ClusterFinding> {
  const scalers = new Map(
    [...objects.of('HorizontalPodAutoscaler'), ...objects.of('ScaledObject')].map((one) => [
      targetOf(one, 'scaleTargetRef'),
      one,
    ]),
  );
  for (const on of objects.of('Canary')) {
    const target = targetOf(on, 'targetRef');
    const scaler = target === undefined ? undefined : scalers.get(target);
    if (scaler === undefined || isGiven(on.fact.spec['autoscalerRef'])) continue;
    yield {
      on,
      message: `${nameOf(scaler.fact)} scales its target, which Flagger scales to 0 between analyses: name it as autoscalerRef`,
    };
  }
}

function* canaryServices(objects: ClusterObjects): Generator<ClusterFinding> {
  for (const on of objects.of('Canary')) {
    const { metadata, spec } = on.fact;
    const { kind, name } = fieldsIn(spec['targetRef']);
    const service = textIn(valueIn(spec, 'service', 'name')) ?? textIn(name);
    if (kind === 'Service' || service === undefined || !objects.has(`/Service/${metadata.namespace}/${service}`))
      continue;
    // On its way out: the Service is to be Flux's again.
    if (spec['suspend'] === true && spec['revertOnDeletion'] === true) continue;
    yield {
      on,
      message: `Service ${quote(service)} is in the program, and Flagger takes it over: Flux applies no change of it while the mark is there that Flagger sets: change its ports in the Canary's service; leave the Service out of an app that does not run yet`,
    };
  }
}

function* canaryTemplates(objects: ClusterObjects): Generator<ClusterFinding> {
  for (const on of objects.of('Canary')) {
    for (const { name, templateRef } of mapsIn(valueIn(on.fact.spec, 'analysis', 'metrics'))) {
      const { name: template, namespace = on.fact.metadata.namespace } = fieldsIn(templateRef);
      if (textIn(template) === undefined) continue;
      const place = `${String(namespace)}/${String(template)}`;
      if (objects.has(`flagger.app/MetricTemplate/${place}`)) continue;
      yield {
        on,
        message: `metric ${quote(name)} names MetricTemplate ${quote(place)}, which nothing in the program has: add it, or make sure that somebody else does`,
      };
    }
  }
}

/** The branch that an automation pushes to, with its repository. */
function pushedBranch(on: PlacedFact, objects: ClusterObjects): string | undefined {
  const { metadata, spec } = on.fact;
  const { name, namespace } = fieldsIn(spec['sourceRef']);
  const source = objects.find('GitRepository', textIn(namespace) ?? metadata.namespace ?? '', String(name));
  const { push, checkout } = fieldsIn(spec['git']);
  const branch = [
    valueIn(push, 'branch'),
    isGiven(checkout) ? valueIn(checkout, 'ref', 'branch') : valueIn(source?.fact.spec, 'ref', 'branch'),
  ]
    .map(textIn)
    .find((one) => one !== undefined);
  return source === undefined || branch === undefined ? undefined : `${String(source.fact.spec['url'])} ${branch}`;
}

/** The automations of a cluster, by the branch that each pushes to, with its repository. */
export function branchWriters(objects: ClusterObjects): Map<string, PlacedFact> {
  const writers = new Map<string, PlacedFact>();
  for (const on of objects.of('ImageUpdateAutomation')) {
    const branch = pushedBranch(on, objects);
    if (branch !== undefined) writers.set(branch, on);
  }
  return writers;
}

function* branchFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  for (const [on, other, key] of pairs(objects.of('ImageUpdateAutomation'), (one) => pushedBranch(one, objects))) {
    yield {
      on,
      message: `it pushes to branch ${quote(key.split(' ').at(-1))} as ${nameOf(other.fact)} does, and their pushes refuse each other: let one automation own the branch`,
    };
  }
}

function* branchlessFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  for (const on of objects.of('ImageUpdateAutomation')) {
    const { metadata, spec } = on.fact;
    const { push, checkout } = fieldsIn(spec['git']);
    if (!isGiven(spec['git']) || isGiven(checkout) || textIn(valueIn(push, 'branch')) !== undefined) continue;
    const { name, namespace } = fieldsIn(spec['sourceRef']);
    const source = objects.find('GitRepository', textIn(namespace) ?? metadata.namespace ?? '', String(name));
    if (source === undefined || textIn(valueIn(source.fact.spec, 'ref', 'branch')) !== undefined) continue;
    yield {
      on,
      message: `GitRepository ${quote(name)} follows no branch, and there is none to push to: give git.push.branch`,
    };
  }
}

function* artifactFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  const owner = new Map<string, PlacedFact>();
  for (const on of objects.of('ArtifactGenerator')) {
    if (isGiven(on.fact.spec['pathPattern'])) continue;
    for (const { name, namespace } of mapsIn(on.fact.spec['artifacts'])) {
      const key = `${textIn(namespace) ?? on.fact.metadata.namespace}/${String(name)}`;
      const other = owner.get(key);
      if (other !== undefined && other !== on) {
        yield {
          on,
          message: `it makes ExternalArtifact ${quote(key)}, which ${nameOf(other.fact)} makes already: give one of them another name`,
        };
      }
      owner.set(key, on);
    }
  }
}

function* parameterFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  for (const on of objects.of('ValidatingAdmissionPolicyBinding')) {
    const { policyName, paramRef } = on.fact.spec;
    const policy = objects.find('ValidatingAdmissionPolicy', '', String(policyName));
    if (policy?.fact.spec['failurePolicy'] !== 'Ignore' || fieldsIn(paramRef)['parameterNotFoundAction'] !== 'Deny')
      continue;
    yield {
      on,
      message: `parameterNotFoundAction Deny does not hold, because failurePolicy of ${nameOf(policy.fact)} is Ignore and a missing parameter counts as a failure: set failurePolicy to Fail`,
    };
  }
}

function* instanceFindings(objects: ClusterObjects): Generator<ClusterFinding> {
  for (const [on, other] of pairs(objects.of('FluxInstance'), () => 'one')) {
    yield { on, message: `${nameOf(other.fact)} installs Flux on the same cluster: keep one of them` };
  }
}

function rule(kind: Kind, row: Omit<ClusterRule, 'kind'>): ClusterRule {
  return { kind, ...row };
}

const FLAGGER = { controller: 'flagger' } as const;
const AUTOMATION = { controller: 'image-automation-controller', file: 'internal/source/git.go' } as const;

/** Rules about what has two owners on one cluster. */
export const OWNER_RULES: readonly ClusterRule[] = [
  rule('HorizontalPodAutoscaler', {
    controller: 'kube-controller-manager',
    id: 'autoscaler-twice',
    file: 'pkg/controller/podautoscaler/horizontal.go',
    severity: 'error',
    when: 'two autoscalers (HorizontalPodAutoscaler, or ScaledObject of KEDA) have one target',
    then: 'ScalingActive is False (AmbiguousSelector), and neither scales',
    check: autoscalerFindings,
  }),
  rule('HorizontalPodAutoscaler', {
    controller: 'kustomize-controller',
    id: 'autoscaler-replicas',
    file: 'github.com/fluxcd/pkg/ssa v0.76.2 manager_apply.go',
    severity: 'warning',
    when: 'a workload with an autoscaler has `replicas`',
    then: 'every reconciliation sets the number back',
    check: replicaFindings,
  }),
  rule('Canary', {
    ...FLAGGER,
    id: 'canary-target-twice',
    file: 'pkg/controller/scheduler.go',
    severity: 'error',
    when: 'two Canaries have one target',
    then: 'both scale and promote it; Flagger logs that bad things will happen',
    *check(objects) {
      for (const [on, other] of pairs(objects.of('Canary'), (one) => targetOf(one, 'targetRef'))) {
        yield { on, message: `its target is already that of ${nameOf(other.fact)}: leave out one of them` };
      }
    },
  }),
  rule('Canary', {
    ...FLAGGER,
    id: 'canary-autoscaler',
    file: 'pkg/canary/deployment_controller.go',
    severity: 'warning',
    when: 'an autoscaler scales the target, and `autoscalerRef` does not name it',
    then: 'it scales the target up again, which Flagger holds at 0, and the primary is not scaled',
    check: canaryAutoscalers,
  }),
  rule('Canary', {
    ...FLAGGER,
    id: 'canary-service',
    file: 'pkg/router/kubernetes_default.go',
    severity: 'warning',
    when: 'the program has the Service that Flagger makes for the Canary',
    then: 'Flagger marks it `kustomize.toolkit.fluxcd.io/reconcile: disabled` for good, and Flux changes it no more; not where the Canary is on its way out, with `suspend` and `revertOnDeletion`',
    check: canaryServices,
  }),
  {
    ...rule('Canary', {
      ...FLAGGER,
      id: 'canary-template',
      file: 'pkg/controller/scheduler_metrics.go',
      severity: 'warning',
      when: 'a metric names a MetricTemplate that nothing in the program has',
      then: 'without it each check fails, and every new version is rolled back',
      check: canaryTemplates,
    }),
    needsAll: true,
  },
  rule('ImageUpdateAutomation', {
    ...AUTOMATION,
    id: 'image-update-automation-branch-twice',
    severity: 'warning',
    when: 'two automations push to one branch of one repository',
    then: 'their pushes race, and the slower one fails and tries again',
    check: branchFindings,
  }),
  rule('ImageUpdateAutomation', {
    ...AUTOMATION,
    id: 'image-update-automation-no-branch',
    severity: 'error',
    when: 'neither the automation nor its GitRepository names a branch',
    then: 'every run fails: push spec not provided, and cannot be inferred',
    check: branchlessFindings,
  }),
  rule('ArtifactGenerator', {
    controller: 'source-watcher',
    id: 'artifact-generator-artifact-twice',
    file: 'internal/controller/artifactgenerator_controller.go',
    severity: 'error',
    when: 'two ArtifactGenerators make one ExternalArtifact',
    then: 'each replaces what the other made; deleting one deletes it',
    check: artifactFindings,
  }),
  rule('FluxInstance', {
    controller: 'flux-operator',
    id: 'flux-instance-twice',
    file: 'internal/controller/fluxinstance_controller.go',
    severity: 'error',
    when: 'two FluxInstances on one cluster',
    then: 'both install the same CRDs and cluster roles, and each removes them when it goes',
    check: instanceFindings,
  }),
  rule('ValidatingAdmissionPolicyBinding', {
    controller: 'kube-apiserver',
    id: 'policy-parameter-missing',
    file: 'staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go',
    severity: 'warning',
    when: '`parameterNotFoundAction: Deny` for a policy with `failurePolicy: Ignore`',
    then: 'without the parameter, everything is allowed',
    check: parameterFindings,
  }),
];
