import { parse } from 'yaml';
import { FLEET_CONVENTIONS } from '../../src/pipeline/guard/conventions';
import { ManifestTree } from '../../src/plan';
import { expandSet } from '../../src/plan/predict/expand-set';
import { takeover, writeEdits } from '../../src/takeover';
import { sets } from './sets';
import { fleetFiles } from './styles';

type Files = Readonly<Record<string, string>>;

const NEXT = ManifestTree.of(Object.entries(fleetFiles(sets)));

const planOf = (old: Files) =>
  takeover(ManifestTree.of(Object.entries(old)), NEXT, {
    conventions: FLEET_CONVENTIONS,
    clusters: { eu: 'clusters/eu' },
  }).clusters[0]!;

const changed = (file: string, from: RegExp | string, to: string): Files => {
  expect(sets.old[file]).toMatch(from);
  return { ...sets.old, [file]: sets.old[file]!.replace(from, to) };
};

const set = (spec: object) => ({
  apiVersion: 'fluxcd.controlplane.io/v1',
  kind: 'ResourceSet',
  metadata: { name: 'apps', namespace: 'flux-system' },
  spec: spec as { readonly [key: string]: never },
});

const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
});

describe('the objects that Flux Operator makes of a ResourceSet', () => {
  it('are one for each set of inputs, each once', () => {
    const { inputs, resources } = {
      inputs: [
        { name: 'a', tag: 1 },
        { name: 'b', tag: '1.0' },
      ],
      resources: [
        configMap('<< inputs.name >>', {
          annotations: { tag: '<< inputs.tag | quote >>', from: '<< inputs.provider.name >>' },
        }),
        configMap('shared'),
      ],
    };
    expect(expandSet(set({ inputs, resources }))).toEqual({
      value: [
        configMap('a', { annotations: { tag: '1', from: 'apps' } }),
        configMap('b', { annotations: { tag: '1.0', from: 'apps' } }),
        configMap('shared'),
      ],
    });
  });

  it('come from templates of several documents and from steps, too, without those that are left out', () => {
    const off = { annotations: { 'fluxcd.controlplane.io/reconcile': 'disabled' } };
    const resourcesTemplate = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: << inputs.name >>}\n---\nkind: None\n';
    const made = expandSet(
      set({
        inputs: [{ name: 'a' }],
        resourcesTemplate,
        steps: [{ name: 'one', resources: [configMap('b'), configMap('c', off)] }],
        commonMetadata: { labels: { team: 'x' }, annotations: { why: 'y' } },
      }),
    );
    const metadata = { labels: { team: 'x' }, annotations: { why: 'y' } };
    expect(made).toEqual({ value: [configMap('a', metadata), configMap('b', metadata)] });
  });

  it('are made once without inputs', () => {
    expect(expandSet(set({ resources: [configMap('a')] }))).toEqual({ value: [configMap('a')] });
    expect(expandSet(set({}))).toEqual({ value: [] });
  });
});

describe('a takeover of ResourceSets', () => {
  const plan = planOf(sets.old);

  it('leaves what they made in place: the operator leaves them alone before they are deleted', () => {
    const { text, problems } = writeEdits(
      sets.old['tenants/apps.yaml']!,
      plan.edits.filter(({ file }) => file === 'tenants/apps.yaml'),
    );
    expect(problems).toEqual([]);
    expect(parse(text)).toMatchObject({
      metadata: { name: 'apps', annotations: { 'fluxcd.controlplane.io/reconcile': 'disabled' } },
    });
    const [first] = plan.steps;
    expect(first!.check).toMatchObject({
      sets: ['flux-system/apps', 'flux-system/infra'],
      kustomizations: ['flux-system/flux-system', 'flux-system/tenants'],
    });
  });

  it('suspends by hand what they make, and deletes them before it', () => {
    const commands = plan.steps.flatMap((step) => step.commands);
    const at = (part: string) => commands.findIndex((command) => command.includes(part));
    expect(at('-n monitor monitor --type merge')).toBeGreaterThanOrEqual(0);
    expect(at('-n prod-front team --type merge')).toBeLessThan(at('delete resourcesets'));
    expect(at('delete resourcesets')).toBeLessThan(
      at('delete kustomizations.kustomize.toolkit.fluxcd.io -n prod-front'),
    );
    expect(at('delete kustomizations.kustomize.toolkit.fluxcd.io -n flux-system')).toBeLessThan(
      at('delete resourcesets'),
    );
    expect(plan.back.at(-1)!.commands[0]).toBe(
      `kubectl patch helmreleases.helm.toolkit.fluxcd.io -n monitor monitor --type merge -p '{"spec":{"suspend":null}}'`,
    );
  });

  it('counts neither them nor their Kustomizations as left', () => {
    expect(plan.left.filter((name) => /ResourceSet|Kustomization/.test(name))).toEqual([]);
    expect(plan.left).toContain('ServiceAccount prod-front/flux');
  });

  it.each([
    [
      'inputs of a provider',
      () => changed('tenants/apps.yaml', 'inputs:', 'inputsFrom:\n    - name: pulls\n    - selector: {}\n  inputs:'),
      /^ResourceSet flux-system\/apps of the old tree cannot be expanded: its inputs come from ResourceSetInputProvider pulls, those of a selector, which only the cluster knows: write them as spec\.inputs first$/,
    ],
    [
      'inputs that are permuted',
      () => changed('tenants/apps.yaml', 'inputs:', 'inputStrategy: {name: Permute}\n  inputs:'),
      /^ResourceSet flux-system\/apps .*: it permutes its inputs: write each set of them as spec\.inputs first$/,
    ],
    [
      'a function that is not evaluated',
      () => changed('tenants/infra.yaml', 'inputs.replicas | default 1', 'inputs.replicas | add1'),
      /^ResourceSet flux-system\/infra .*, the function "add1" is not evaluated here: write its result instead/,
    ],
    [
      'an input that is missing',
      () => changed('tenants/infra.yaml', /- name: monitor/, '- title: monitor'),
      /^ResourceSet flux-system\/infra .*, no input has the field "name": give it/,
    ],
    [
      'a text that is no YAML',
      () => changed('tenants/infra.yaml', /- name: monitor/, '- name: "a: b: {"'),
      /^ResourceSet flux-system\/infra .*, a template gives a text that is not valid YAML.*: mend it/,
    ],
    [
      'a variable of the cluster',
      () => ({
        ...changed('tenants/infra.yaml', /- name: monitor/, '- name: "${REGION}-monitor"'),
        'clusters/eu/tenants.yaml': sets.old['clusters/eu/tenants.yaml']!.replace(
          'postBuild:',
          'postBuild:\n    substituteFrom:\n      - kind: Secret\n        name: region',
        ),
      }),
      /^ResourceSet flux-system\/infra .*: a variable in it has a value that only the cluster knows: write it into the old repository first$/,
    ],
    [
      'an object of a Kustomization',
      () => ({ ...sets.old, 'clusters/eu/space.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: monitor}\n' }),
      /^Namespace monitor is applied by Kustomization flux-system\/flux-system and ResourceSet flux-system\/infra: take it out of one of them first$/,
    ],
  ])('refuses %s', (_, files, message) => {
    const { problems, steps } = planOf(files());
    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(steps).toEqual([]);
  });

  it('follows each set once', () => {
    const twice = { ...sets.old, 'clusters/eu/again.yaml': sets.old['tenants/infra.yaml']! };
    expect(planOf(twice).problems).toContainEqual(
      expect.stringMatching(
        /^ResourceSet flux-system\/infra is applied by Kustomization .* and Kustomization .*: take it out/,
      ),
    );
  });
});
