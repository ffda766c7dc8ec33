import { ApiObject } from 'cdk8s';
import { Component, Removal, Source, TenantTrack } from 'cdk8s-flux-fleet';
import { REASON as reason, scenario, tenantUrl, type Program, type Scenario } from './scenario';

const everywhere = (program: Program) => [program.on.america, program.on.south];

/** Tenants, apps, tracks and components that come, go, move and get other names. */
export const TENANTS: readonly Scenario[] = [
  scenario<'before' | 'after'>({
    id: 'add-tenant',
    title: 'a tenant is added, also where a remote cluster is there already',
    program: (program, state) => {
      const environment = program.environment('add-tenant', everywhere(program));
      program.tenant('first', environment, ['web']);
      if (state === 'after') program.tenant('second', environment, ['web']);
    },
    steps: [
      { state: 'before' },
      {
        state: 'after',
        becomes: [
          'america: ConfigMap add-tenant-second/web: created',
          'south: ConfigMap add-tenant-second/web: created',
          'south: ConfigMap add-tenant-first/web: kept',
        ],
      },
    ],
  }),
  scenario<'there' | 'gone' | 'done'>({
    id: 'retire-tenant',
    title: 'a tenant is retired: Flux deletes its apps, and its namespaces stay until somebody deletes them',
    program: (program, state) => {
      const environment = program.environment('retire-tenant', everywhere(program));
      program.tenant('staying', environment, ['web']);
      if (state === 'there') program.tenant('leaving', environment, ['web']);
      if (state === 'gone')
        program.declare(Removal.tenant('leaving', { reason, on: { environments: ['retire-tenant'] } }));
    },
    steps: [
      { state: 'there' },
      {
        state: 'gone',
        becomes: [
          'america: ConfigMap retire-tenant-leaving/web: deleted',
          'america: Namespace retire-tenant-leaving: orphaned',
          'south: ConfigMap retire-tenant-leaving/web: deleted',
          'south: Namespace retire-tenant-leaving: orphaned',
        ],
      },
      {
        state: 'done',
        byHand: async (hands) => {
          for (const cluster of ['america', 'south']) await hands.deleteNamespace(cluster, 'retire-tenant-leaving');
        },
      },
    ],
    refused: [
      {
        state: 'done',
        says: /^protected-removed: .*Namespace retire-tenant-leaving goes .* declare it with Removal\.tenant\('leaving', \{ reason: '…', on: \{ environments: \['retire-tenant'\] \} \}\), or keep it$/,
      },
    ],
  }),
  scenario<'old' | 'both' | 'new' | 'done'>({
    id: 'rename-tenant',
    title: 'a tenant gets another name: the new one comes beside the old one, which goes afterwards',
    program: (program, state) => {
      const environment = program.environment('rename-tenant', [program.on.america]);
      if (state === 'old' || state === 'both') program.tenant('blue', environment, ['web']);
      if (state !== 'old') program.tenant('green', environment, ['web']);
      if (state === 'new') program.declare(Removal.tenant('blue', { reason }));
    },
    steps: [
      { state: 'old' },
      {
        state: 'both',
        becomes: [
          'america: ConfigMap rename-tenant-blue/web: kept',
          'america: ConfigMap rename-tenant-green/web: created',
        ],
      },
      {
        state: 'new',
        becomes: [
          'america: ConfigMap rename-tenant-blue/web: deleted',
          'america: Namespace rename-tenant-blue: orphaned',
          'america: ConfigMap rename-tenant-green/web: kept',
        ],
      },
      { state: 'done' },
    ],
    refused: [
      {
        state: 'done',
        says: /^element-replaced: .*tenant blue goes while tenant green comes/,
        steps: [
          /^keep tenant blue and add tenant green beside it/,
          /^move its data and its traffic/,
          /^take tenant blue out of the program, declare it with Removal\.tenant\('blue'/,
          /^take the declaration out$/,
        ],
      },
    ],
  }),
  scenario<'there' | 'announced' | 'gone' | 'done'>({
    id: 'space',
    title: 'a further namespace of a tenant goes, and nothing fails: its removal is declared a commit before',
    program: (program, state) => {
      const environment = program.environment('space', everywhere(program));
      const isThere = state === 'there' || state === 'announced';
      program.tenant('space-team', environment, ['web'], { namespaces: isThere ? ['jobs'] : [] });
      if (state !== 'there' && state !== 'done')
        program.declare(Removal.object({ kind: 'Namespace', name: 'space-space-team-jobs' }, { reason }));
    },
    steps: [
      { state: 'there' },
      {
        state: 'announced',
        becomes: [
          'america: Namespace space-space-team-jobs: changed',
          'south: Namespace space-space-team-jobs: changed',
          'america: Namespace space-space-team: kept',
        ],
      },
      {
        state: 'gone',
        becomes: [
          'america: Namespace space-space-team-jobs: deleted',
          'south: Namespace space-space-team-jobs: deleted',
        ],
      },
      { state: 'done' },
    ],
    refused: [
      {
        state: 'done',
        says: /Namespace space-space-team-jobs goes .*, admission refuses it until it carries the annotation fleet\.cdk8s\.io\/allow-deletion: declare it with Removal\.object/,
        steps: [
          /^keep it and declare its removal, commit that and let Flux apply it: that annotates it$/,
          /^take it out, keep the declaration, and commit that/,
          /^take the declaration out$/,
        ],
      },
    ],
  }),
  scenario<'there' | 'gone' | 'done'>({
    id: 'late',
    title:
      'a namespace whose removal is declared with the removal leaves its Kustomization failing until it is annotated',
    program: (program, state) => {
      const environment = program.environment('late', [program.on.america]);
      program.tenant('late-team', environment, ['web'], { namespaces: state === 'there' ? ['jobs'] : [] });
      if (state === 'gone')
        program.declare(Removal.object({ kind: 'Namespace', name: 'late-late-team-jobs' }, { reason }));
    },
    steps: [
      { state: 'there' },
      { state: 'gone', becomes: ['america: Namespace late-late-team-jobs: kept'] },
      {
        state: 'done',
        byHand: (hands) => hands.letGo('america', 'late-late-team-jobs'),
      },
    ],
    failing: { 1: [/^america: late-flux-system\/late-team-access: /, /^america: late-flux-system\/late-team-apps: /] },
  }),
  scenario<'one' | 'two' | 'off' | 'done'>({
    id: 'app',
    title: 'an app is added and retired, also on a remote cluster',
    program: (program, state) => {
      const environment = program.environment('app', everywhere(program));
      const team = program.tenant('app-team', environment, ['web']);
      if (state === 'two') program.app(team, 'api');
      if (state === 'off') {
        program.app(team, 'api', { enabled: false });
        program.declare(Removal.app('app-team', 'api', { reason }));
      }
    },
    steps: [
      { state: 'one' },
      {
        state: 'two',
        becomes: ['america: ConfigMap app-app-team/api: created', 'south: ConfigMap app-app-team/api: created'],
      },
      {
        state: 'off',
        becomes: ['america: ConfigMap app-app-team/api: deleted', 'south: ConfigMap app-app-team/api: deleted'],
      },
      { state: 'done' },
    ],
    refused: [
      {
        state: 'one',
        after: 1,
        says: /^protected-removed: .*Kustomization app-app-team\/api goes .* declare it with Removal\.app\('app-team', 'api', \{ reason: '…', on: \{ environments: \['app'\] \} \}\), or keep it$/,
      },
    ],
  }),
  scenario<'old' | 'both' | 'off' | 'new'>({
    id: 'move',
    title: 'an app goes from one tenant to another without an outage: it runs at both in between',
    program: (program, state) => {
      const environment = program.environment('move', everywhere(program));
      const from = program.tenant('from', environment, ['web']);
      const to = program.tenant('to', environment, ['web']);
      if (state !== 'new') program.app(from, 'api', { enabled: state !== 'off' });
      if (state !== 'old') program.app(to, 'api');
      if (state === 'off') program.declare(Removal.app('from', 'api', { reason }));
    },
    steps: [
      { state: 'old' },
      {
        state: 'both',
        becomes: ['america: ConfigMap move-from/api: kept', 'america: ConfigMap move-to/api: created'],
      },
      {
        state: 'off',
        becomes: [
          'america: ConfigMap move-from/api: deleted',
          'america: ConfigMap move-to/api: kept',
          'south: ConfigMap move-from/api: deleted',
          'south: ConfigMap move-to/api: kept',
        ],
      },
      { state: 'new' },
    ],
    refused: [
      {
        state: 'new',
        says: /^element-replaced: .*app api of tenant from goes while app api of tenant to comes/,
        steps: [
          /^keep app api of tenant from and add app api of tenant to beside it/,
          /^move its data and its traffic/,
          /^give app api of tenant from enabled: false and declare it with Removal\.app\('from', 'api'/,
          /^take app api of tenant from and the declaration out$/,
        ],
      },
    ],
  }),
  scenario<'old' | 'kept' | 'new' | 'done'>({
    id: 'component',
    title: 'a component in code gets another name, and keeps its objects',
    program: (program, state) => {
      const environment = program.environment('component', everywhere(program));
      const name = state === 'old' || state === 'kept' ? 'cache' : 'store';
      new Component(environment, name, {
        ...(state === 'old' ? {} : { namespace: 'component-cache' }),
        ...(state === 'kept' || state === 'new' ? { prune: false } : {}),
        manifests: (chart) => {
          const metadata = { name: 'settings' };
          new ApiObject(chart, 'settings', {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata,
            data: { size: '1' },
          });
        },
      });
    },
    steps: [
      { state: 'old' },
      { state: 'kept' },
      {
        state: 'new',
        becomes: [
          'america: ConfigMap component-cache/settings: adopted by america component-flux-system/infrastructure-store',
          'south: Namespace component-cache: adopted by america south/component-infrastructure-store',
        ],
      },
      { state: 'done', becomes: ['south: ConfigMap component-cache/settings: kept'] },
    ],
    refused: [
      {
        state: 'done',
        says: /^kustomization-renamed: .*component-flux-system\/infrastructure-cache is renamed to component-flux-system\/infrastructure-store, and Flux deletes all that it applied: rename it in steps$/,
        steps: [
          /^give component cache prune: false under its old name/,
          /^rename it to .* the new Kustomization takes over/,
        ],
      },
    ],
  }),
  scenario<'main' | 'release' | 'off' | 'gone' | 'done'>({
    id: 'release',
    title: 'a release of a tenant gets an environment of its own, and is retired',
    program: (program, state) => {
      const environment = program.environment('release', everywhere(program));
      const team = program.tenant('release-team', environment, ['web']);
      if (state === 'release' || state === 'off') {
        const track = new TenantTrack(team, '1-0-x', {
          source: Source.git({ url: tenantUrl('release-team'), branch: 'release/1-0-x' }),
        });
        program.app(track, 'web', { enabled: state === 'release' });
      }
      if (state === 'off')
        program.declare(
          Removal.object({ kind: 'Namespace', name: 'release-1-0-x-release-team' }, { reason }),
          Removal.app('release-team', 'web', { reason }),
        );
      if (state === 'gone')
        program.declare(Removal.object({ kind: 'Namespace', name: 'release-1-0-x-release-team' }, { reason }));
    },
    steps: [
      { state: 'main' },
      {
        state: 'release',
        becomes: [
          'america: ConfigMap release-1-0-x-release-team/web: created',
          'america: ConfigMap release-release-team/web: kept',
        ],
      },
      {
        state: 'off',
        becomes: [
          'america: ConfigMap release-1-0-x-release-team/web: deleted',
          'america: ConfigMap release-release-team/web: kept',
        ],
      },
      { state: 'gone', becomes: ['america: Namespace release-1-0-x-release-team: deleted'] },
      { state: 'done' },
    ],
    refused: [{ state: 'main', after: 1, says: /^sync-with-access: / }],
  }),
  scenario<'there' | 'suspended' | 'gone' | 'done'>({
    id: 'suspended',
    title: 'a component that is suspended when it goes leaves its objects, and the plan says so',
    program: (program, state) => {
      const environment = program.environment('suspended', [program.on.america]);
      program.tenant('suspended-team', environment, ['web']);
      if (state === 'there' || state === 'suspended') {
        new Component(environment, 'cache', {
          ...(state === 'suspended' ? { flux: { suspend: true } } : {}),
          manifests: (chart) => {
            new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } });
          },
        });
      }
      if (state === 'gone')
        program.declare(Removal.component('cache', { reason, on: { environments: ['suspended'] } }));
    },
    steps: [
      { state: 'there' },
      { state: 'suspended' },
      {
        state: 'gone',
        becomes: [
          'america: ConfigMap suspended-cache/settings: orphaned',
          'america: Namespace suspended-cache: orphaned',
        ],
      },
      { state: 'done' },
    ],
    refused: [
      {
        state: 'done',
        after: 1,
        says: /is left in the cluster without an owner, its Kustomization is deleted while it is suspended/,
      },
    ],
  }),
];
