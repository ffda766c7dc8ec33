import { guard, ManifestTree } from 'cdk8s-flux-fleet/plan';
import { Removal } from 'cdk8s-flux-fleet';
import { CLUSTER, libraryTree, type LibraryStep } from './prune/library-fleet';
import { playLibrary } from './prune/library-world';
import { MOVES } from './prune/moves';
import { OBJECTS } from './prune/objects';
import type { Scenario } from './prune/scenario';
import { SURROUNDINGS } from './prune/surroundings';
import { UNITS } from './prune/units';
import { verdictOf } from './prune/verdict';
import { play, type Film } from './prune/world';

const SCENARIOS: readonly Scenario[] = [...OBJECTS, ...UNITS, ...MOVES, ...SURROUNDINGS];

describe('what Flux does with what a tree no longer has', () => {
  let film: Film;

  beforeAll(async () => {
    film = await play(SCENARIOS);
  });

  it.each(SCENARIOS.map((scenario) => [scenario.title, scenario] as const))('%s', (_title, scenario) => {
    const { id, trees, expected } = scenario;
    for (const [step, some] of expected.entries()) {
      const { told, wrong } = verdictOf(id, trees, film, step, new Set([id]));
      expect(told.length).toBeGreaterThan(2);
      expect([`step ${step + 1}`, ...wrong]).toEqual([`step ${step + 1}`]);
      expect(told).toEqual(expect.arrayContaining([...some]));
    }
    expect(expected).toHaveLength(trees.length - 1);
  });
});

describe('what the library tells to do, step by step', () => {
  const there: LibraryStep = {
    ...{ api: 'alpha', beta: true, jobs: true, qa: 'there' },
    data: { name: 'cache', prune: true },
  };
  const first: LibraryStep = {
    ...{ api: 'gamma', beta: false, jobs: false, qa: 'drained' },
    data: { name: 'cache', prune: false },
  };
  const second: LibraryStep = { ...first, qa: 'gone', data: { name: 'store', prune: false } };
  const third: LibraryStep = { ...second, data: { name: 'store', prune: true } };
  const trees = [there, first, second, third].map(libraryTree);
  const controls = new Set(['flux-system', 'prod-flux-system', 'qa-flux-system']);
  const reason = 'the suite looks what becomes of it';
  let film: Film;

  beforeAll(async () => {
    film = await playLibrary(trees);
  });

  const step = (number: number) => {
    const { told, wrong } = verdictOf(CLUSTER, trees, film, number, controls);
    expect(wrong).toEqual([]);
    expect(told.length).toBeGreaterThan(50);
    return told;
  };
  const refused = (number: number, declarations: readonly Removal[]) => {
    const [base, next] = [trees[number]!, trees[number + 1]!].map((tree) => ManifestTree.of(Object.entries(tree)));
    const { findings } = guard({ base: base!, next: next!, today: '2026-11-21', declarations });
    return findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  };

  it('a tenant and an app go, a namespace is kept by its fence, an environment is drained', () => {
    const kustomization = (name: string) => `kustomize.toolkit.fluxcd.io/Kustomization ${name}`;
    expect(step(0)).toEqual(
      expect.arrayContaining([
        `${kustomization('prod-alpha/api')}: deleted`,
        `${kustomization('prod-beta/web')}: deleted`,
        `${kustomization('prod-gamma/web')}: kept`,
        'Namespace prod-beta: orphaned',
        'Namespace prod-gamma-jobs: kept',
      ]),
    );
    const apps = (number: number) =>
      [...film[number]!.objects.keys()].filter((key) => /^ConfigMap .*\/(api|web)$/.test(key));
    expect(apps(0).filter((key) => key.startsWith('ConfigMap prod-'))).toEqual(
      expect.arrayContaining(['ConfigMap prod-alpha/api', 'ConfigMap prod-beta/web']),
    );
    expect(apps(1)).not.toContain('ConfigMap prod-alpha/api');
    expect(apps(1)).not.toContain('ConfigMap prod-beta/web');
    // It waits for access, which cannot delete the namespace.
    expect(apps(1)).not.toContain('ConfigMap prod-gamma/api');
  });

  it('a component gets another name and keeps its data, an environment goes', () => {
    expect(step(1)).toEqual(
      expect.arrayContaining([
        'ConfigMap prod-cache/settings: adopted by prod-flux-system/infrastructure-store',
        'Namespace prod-cache: adopted by prod-flux-system/infrastructure-store',
      ]),
    );
  });

  it('a component prunes again', () => {
    expect(step(2)).toEqual(expect.arrayContaining(['ConfigMap prod-cache/settings: kept']));
  });

  it('none of it passes without its declaration, all of it with it', () => {
    const gone = [
      Removal.app('alpha', 'api', { reason }),
      Removal.tenant('beta', { reason }),
      Removal.object({ kind: 'Namespace', name: 'prod-gamma-jobs' }, { reason }),
      Removal.object({ kind: 'Namespace', name: 'qa-gamma-jobs' }, { reason }),
      Removal.environment('qa', { reason, on: { clusters: [CLUSTER] } }),
    ];
    expect(refused(0, [])).not.toEqual([]);
    expect(refused(0, gone)).toEqual([]);
    expect(refused(1, [])).not.toEqual([]);
    expect(refused(1, [Removal.environment('qa', { reason, on: { clusters: [CLUSTER] } })])).toEqual([]);
    expect(refused(2, [])).toEqual([]);
  });
});
