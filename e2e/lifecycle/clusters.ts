import { Removal } from 'cdk8s-flux-fleet';
import { REASON as reason, scenario, type Scenario } from './scenario';

const declared = (name: string) => Removal.cluster(name, { reason });

/** Clusters that come, go, get other names, and go from one Flux to another. */
export const CLUSTERS: readonly Scenario[] = [
  scenario<'none' | 'emea' | 'europe' | 'retired' | 'done'>({
    id: 'add-cluster',
    title: 'a cluster joins the fleet, gets another name without a change on it, and is retired without one',
    clusters: ['emea'],
    renamed: { europe: 'emea' },
    program: (program, state) => {
      const own = state === 'emea' || state === 'europe' ? [program.cluster(state)] : [];
      program.tenant('add-cluster-team', program.environment('add-cluster', [program.on.america, ...own]), ['web']);
      if (state === 'europe') program.declare(declared('emea'));
      if (state === 'retired') program.declare(declared('europe'));
    },
    steps: [
      { state: 'none' },
      {
        state: 'emea',
        afterwards: (hands) => hands.startFlux('emea'),
        becomes: ['emea: ConfigMap add-cluster-add-cluster-team/web: created'],
      },
      {
        state: 'europe',
        afterwards: (hands) => hands.startFlux('europe', 'emea'),
        becomes: [
          'emea: ConfigMap add-cluster-add-cluster-team/web: kept',
          'emea: Namespace add-cluster-flux-system: kept',
        ],
      },
      { state: 'retired', becomes: ['emea: ConfigMap add-cluster-add-cluster-team/web: kept'] },
      { state: 'done' },
    ],
    refused: [
      {
        state: 'europe',
        after: 1,
        says: /^cluster-removed: \[emea\] .*; if "europe" is the same cluster under another name, rename it in steps$/,
        steps: [
          /^declare it with Removal\.cluster\('emea', \{ reason: '…' \}\), and commit that/,
          /^apply what is in clusters\/europe\/flux-system to it/,
          /^take the declaration out$/,
        ],
      },
      { state: 'none', after: 2, says: /^cluster-removed: \[europe\] .*declare it with Removal\.cluster\('europe'/ },
    ],
  }),
  scenario<'there' | 'drained' | 'gone' | 'done'>({
    id: 'depot',
    title: 'a remote cluster is drained and retired, and its policies outlive what they fence',
    clusters: ['depot'],
    program: (program, state) => {
      const isThere = state === 'there' || state === 'drained';
      const depot = isThere
        ? [program.cluster('depot', { managedBy: program.on.america, drained: state === 'drained' })]
        : [];
      program.tenant('depot-team', program.environment('depot', [program.on.america, ...depot]), ['web']);
      if (state === 'drained' || state === 'gone') program.declare(declared('depot'));
    },
    begin: async (hands) => {
      await hands.giveKubeconfig('depot', 'america');
      await hands.applyAccess('depot', 'america');
    },
    steps: [
      { state: 'there' },
      {
        state: 'drained',
        becomes: [
          'depot: ConfigMap depot-depot-team/web: deleted',
          'depot: Namespace depot-depot-team: orphaned',
          'depot: admissionregistration.k8s.io/ValidatingAdmissionPolicy protected-namespaces.fleet.cdk8s.io: kept',
        ],
      },
      {
        state: 'gone',
        becomes: [
          'america: Namespace depot: deleted',
          'depot: admissionregistration.k8s.io/ValidatingAdmissionPolicy protected-namespaces.fleet.cdk8s.io: orphaned',
        ],
      },
      { state: 'done' },
    ],
    refused: [{ state: 'done', says: /^cluster-removed: \[depot\] .* declare it with Removal\.cluster\('depot'/ }],
  }),
  scenario<
    'far' | 'handed over' | 'other manager' | 'settled' | 'handed over again' | 'own Flux' | 'alone' | 'back' | 'done'
  >({
    id: 'nomad',
    title: 'a remote cluster goes to another manager, to Flux of its own, and back to a manager, and loses nothing',
    clusters: ['nomad'],
    program: (program, state) => {
      const { america, pacific } = program.on;
      const manager = {
        ...{ far: america, 'handed over': america, 'other manager': pacific, settled: pacific },
        ...{ 'handed over again': pacific, 'own Flux': undefined, alone: undefined, back: america, done: america },
      }[state];
      const nomad = program.cluster('nomad', {
        ...(manager ? { managedBy: manager } : {}),
        handedOver: state.startsWith('handed over'),
      });
      program.tenant('nomad-team', program.environment('nomad-env', [america, nomad]), ['web']);
      if (['handed over', 'other manager', 'handed over again', 'own Flux', 'back'].includes(state))
        program.declare(declared('nomad'));
    },
    begin: async (hands) => {
      await hands.giveKubeconfig('nomad', 'america');
      await hands.applyAccess('nomad', 'america');
    },
    steps: [
      { state: 'far' },
      { state: 'handed over' },
      {
        state: 'other manager',
        byHand: (hands) => hands.giveKubeconfig('nomad', 'pacific'),
        becomes: [
          'nomad: ConfigMap nomad-env-nomad-team/web: adopted by pacific nomad/nomad-env-nomad-team.web',
          'america: Namespace nomad: deleted',
        ],
      },
      { state: 'settled' },
      { state: 'handed over again' },
      {
        state: 'own Flux',
        afterwards: (hands) => hands.startFlux('nomad'),
        becomes: [
          'nomad: ConfigMap nomad-env-nomad-team/web: adopted by nomad nomad-env-nomad-team/web',
          'pacific: Namespace nomad: deleted',
        ],
      },
      {
        state: 'alone',
        byHand: (hands) => hands.forgetManager('nomad'),
      },
      {
        state: 'back',
        byHand: async (hands) => {
          await hands.uninstallFlux('nomad');
          await hands.giveKubeconfig('nomad', 'america');
        },
        afterwards: (hands) => hands.applyAccess('nomad', 'america'),
        becomes: ['nomad: ConfigMap nomad-env-nomad-team/web: adopted by america nomad/nomad-env-nomad-team.web'],
      },
      { state: 'done' },
    ],
    refused: [
      {
        state: 'settled',
        says: /^moved: \[nomad\] cluster "nomad" goes from manager "america" to "pacific"/,
        steps: [
          /^give cluster nomad handedOver: true and declare it with Removal\.cluster\('nomad', \{ reason: '…' \}\), commit that/,
          /^make Namespace nomad with the Secret of the kubeconfig on pacific, give the cluster managedBy: pacific, take handedOver out, keep the declaration, and commit that$/,
          /^take the declaration out when Flux has applied that$/,
        ],
      },
      {
        state: 'alone',
        after: 3,
        says: /^moved: \[nomad\] cluster "nomad" goes from manager "pacific" to "nomad"/,
        steps: [
          /^give cluster nomad handedOver: true and declare it/,
          /^take managedBy and handedOver out, keep the declaration, commit that, and start Flux on nomad with its folder$/,
          /^annotate and delete Namespace nomad on nomad, delete ClusterRoleBinding nomad-kustomize-controller there, and take the declaration out/,
        ],
      },
      {
        state: 'done',
        after: 6,
        says: /^moved: \[nomad\] cluster "nomad" goes from Flux of its own to manager "america"/,
        steps: [
          /^run flux uninstall on nomad/,
          /^make Namespace nomad with the Secret of the kubeconfig on america, give the cluster managedBy: america, declare it with Removal\.cluster\('nomad'/,
          /^apply clusters\/america\/remotes\/nomad\/access to nomad/,
        ],
      },
    ],
  }),
  scenario<'annex' | 'handed over' | 'outpost' | 'done'>({
    id: 'rename-far',
    title: 'a remote cluster gets another name, and loses nothing',
    clusters: ['annex'],
    renamed: { outpost: 'annex' },
    program: (program, state) => {
      const { america } = program.on;
      const isNew = state === 'outpost' || state === 'done';
      const handedOver = state === 'handed over';
      const remote = program.cluster(isNew ? 'outpost' : 'annex', { managedBy: america, handedOver });
      program.tenant('rename-far-team', program.environment('rename-far', [remote]), ['web']);
      if (handedOver || state === 'outpost') program.declare(declared('annex'));
    },
    begin: async (hands) => {
      await hands.giveKubeconfig('annex', 'america');
      await hands.applyAccess('annex', 'america');
    },
    steps: [
      { state: 'annex' },
      { state: 'handed over', becomes: ['annex: ConfigMap rename-far-rename-far-team/web: kept'] },
      {
        state: 'outpost',
        byHand: (hands) => hands.giveKubeconfig('outpost', 'america', 'annex'),
        afterwards: (hands) => hands.applyAccess('outpost', 'america', 'annex'),
        becomes: [
          'annex: ConfigMap rename-far-rename-far-team/web: adopted by america outpost/rename-far-rename-far-team.web',
          'america: Namespace annex: deleted',
        ],
      },
      {
        state: 'done',
        byHand: (hands) => hands.forgetManager('annex'),
        becomes: ['annex: ConfigMap rename-far-rename-far-team/web: kept'],
      },
    ],
    refused: [
      {
        state: 'done',
        says: /^cluster-removed: \[annex\] .*; if "outpost" is the same cluster under another name, rename it in steps$/,
        steps: [
          /^give cluster annex handedOver: true and declare it with Removal\.cluster\('annex', \{ reason: '…' \}\), commit that/,
          /^make Namespace outpost with the Secret of the kubeconfig on america, rename the cluster, take handedOver out, keep the declaration, and commit that$/,
          /^apply clusters\/america\/remotes\/outpost\/access to it; when Flux has applied the rest, annotate and delete Namespace annex there, delete ClusterRoleBinding annex-kustomize-controller, /,
        ],
      },
    ],
  }),
];
