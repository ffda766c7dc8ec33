import * as fc from 'fast-check';
import { KubernetesObject } from '../../../src';
import { ProblemCollector } from '../../../src/core/problem';
import { renderFleet } from '../../../src/pipeline/render/fleet';
import { resolveFleet } from '../../../src/pipeline/resolve/resolve';
import { UnitCache } from '../../../src/units/unit-cache';
import { runsOf } from '../../support/deep';
import { documentsOf } from '../../support/world';
import { fleetOf, RandomTenant, randomTenants } from './random-tenants';
import { forbiddenRequests, RbacModel, Request, Subject, trespasses } from './rbac-model';

const runs = runsOf(15, 10_000);

/** What of a tenant lands on each of the two clusters: its rights are all there. */
function accessOn(files: ReadonlyMap<string, string>, cluster: 'c0' | 'c1', tenant: string): KubernetesObject[] {
  const root = cluster === 'c0' ? 'clusters/c0/prod' : 'clusters/c0/remotes/c1/prod';
  return [...files]
    .filter(
      ([path]) => path.startsWith(`${root}/tenants/${tenant}/access/`) || path.startsWith(`${root}/grants/${tenant}/`),
    )
    .filter(([path]) => !path.endsWith('/kustomization.yaml'))
    .flatMap(([, text]) => documentsOf(text) as KubernetesObject[]);
}

/** What a fleet renders to; undefined when something is wrong with it. Schemas are left to other tests: they cost most. */
function rendered(tenants: Readonly<Record<string, RandomTenant>>): ReadonlyMap<string, string> | undefined {
  const fleet = fleetOf(tenants);
  const problems = new ProblemCollector();
  const plan = resolveFleet(fleet, { problems, warnings: new ProblemCollector() });
  if (!fleet.problems.isEmpty || !problems.isEmpty) return undefined;
  const cache = new UnitCache(
    () => true,
    (at, message) => problems.add('unwritable', at, message),
  );
  const files = new Map<string, string>();
  for (const { directory, unit } of renderFleet(plan, cache)) {
    for (const { path, text } of unit.files) files.set(`${directory}/${path}`, text);
  }
  expect(problems.problems).toEqual([]);
  return files;
}

const secretsIn = (namespace: string): Request => ({ verb: 'get', group: '', resource: 'secrets', namespace });

/** Requests that somebody may make and must not. */
function tooMuch(model: RbacModel, subjects: readonly Subject[], requests: readonly Request[]): unknown[] {
  return subjects.flatMap((subject) =>
    requests.filter((request) => model.allows(subject, request)).map((request) => ({ subject, request })),
  );
}

test('no role that is made for a tenant holds a refused right', () => {
  const seen = { refused: 0, rendered: 0, requests: 0, granted: 0 };
  fc.assert(
    fc.property(fc.oneof(randomTenants(true), randomTenants(false)), (tenant) => {
      const files = rendered({ web: tenant });
      if (files === undefined) {
        seen.refused++;
        return;
      }
      seen.rendered++;
      for (const cluster of ['c0', 'c1'] as const) {
        const objects = accessOn(files, cluster, 'web');
        const model = new RbacModel(objects);
        const { subjects } = model;
        const names = tenant.grants.flatMap((grant) => grant.names);
        const own = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
        expect(own).toHaveLength(1 + tenant.namespaces.length + (tenant.track ? 1 : 0));
        for (const namespace of own) {
          const forbidden = forbiddenRequests(namespace, names, tenant.ownNetworkPolicies);
          seen.requests += forbidden.length * subjects.length;
          expect(tooMuch(model, subjects, forbidden)).toEqual([]);
          if (tenant.deploys?.includes('Secret')) continue;
          // Helm keeps its state in Secrets, with an account of its own that no pod of the tenant can be.
          const readers = subjects.filter((subject) => model.allows(subject, secretsIn(namespace)));
          const control = cluster === 'c0' ? 'prod-flux-system' : 'c1';
          const helm = tenant.apps.includes('chart') ? [{ account: `${namespace}.helm`, namespace: control }] : [];
          expect(readers).toEqual(helm);
        }
        for (const namespace of ['flux-system', 'kube-system', 'default', 'prod-flux-system', 'c1', 'prod-other']) {
          expect(tooMuch(model, subjects, trespasses(namespace))).toEqual([]);
        }
        for (const { apiGroups = [], resources = [], verbs } of model.rules) {
          expect([...apiGroups, ...resources, ...verbs]).not.toContain('*');
        }
        // A model that allowed nothing would find nothing.
        const account =
          cluster === 'c0' ? { account: 'web', namespace: 'prod-web' } : { account: 'prod-web', namespace: 'c1' };
        if (tenant.deploys === undefined) {
          const apply = { verb: 'patch', group: 'apps', resource: 'deployments', namespace: 'prod-web' };
          expect(model.allows(account, apply)).toBe(true);
          seen.granted++;
        }
        for (const { kind, names: granted } of tenant.grants) {
          for (const name of granted) {
            expect(model.allows(account, { verb: 'patch', group: kind.group, resource: kind.resource, name })).toBe(
              true,
            );
          }
        }
      }
    }),
    { numRuns: runs, seed: 6 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(runs / 10);
  console.log(`tenants ${runs}, of which refused ${seen.refused}; forbidden requests tried ${seen.requests}`);
});

test('what changes for one tenant changes no byte of another', () => {
  const changes = { same: 0, different: 0 };
  const of = (files: ReadonlyMap<string, string>, tenant: string) =>
    [...files].flatMap(([path, text]) => {
      if (path.includes(`/tenants/${tenant}/`) || path.includes(`/grants/${tenant}/`)) return [`${path}\n${text}`];
      // What brings a tenant's units is a document of its own in a list of all tenants'.
      const documents = path.endsWith('tenants.yaml') ? text.split(/^---$/m) : [];
      return documents
        .filter((document) => document.includes(`/tenants/${tenant}/`))
        .map((one) => one.replace(/^#.*$/gm, ''));
    });
  fc.assert(
    fc.property(randomTenants(false), randomTenants(false), randomTenants(false), (before, after, other) => {
      const [first, second] = [rendered({ a: before, b: other }), rendered({ a: after, b: other })];
      const mine = [of(first!, 'a'), of(second!, 'a')].map((parts) => parts.join('\n').trim());
      changes[mine[0] === mine[1] ? 'same' : 'different']++;
      expect(of(second!, 'b').map((part) => part.trim())).toEqual(of(first!, 'b').map((part) => part.trim()));
    }),
    { numRuns: runs, seed: 7 },
  );
  expect(changes.different).toBeGreaterThan(runs / 2);
  console.log(`pairs ${runs}, in which the first tenant really changed ${changes.different}`);
});
