import { compare, Conventions, Removal } from '../../src/plan-entry';
import { configMap, guarded, Manifest, tree, UnitFixture } from './fixture';

/* Canaries of Flagger that go: what their Deployment and Service are left with. */

const object = (apiVersion: string, kind: string, spec: object, name = 'web'): Manifest => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'x' },
  spec,
});
const REF = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const canary = (spec: object = {}) =>
  object('flagger.app/v1beta1', 'Canary', { provider: 'kubernetes', targetRef: REF, ...spec });
const deployment = (spec: object = {}) => object('apps/v1', 'Deployment', { template: {}, ...spec });
const SERVICE = object('v1', 'Service', { selector: { app: 'web' } });
const STAGED = { suspend: true, revertOnDeletion: true };
const KEEP = configMap('keep', 'x');

/** A layout that tells nothing. */
const PLAIN: Conventions['layout'] = {
  placeOf: () => ({}),
  remoteOf: () => undefined,
  environmentOf: () => undefined,
  appOf: () => undefined,
};

const unit = (objects: readonly Manifest[]): UnitFixture => ({ name: 'unit', objects: [KEEP, ...objects] });
const trees = (old: readonly Manifest[], next: readonly Manifest[]) =>
  [tree({ eu: [unit(old)] }), tree({ eu: [unit(next)] })] as const;
const findings = (old: readonly Manifest[], next: readonly Manifest[], more: Parameters<typeof guarded>[2] = {}) =>
  guarded(...trees(old, next), more).findings.filter(({ severity }) => severity === 'error');
const messages = (...args: Parameters<typeof findings>) =>
  findings(...args).map(({ id, message }) => `${id} ${message}`);
const risksOf = (old: readonly Manifest[], next: readonly Manifest[]) =>
  compare(...trees(old, next))
    .changes.filter(({ object: { kind } }) => kind === 'Canary')
    .flatMap(({ risks }) => risks.map((one) => `${one.severity} ${one.class}: ${one.message}`));

const RELEASE =
  '{"metadata":{"ownerReferences":null,"annotations":{"kustomize.toolkit.fluxcd.io/reconcile":null,"helm.toolkit.fluxcd.io/driftDetection":null}}}';

describe('a Canary that goes while its Deployment stays', () => {
  test('is refused, with the steps that lose nothing', () => {
    const [found] = findings([canary(), deployment()], [deployment()]);
    expect(found).toMatchObject({
      id: 'canary-removed',
      message:
        'Canary x/web goes while Deployment web stays (the committed Canary has no revertOnDeletion and no suspend, the committed Deployment has no replicas, the Service is not in both trees): it is left at 0 replicas, and what serves in its place is deleted: take progressive delivery out in steps',
      steps: [
        'while no new version is analysed, give progressive the stage: "takeOut", give Deployment web the replicas that web-primary has, and put Service web, leading to the pods of web, among the manifests; commit that and let Flux apply it: Flagger stops',
        `when the pods of web are ready (kubectl --namespace x rollout status deployment web), give the Service back to Flux: kubectl --namespace x patch service web --type merge --patch '${RELEASE}'`,
        'let Flux apply it now: kubectl --namespace flux-system annotate kustomization unit --overwrite reconcile.fluxcd.io/requestedAt="$(date)"',
        "when the Service leads to the pods of web (kubectl --namespace x get service web --output jsonpath={.spec.selector}), take progressive out and commit that: Flagger's own objects go with it",
      ],
    });
    expect(risksOf([canary(), deployment()], [deployment()])).toContain(
      'high availability: Canary web goes: its target web stays at 0 replicas if its manifest gives none, and its Service selects pods that are deleted',
    );
  });

  test('of trees that no program writes', () => {
    const conventions: Conventions = { layout: PLAIN, limits: { allowed: [], permissions: [], requirements: [] } };
    const [found] = findings([canary(), deployment()], [deployment()], { conventions });
    expect(found?.steps?.[0]).toMatch(
      /^while no new version is analysed, keep the Canary with suspend: true and revertOnDeletion: true, give/,
    );
    expect(found?.steps?.at(-1)).toContain('take the Canary out and commit that');
    const [hanging] = findings([canary(STAGED), deployment(), SERVICE], [], { conventions });
    expect(hanging?.message).toContain('set its revertOnDeletion to false, commit that');
  });

  test('passes after these steps, without a risk', () => {
    const ready = [deployment({ replicas: 3 }), SERVICE];
    expect(findings([canary(STAGED), ...ready], ready)).toEqual([]);
    expect(risksOf([canary(STAGED), ...ready], ready)).toEqual(['medium deletion: Flux deletes Canary x/web']);
  });

  test.each<[string, object, object, readonly Manifest[], RegExp]>([
    [
      'revertOnDeletion',
      { suspend: true },
      { replicas: 3 },
      [SERVICE],
      /\(the committed Canary has no revertOnDeletion\)/,
    ],
    ['suspend', { revertOnDeletion: true }, { replicas: 3 }, [SERVICE], /\(the committed Canary has no suspend\)/],
    ['replicas', STAGED, {}, [SERVICE], /\(the committed Deployment has no replicas\)/],
    ['replicas above 0', STAGED, { replicas: 0 }, [SERVICE], /\(the committed Deployment has no replicas\)/],
    ['a Service', STAGED, { replicas: 3 }, [], /\(the Service is not in both trees\)/],
  ])('is refused without %s', (_, spec, replicas, more, message) => {
    const rest = [deployment(replicas), ...more];
    expect(messages([canary(spec), ...rest], rest)).toEqual([expect.stringMatching(message)]);
  });

  test('is refused where the change itself brings what is missing: it comes too late', () => {
    const next = [deployment({ replicas: 3 }), SERVICE];
    expect(messages([canary(STAGED), deployment()], next)).toEqual([
      expect.stringMatching(/\(the committed Deployment has no replicas, the Service is not in both trees\)/),
    ]);
  });

  test('an autoscaler has the replicas; it is let go of as well', () => {
    const scaler = { autoscalerRef: { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'scale' } };
    expect(messages([canary({ ...STAGED, ...scaler }), deployment(), SERVICE], [deployment(), SERVICE])).toEqual([]);
    const [found] = findings([canary(scaler), deployment(), SERVICE], [deployment(), SERVICE]);
    expect(found?.steps?.slice(1, 3)).toEqual([
      'let KEDA scale the target again: kubectl --namespace x annotate scaledobject scale autoscaling.keda.sh/paused-replicas-',
      'scale the target up: kubectl --namespace x scale deployment web --replicas="$(kubectl --namespace x get deployment web-primary --output jsonpath={.spec.replicas})"',
    ]);
  });

  test("the route is Flagger's too, and the Service may have another name", () => {
    const spec = { provider: 'gatewayapi:v1', service: { name: 'front', port: 80 } };
    const [found] = findings([canary(spec), deployment()], [deployment()]);
    expect(found?.steps?.[0]).toContain(
      'put Service front and the httproutes.gateway.networking.k8s.io front, leading',
    );
    expect(found?.steps?.[2]).toBe(
      `give the route back as well: kubectl --namespace x patch httproutes.gateway.networking.k8s.io front --type merge --patch '${RELEASE}'`,
    );
  });

  test('of a chart, which nobody sees, unless the removal of the app is declared', () => {
    const [found] = findings([canary()], []);
    expect(found?.message).toMatch(
      /goes while Deployment web stays or may stay \(.*\): .*: take progressive delivery out in steps, or declare the removal of the app if it goes$/,
    );
    const declarations = [Removal.object({ kind: 'Canary', name: 'web', namespace: 'x' }, { reason: 'gone' })];
    expect(findings([canary()], [], { declarations })).toEqual([]);
  });
});

describe('a Canary that goes with its Deployment', () => {
  test('needs nothing', () => {
    expect(findings([canary(), deployment(), SERVICE], [])).toEqual([]);
    expect(risksOf([canary(), deployment()], [])).toEqual(['medium deletion: Flux deletes Canary x/web']);
  });

  test('hangs where Flagger is to revert the Deployment first', () => {
    const old = [canary(STAGED), deployment(), SERVICE];
    const message =
      'canary-removed Canary x/web goes together with Deployment web, which Flagger is to revert first, and hangs in its deletion: take stage: "takeOut" out of its progressive, commit that and let Flux apply it, and remove both afterwards';
    expect(messages(old, [])).toEqual([message]);
    expect(risksOf(old, []).join('\n')).toMatch(
      /held: Canary web hangs in its deletion: Flagger reverts web, which goes as well/,
    );
    // A declaration does not help: Flagger waits all the same.
    const declarations = [Removal.object({ kind: 'Canary', name: 'web', namespace: 'x' }, { reason: 'gone' })];
    expect(messages(old, [], { declarations })).toEqual([message]);
  });
});

describe('other objects of Flagger', () => {
  test('a Canary of a Service, a DaemonSet, or without a target', () => {
    for (const targetRef of [{ kind: 'Service', name: 'web' }, { kind: 'DaemonSet', name: 'web' }, {}])
      expect(findings([canary({ targetRef })], [])).toEqual([]);
  });

  test('one that stays in the cluster', () => {
    const kept = {
      ...canary(),
      metadata: { name: 'web', namespace: 'x', annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
    };
    expect(findings([kept, deployment()], [deployment()])).toEqual([]);
  });

  test('templates and channels', () => {
    const template = object('flagger.app/v1beta1', 'MetricTemplate', {});
    expect(findings([template], [])).toEqual([]);
  });
});
