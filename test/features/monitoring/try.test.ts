import * as fs from 'node:fs';
import { App, Cluster, Environment, Tenant, TenantTrack } from '../../../src';
import { git, newFleet, objectsIn, problemsOf } from '../../support/fleets';
test('try', () => {
  const fleet = newFleet({ extraControllers: ['source-watcher'] });
  const hub = new Cluster(fleet, 'hub');
  const south = new Cluster(fleet, 'south', { managedBy: hub });
  const op = new Cluster(fleet, 'op', { bootstrap: 'operator' });
  new Environment(fleet, 'prod', { clusters: [hub, south, op] });
  const shop = new Tenant(fleet, 'shop', { source: git, owners: ['x'], contact: '#shop' });
  new Tenant(fleet, 'shop-api', { source: git, owners: ['x'] });
  new TenantTrack(shop, 'old', { source: git });
  fleet.monitor({ logRuleLabels: { loki_rule: '1' }, labels: { release: 'p' }, routes: { channel: '#platform', slackUrlFile: '/etc/slack/url' } });
  console.log(problemsOf(fleet), fleet.synthesize().warnings);
  const objects = objectsIn(fleet, 'clusters/hub/infrastructure/flux-monitoring/flux-monitoring.yaml');
  fs.writeFileSync('/tmp/prom/rules.yaml', JSON.stringify(objects.find((o) => o.kind === 'PrometheusRule').spec));
  fs.writeFileSync('/tmp/prom/am.yaml', objects.find((o) => o.metadata.name === 'flux-alertmanager').data['alertmanager.yaml']);
  console.log(JSON.stringify(objects, null, 1).slice(0, 9000));
});
