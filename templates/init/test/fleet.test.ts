import { test } from 'node:test';
import { Invariant, Testing } from 'cdk8s-flux-fleet/testing';
import { fleet } from '../fleet';

const testing = Testing.of(fleet);

test('the fleet has no problem and no warning', () => {
  testing.hasNoWarnings();
});

test('no two tenants share a host', () => {
  testing.holds(Invariant.noSharedHosts());
});

test('Flux on {{cluster}} follows the folder of the cluster', () => {
  testing.cluster('{{cluster}}').hasObject('{{syncKind}}', { spec: {{syncSpec}} });
});
