import * as fs from 'node:fs';
import { ApiObject } from 'cdk8s';
import { Cluster, Component, Fleet } from '../../../src';
import { renderingFingerprint } from '../../../src/pipeline/cache/rendering-fingerprint';
import { Loose } from '../../support/fleets';
import { Folder } from '../../support/folder';
import { edited } from './edits';
import { FILE, small } from './small-fleet';
import { Twins } from './twins';

let twins: Twins;
beforeEach(() => {
  jest.spyOn(console, 'warn').mockReturnValue();
  twins = new Twins();
});
afterEach(() => {
  jest.restoreAllMocks();
  twins.delete();
});

const foo = { apiVersion: 'example.com/v1', kind: 'Foo', spec: { size: 1 } };

const component = (object: ConstructorParameters<typeof ApiObject>[2]) => (fleet: Fleet<Loose>) =>
  void new Component<Loose>(fleet, 'foo', { manifests: (chart) => void new ApiObject(chart, 'one', object) });

const withFoo = component(foo);

const crd = (type: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: foos.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Foo, plural: foos }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { size: { type: ${type} } } } }
`;

test('a warning comes with every run, and goes when it is acknowledged', () => {
  const program = small({ build: withFoo });
  for (let run = 0; run < 3; run++) {
    const { warnings } = twins.run(program);
    expect(warnings).toEqual([expect.stringContaining('[eu-1/foo] Foo "foo/one": example.com/v1 Foo is not known')]);
  }
  const silent = small({
    build: (fleet) => {
      withFoo(fleet);
      fleet.acknowledgeWarning('unknown-kind', 'ours');
    },
  });
  for (const made of [silent, silent]) expect(twins.run(made)).toMatchObject({ warnings: [] });
  expect(twins.run(program)).toMatchObject({ warnings: [expect.stringContaining('is not known')] });
});

test('`strict` counts from the run on that says it', () => {
  twins.settle(small({ build: withFoo }));
  for (let run = 0; run < 2; run++) {
    expect(twins.run(small({ build: withFoo, props: { strict: true } }))).toMatchObject({
      problems: [expect.stringContaining('is not known')],
    });
  }
  expect(twins.run(small({ build: withFoo }))).toMatchObject({ written: [] });
});

test('schemas count from the run on that says them, until one says others', () => {
  const known = (type: string) =>
    small({
      build: (fleet) => {
        fleet.addSchema(crd(type));
        withFoo(fleet);
      },
    });
  const integer = known('integer');
  twins.settle(small({ build: withFoo }));
  twins.settle(integer);
  expect(twins.run(integer)).toMatchObject({ warnings: [], recalled: 9 });
  for (let run = 0; run < 2; run++) {
    expect(twins.run(known('string'))).toMatchObject({ problems: [expect.stringContaining('spec.size')] });
    expect(twins.run(small({ build: withFoo }))).toMatchObject({ warnings: [expect.stringContaining('not known')] });
  }
  expect(twins.run(integer)).toMatchObject({ warnings: [] });
});

test('schemas that the program says only while it is worked out count as well', () => {
  const late = (isKnown: boolean) =>
    small({
      build: (fleet) =>
        void new Component<Loose>(fleet, 'foo', {
          manifests: (chart) => {
            if (isKnown) fleet.addSchema(crd('integer'));
            new ApiObject(chart, 'one', foo);
          },
        }),
    });
  twins.settle(late(true));
  expect(twins.run(late(false))).toMatchObject({ warnings: [expect.stringContaining('is not known')] });
});

describe('a leak that is acknowledged', () => {
  const TOKEN = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
  const leak = component({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'one' },
    data: { a: TOKEN },
  } as object as typeof foo);
  const acknowledged = (...fields: readonly string[]) =>
    small({
      build: (fleet) => {
        leak(fleet);
        for (const field of fields) {
          fleet.acknowledgeLeak({ id: 'leak', object: 'ConfigMap foo/one', field, reason: 'an example' });
        }
      },
    });

  test('stays so in every run, and is one without', () => {
    const refused = twins.run(acknowledged());
    expect(refused.problems).toEqual([expect.stringContaining('acknowledgeLeak(')]);
    const [, id, field] = /id: "([^"]+)".*field: "([^"]+)"/.exec(refused.problems![0]!)!;
    const good = small({
      build: (fleet) => {
        leak(fleet);
        fleet.acknowledgeLeak({ id: id!, object: 'ConfigMap foo/one', field: field!, reason: 'an example' });
      },
    });
    for (let run = 0; run < 3; run++) expect(twins.run(good)).toMatchObject({ warnings: [] });
    expect(twins.run(acknowledged())).toMatchObject({ problems: refused.problems });
    expect(twins.run(good)).toMatchObject({ warnings: [], written: [] });
  });

  test('and of no use is said in every run', () => {
    const useless = small({
      build: (fleet) =>
        fleet.acknowledgeLeak({ id: 'token', object: 'ConfigMap a/b', field: 'data.a', reason: 'an example' }),
    });
    for (let run = 0; run < 3; run++) {
      expect(twins.run(useless)).toMatchObject({ warnings: [expect.stringContaining('fits nothing')] });
    }
  });
});

test('other versions of Flux and Kubernetes are other units, back and forth', () => {
  const of = (flux: '2.6' | '2.7', kubernetes: '1.32' | '1.33') => small({ props: { flux, kubernetes } });
  for (let run = 0; run < 2; run++) {
    twins.run(of('2.6', '1.32'));
    twins.run(of('2.7', '1.32'));
    twins.run(of('2.7', '1.33'));
  }
});

test('what an older version does not serve is refused there, however often a newer one takes it', () => {
  const device = component({ apiVersion: 'resource.k8s.io/v1', kind: 'DeviceClass', spec: {} } as object as typeof foo);
  const on = (kubernetes: '1.33' | '1.34') => small({ build: device, props: { kubernetes } });
  for (let run = 0; run < 2; run++) {
    twins.settle(on('1.34'));
    expect(twins.run(on('1.33'))).toMatchObject({
      problems: [expect.stringContaining('not served')],
    });
  }
});

test('an object that two units have is found, whoever made the units', () => {
  const twice = small({
    build: (fleet) => {
      withFoo(fleet);
      new Component<Loose>(fleet, 'bar', {
        namespace: 'foo',
        createNamespace: false,
        manifests: (chart) => void new ApiObject(chart, 'one', foo),
      });
    },
  });
  const apart = (name: string) =>
    small({
      build: (fleet) =>
        void new Component<Loose>(fleet, name, {
          namespace: 'foo',
          createNamespace: name === 'foo',
          manifests: (chart) => void new ApiObject(chart, 'one', { apiVersion: 'v1', kind: 'ConfigMap' }),
        }),
    });
  twins.settle(apart('foo'));
  twins.settle(apart('bar'));
  for (let run = 0; run < 2; run++) {
    expect(twins.run(twice)).toMatchObject({ problems: [expect.stringContaining('one owner'), expect.anything()] });
  }
});

test('a component whose file would be the list is refused in every run', () => {
  const named = small({
    build: (fleet) =>
      void new Component<Loose>(fleet, 'kustomization', {
        manifests: (chart) => void new ApiObject(chart, 'one', { apiVersion: 'v1', kind: 'ConfigMap' }),
      }),
  });
  twins.settle(small());
  for (let run = 0; run < 2; run++) {
    expect(twins.run(named)).toMatchObject({
      problems: ['eu-1', 'eu-2'].map((name) => expect.stringMatching(`^.${name}/kustomization. .* is made twice: `)),
    });
  }
});

test('an error of the program leaves the cache as it is', () => {
  const program = small();
  twins.settle(program);
  const { cache } = twins;
  const before = cache.files;
  const trusted = twins.trusted();
  const broken = small({
    build: (fleet) =>
      void new Component<Loose>(fleet, 'broken', {
        manifests: () => {
          throw new Error('oh');
        },
      }),
  });
  expect(twins.run(broken)).toMatchObject({ problems: [expect.stringContaining('"oh"'), expect.anything()] });
  expect(twins.run(small({ build: (fleet) => void new Cluster(fleet, 'eu-1') }))).toMatchObject({
    problems: [expect.anything()],
  });
  expect(cache.files).toEqual(before);
  expect(twins.trusted()).toEqual(trusted);
});

test('a run that is refused because of an edit does not make it right', () => {
  const program = small();
  twins.settle(program);
  twins.each((place: Folder) => place.write(FILE, edited(place.read(FILE))));
  for (let run = 0; run < 3; run++) {
    expect(twins.run(program)).toMatchObject({ problems: [expect.stringContaining('changed by hand')] });
  }
});

test('the print tells rules apart', () => {
  const rules = { schemas: [], strict: false, acknowledgedLeaks: [] };
  const others = [{ strict: true }, { schemas: ['a'] }, { schemas: ['a', 'b'] }, { acknowledgedLeaks: [{ id: 'a' }] }];
  const prints = [{}, ...others].map((other) => renderingFingerprint({ ...rules, ...other }));
  expect(new Set(prints).size).toBe(prints.length);
  expect(renderingFingerprint(rules)).toBe(prints[0]);
  expect(fs.existsSync(twins.caches)).toBe(false);
});

test('what JSON cannot tell from what was there is an error in the second run, too', () => {
  const listing = (value: unknown) => {
    const spec = { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'a' }, values: { list: [value] } };
    return small({ build: component({ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', spec }) });
  };
  expect(twins.run(listing(null)).problems).toBeUndefined();
  expect(twins.run(listing(Infinity)).problems).toEqual([
    expect.stringMatching(/^\[eu-1\/foo\] a number cannot be written as YAML: /),
    expect.stringMatching(/^\[eu-2\/foo\] a number cannot be written as YAML: /),
  ]);
});

test('a problem of a whole cluster is found again in units that an earlier run knows', () => {
  const waits = (name: string, on: string) => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name },
    spec: { interval: '1h', prune: true, sourceRef: { kind: 'GitRepository', name: 'a' }, dependsOn: [{ name: on }] },
  });
  const program = small({ build: component(waits('web', 'nobody')) });
  const first = twins.run(program);
  expect(first.warnings).toEqual(
    ['eu-1', 'eu-2'].map(
      (cluster) => expect.stringContaining(`[${cluster}/foo] Kustomization "foo/web": dependsOn`) as string,
    ),
  );
  const again = twins.run(program);
  expect(again.warnings).toEqual(first.warnings);
  expect(again.recalled).toBe(again.counts?.['distinctUnits']);
});
