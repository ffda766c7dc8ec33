import { Component, HelmChart, Removal } from 'cdk8s-flux-fleet';
import { REASON as reason, scenario, type Scenario } from './scenario';

const chartOf = (chart: string) => HelmChart.repository({ url: 'https://charts.example.com', chart, version: '1.0.0' });

/** Charts that come, go, and take the place of folders. */
export const DELIVERIES: readonly Scenario[] = [
  scenario<'folder' | 'kept' | 'off' | 'chart'>({
    id: 'turn',
    title: 'an app turns from a folder into a chart, also on a remote cluster, and its objects stay',
    charts: true,
    program: (program, state) => {
      const environment = program.environment('turn', [program.on.america, program.on.south]);
      const team = program.tenant('turn-team', environment, ['web']);
      if (state === 'chart') {
        program.app(team, 'api', { chart: chartOf('api') });
        return;
      }
      program.app(team, 'api', {
        ...(state === 'folder' ? {} : { prune: false }),
        ...(state === 'off' ? { enabled: false } : {}),
      });
      if (state === 'off') program.declare(Removal.app('turn-team', 'api', { reason }));
    },
    steps: [
      { state: 'folder' },
      { state: 'kept', becomes: ['america: ConfigMap turn-turn-team/api: kept'] },
      {
        state: 'off',
        becomes: ['america: ConfigMap turn-turn-team/api: orphaned', 'south: ConfigMap turn-turn-team/api: orphaned'],
      },
      {
        state: 'chart',
        becomes: ['america: ConfigMap turn-turn-team/api: changed', 'south: ConfigMap turn-turn-team/api: changed'],
      },
    ],
    refused: [
      {
        state: 'chart',
        says: /^element-replaced: .* app api of tenant turn-team turns from a folder into a chart/,
        steps: [
          /^give app api of tenant turn-team prune: false, commit that/,
          /^give it enabled: false as well and declare it with Removal\.app\('turn-team', 'api'/,
          /^give it the chart, take prune: false, enabled: false and the declaration out, and commit that/,
          /^delete by hand what the chart does not have$/,
        ],
      },
    ],
  }),
  scenario<'chart' | 'suspended' | 'off' | 'folder' | 'kept' | 'off again' | 'chart again'>({
    id: 'return',
    title: 'an app turns from a chart into a folder, and back into the chart, and its objects stay',
    charts: true,
    program: (program, state) => {
      const team = program.tenant('return-team', program.environment('return', [program.on.america]), ['web']);
      const isChart = ['chart', 'suspended', 'off', 'chart again'].includes(state);
      program.app(team, 'api', {
        ...(isChart ? { chart: chartOf('api') } : {}),
        ...(state === 'suspended' || state === 'off' ? { flux: { suspend: true } } : {}),
        ...(state === 'kept' || state === 'off again' ? { prune: false } : {}),
        ...(state.startsWith('off') ? { enabled: false } : {}),
      });
      if (state.startsWith('off')) program.declare(Removal.app('return-team', 'api', { reason }));
    },
    steps: [
      { state: 'chart' },
      { state: 'suspended', becomes: ['america: ConfigMap return-return-team/api: kept'] },
      { state: 'off', becomes: ['america: ConfigMap return-return-team/api: kept'] },
      {
        state: 'folder',
        becomes: ['america: ConfigMap return-return-team/api: adopted by america return-return-team/api'],
      },
      { state: 'kept', becomes: ['america: ConfigMap return-return-team/api: kept'] },
      { state: 'off again', becomes: ['america: ConfigMap return-return-team/api: orphaned'] },
      { state: 'chart again', becomes: ['america: ConfigMap return-return-team/api: changed'] },
    ],
    refused: [
      {
        state: 'folder',
        says: /^element-replaced: .* app api of tenant return-team turns from a chart into a folder/,
        steps: [
          /^give app api of tenant return-team flux: \{ suspend: true \}, commit that/,
          /^give it enabled: false as well and declare it with Removal\.app\('return-team', 'api'/,
          /^give it the folder, take flux, enabled: false and the declaration out, and commit that/,
          /^delete by hand what the folder does not have$/,
        ],
      },
      {
        state: 'chart again',
        after: 3,
        says: /^element-replaced: .* app api of tenant return-team turns from a folder into a chart/,
      },
    ],
  }),
  scenario<'old' | 'both' | 'new' | 'done'>({
    id: 'chart',
    title: 'a component with a chart gets another name: the new one comes beside the old one, which goes afterwards',
    charts: true,
    program: (program, state) => {
      const environment = program.environment('chart', [program.on.america]);
      program.tenant('chart-team', environment, ['web']);
      if (state === 'old' || state === 'both') new Component(environment, 'cache', { chart: chartOf('settings') });
      if (state !== 'old') new Component(environment, 'store', { chart: chartOf('settings') });
      if (state === 'new') program.declare(Removal.component('cache', { reason, on: { environments: ['chart'] } }));
    },
    steps: [
      { state: 'old' },
      {
        state: 'both',
        becomes: ['america: ConfigMap chart-cache/settings: kept', 'america: ConfigMap chart-store/settings: created'],
      },
      {
        state: 'new',
        becomes: ['america: ConfigMap chart-cache/settings: deleted', 'america: ConfigMap chart-store/settings: kept'],
      },
      { state: 'done' },
    ],
    refused: [
      {
        state: 'done',
        says: /^element-replaced: .*component cache goes while component store comes/,
        steps: [
          /^keep component cache and add component store beside it/,
          /^move its data and its traffic/,
          /^take component cache out of the program, declare it with Removal\.component\('cache'/,
          /^take the declaration out$/,
        ],
      },
    ],
  }),
  scenario<'old' | 'handed over' | 'new' | 'done'>({
    id: 'keep',
    title: 'an environment with charts gets another name, and Helm uninstalls nothing',
    charts: true,
    program: (program, state) => {
      const clusters = [program.on.america, program.on.south];
      const isNew = state === 'new' || state === 'done';
      const environment = isNew
        ? program.environment('kept', clusters, { prefix: 'keep-' })
        : program.environment('keep', clusters, { handedOver: state === 'handed over' });
      const team = program.tenant('keep-team', environment, ['web']);
      program.app(team, 'api', { chart: chartOf('api') });
      new Component(environment, 'cache', { chart: chartOf('settings') });
      const on = { clusters: ['america', 'south'] };
      if (state === 'handed over' || state === 'new') program.declare(Removal.environment('keep', { reason, on }));
    },
    steps: [
      { state: 'old' },
      { state: 'handed over' },
      {
        state: 'new',
        // The same objects: another release in Flux, with other labels of it, has taken over the one that Helm knows.
        becomes: [
          'america: ConfigMap keep-keep-team/api: changed',
          'america: ConfigMap keep-cache/settings: changed',
          'south: ConfigMap keep-keep-team/api: kept',
          'south: ConfigMap keep-cache/settings: changed',
        ],
      },
      { state: 'done' },
    ],
  }),
];
