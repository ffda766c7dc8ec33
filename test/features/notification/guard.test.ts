import { Channel, Component } from '../../../src';
import { FLEET_CONVENTIONS } from '../../../src/pipeline/guard/conventions';
import { FLEET_LAYOUT } from '../../../src/pipeline/guard/layout';
import { formatFinding, formatText, guard, ManifestTree, planReport } from '../../../src/plan-entry';
import { configMap } from '../../support/fleets';
import { notifiedFleet } from './notified';

function treeOf(isNotified: boolean): ManifestTree {
  const { fleet, prod, web } = notifiedFleet();
  // So much that a share of it may go.
  for (let count = 0; count < 20; count++) new Component(fleet, `c${count}`, { manifests: configMap });
  if (isNotified) {
    fleet.notify('errors', { channel: Channel.slack({ secret: 'slack' }) });
    prod.notify('pager', { channel: Channel.opsgenie({ secret: 'opsgenie' }) });
    web.notify('team', { channel: Channel.teams({ secret: 'teams' }) });
    fleet.receive('github', { type: 'github', secret: 'hook' });
  }
  const { tree } = fleet.synthesize();
  return ManifestTree.of(tree.paths.map((path) => [`dist/${path}`, tree.get(path)!] as const));
}

function change(before: boolean, after: boolean) {
  const common = { conventions: FLEET_CONVENTIONS, within: 'dist', today: '2026-11-29' };
  return guard({ base: treeOf(before), next: treeOf(after), ...common });
}

test('to take notifications and receivers out, or in, loses nothing', () => {
  expect(change(true, false).findings.map(formatFinding)).toEqual([]);
  expect(change(false, true).findings.map(formatFinding)).toEqual([]);
});

test('the plan says what comes', () => {
  const { comparison, findings } = change(false, true);
  const text = formatText(planReport(comparison, findings), { details: true });
  expect(text).toContain('Alert prod-web/tenant.team');
  expect(text).toContain('Receiver flux-system/fleet.github');
});

test.each([
  ['clusters/eu-1/notifications/flux-system.yaml', { cluster: 'eu-1', unit: 'notifications' }],
  [
    'clusters/eu-1/prod/notifications/prod-flux-system.yaml',
    { cluster: 'eu-1', environment: 'prod', unit: 'notifications' },
  ],
  ['clusters/eu-1/remotes/far/notifications/far.yaml', { cluster: 'far', unit: 'notifications' }],
  [
    'clusters/eu-1/remotes/far/prod/notifications/far.yaml',
    { cluster: 'far', environment: 'prod', unit: 'notifications' },
  ],
  [
    'clusters/eu-1/prod/tenants/web/notifications/prod-web.yaml',
    { cluster: 'eu-1', environment: 'prod', tenant: 'web', unit: 'notifications' },
  ],
])('the place of %s', (path, place) => {
  expect(FLEET_LAYOUT.placeOf(path, () => true)).toEqual(place);
});
