import { Placement, Removal } from 'cdk8s-flux-fleet';
import { REASON as reason, scenario, type Program, type Scenario } from './scenario';

const drain = 'drained';

/** Environments that come, go, and get other names. */
export const ENVIRONMENTS: readonly Scenario[] = [
  scenario<'before' | 'after'>({
    id: 'join',
    title: 'an environment gets a further cluster',
    program: (program, state) => {
      const { america, pacific } = program.on;
      program.tenant('join-team', program.environment('join', state === 'after' ? [america, pacific] : [america]), [
        'web',
      ]);
    },
    steps: [
      { state: 'before' },
      {
        state: 'after',
        becomes: [
          'pacific: Namespace join-flux-system: created',
          'pacific: Namespace join-join-team: created',
          'pacific: ConfigMap join-join-team/web: created',
        ],
      },
    ],
  }),
  leaving('leave', 'pacific', [
    'pacific: ConfigMap leave-leave-team/web: deleted',
    'pacific: Namespace leave-leave-team: orphaned',
  ]),
  leaving('leave-far', 'south', [
    'south: ConfigMap leave-far-leave-far-team/web: deleted',
    'south: Namespace leave-far-leave-far-team: orphaned',
  ]),
  scenario<'one' | 'two'>({
    id: 'copy',
    title: 'a new environment has the tenants and apps of an existing one',
    program: (program, state) => {
      const { america, pacific } = program.on;
      const environments = [
        program.environment('copy', [america]),
        ...(state === 'two' ? [program.environment('copied', [pacific])] : []),
      ];
      const placement = Placement.environment(...environments);
      program.tenant('copy-team', environments[0]!, ['web'], { placement });
    },
    steps: [{ state: 'one' }, { state: 'two', becomes: ['pacific: ConfigMap copied-copy-team/web: created'] }],
  }),
  scenario<'old' | 'handed over' | 'new' | 'done'>({
    id: 'rename',
    title: 'an environment gets another name, and keeps everything that runs in it',
    program: (program, state) => {
      const clusters = [program.on.america, program.on.south];
      const isNew = state === 'new' || state === 'done';
      const environment = isNew
        ? program.environment('renamed', clusters, { prefix: 'rename-' })
        : program.environment('rename', clusters, { handedOver: state === 'handed over' });
      program.tenant('rename-team', environment, ['web']);
      if (state === 'handed over' || state === 'new') program.declare(gone('rename', 'america', 'south'));
    },
    steps: [
      { state: 'old' },
      { state: 'handed over', becomes: ['america: Namespace rename-flux-system: changed'] },
      {
        state: 'new',
        becomes: [
          'america: Namespace rename-flux-system: deleted',
          'america: Namespace rename-rename-team: adopted by america renamed-flux-system/rename-team-access',
          'america: ConfigMap rename-rename-team/web: kept',
          'america: kustomize.toolkit.fluxcd.io/Kustomization rename-rename-team/web: adopted by america renamed-flux-system/rename-team-apps',
          'south: Namespace rename-rename-team: adopted by america south/renamed-rename-team-access',
          'south: ConfigMap rename-rename-team/web: kept',
        ],
      },
      { state: 'done' },
    ],
    refused: [
      {
        state: 'done',
        says: /environment "rename" goes .* and "renamed" has objects of the same names .*: keep it, or hand it over to "renamed" in steps, which delete nothing$/,
        steps: [
          /^give environment rename handedOver: true and declare it with Removal\.environment\('rename', \{ reason: '…', on: \{ clusters: \['america', 'south'\] \} \}\), commit that/,
          /^take america, south out of clusters of environment rename, or all of it out of the program, bring "renamed" in, keep the declaration/,
          /^take the declaration out/,
        ],
      },
    ],
  }),
  scenario<'both' | 'done' | 'drained' | 'gone' | 'old'>({
    id: 'anew',
    title:
      'an environment gets another name and another prefix: the new one comes beside the old one, which goes afterwards',
    program: (program, state) => {
      const clusters = [program.on.america];
      const isOld = state !== 'gone' && state !== 'done';
      const drainedClusters = state === drain ? clusters : [];
      const old = isOld ? [program.environment('anew', clusters, { drainedClusters })] : [];
      const next = state === 'old' ? [] : [program.environment('renewed', clusters)];
      const [first = next[0]!] = old;
      program.tenant('anew-team', first, ['web'], { placement: Placement.environment(...old, ...next) });
      if (state === drain || state === 'gone') program.declare(gone('anew', 'america'));
    },
    steps: [
      { state: 'old' },
      {
        state: 'both',
        becomes: ['america: ConfigMap anew-anew-team/web: kept', 'america: ConfigMap renewed-anew-team/web: created'],
      },
      {
        state: 'drained',
        becomes: ['america: ConfigMap anew-anew-team/web: deleted', 'america: ConfigMap renewed-anew-team/web: kept'],
      },
      {
        state: 'gone',
        becomes: ['america: Namespace anew-flux-system: deleted', 'america: ConfigMap renewed-anew-team/web: kept'],
      },
      { state: 'done', byHand: (hands) => hands.deleteNamespace('america', 'anew-anew-team') },
    ],
    refused: [
      {
        state: 'done',
        says: /^environment-removed: \[anew\/america\] .*; if another environment is to take it over, give that one its prefix$/,
        steps: [
          /^list america in drainedClusters of environment anew and declare it with Removal/,
          /^take america out of clusters and drainedClusters of environment anew/,
          /^annotate and delete the namespaces of its tenants there by hand, and take the declaration out$/,
        ],
      },
    ],
  }),
  scenario<'whole' | 'handed over' | 'split' | 'done'>({
    id: 'split',
    title: 'an environment is split in two, and keeps everything that runs in it',
    program: (program, state) => {
      const { america, pacific } = program.on;
      const isSplit = state === 'split' || state === 'done';
      const handedOver = state === 'handed over' || state === 'split';
      const first = program.environment('split', isSplit ? [america] : [america, pacific], { handedOver });
      const second = isSplit ? [program.environment('split-off', [pacific], { prefix: 'split-' })] : [];
      program.tenant('split-team', first, ['web'], { placement: Placement.environment(first, ...second) });
      if (handedOver) program.declare(gone('split', 'pacific'));
    },
    steps: [
      { state: 'whole' },
      { state: 'handed over' },
      {
        state: 'split',
        becomes: [
          'america: ConfigMap split-split-team/web: kept',
          'pacific: ConfigMap split-split-team/web: kept',
          'pacific: Namespace split-split-team: adopted by pacific split-off-flux-system/split-team-access',
          'pacific: Namespace split-flux-system: deleted',
        ],
      },
      { state: 'done', becomes: ['america: ConfigMap split-split-team/web: kept'] },
    ],
    refused: [{ state: 'done', says: /^environment-removed: .* hand it over to "split-off" in steps/ }],
  }),
  scenario<'behind' | 'changed'>({
    id: 'behind',
    title: 'an environment on a branch of its own changes when that branch does, and not before',
    branch: { name: 'behind', followsAt: [2] },
    program: (program, state) => {
      const environment = program.environment('behind', [program.on.america, program.on.south], { branch: 'behind' });
      program.tenant('behind-team', environment, state === 'changed' ? ['web', 'api'] : ['web']);
    },
    steps: [
      { state: 'behind' },
      { state: 'changed', becomes: ['america: ConfigMap behind-behind-team/web: kept'] },
      {
        state: 'changed',
        becomes: [
          'america: ConfigMap behind-behind-team/api: created',
          'south: ConfigMap behind-behind-team/api: created',
        ],
      },
    ],
  }),
];

/** An environment that leaves one of two clusters. */
function leaving(id: string, from: 'pacific' | 'south', becomes: readonly string[]): Scenario {
  const cluster = (program: Program) => program.on[from];
  return scenario<'done' | 'drained' | 'gone' | 'there'>({
    id,
    title: `an environment leaves the cluster ${from}: its apps first, its access next, its namespace last`,
    program: (program, state) => {
      const isThere = state === 'there' || state === drain;
      const clusters = [program.on.america, ...(isThere ? [cluster(program)] : [])];
      const drainedClusters = state === drain ? [cluster(program)] : [];
      program.tenant(`${id}-team`, program.environment(id, clusters, { drainedClusters }), ['web']);
      if (state === drain || state === 'gone') program.declare(gone(id, from));
    },
    steps: [
      { state: 'there' },
      { state: 'drained', becomes },
      { state: 'gone', becomes: from === 'pacific' ? [`pacific: Namespace ${id}-flux-system: deleted`] : [] },
      { state: 'done', byHand: (hands) => hands.deleteNamespace(from, `${id}-${id}-team`) },
    ],
    refused: [
      {
        state: 'done',
        says: new RegExp(
          `^environment-removed: \\[${id}/${from}\\] environment "${id}" goes with the account that Flux needs to delete what is in it`,
        ),
        steps: [
          new RegExp(`^list ${from} in drainedClusters of environment ${id} and declare it with Removal`),
          new RegExp(`^take ${from} out of clusters and drainedClusters of environment ${id}`),
          /^annotate and delete the namespaces of its tenants there by hand, and take the declaration out$/,
        ],
      },
    ],
  });
}

const gone = (environment: string, ...clusters: readonly string[]) =>
  Removal.environment(environment, { reason, on: { clusters } });
