/** @jest-environment node */
import { Project, projects } from 'cdk8s-flux-fleet-schemas';
import { Validator } from '../../src/schema';
import { projectKind } from '../../src/schema/custom';
import { PROJECT_GROUPS } from '../../src/schema/project-groups';
import { StructureCompiler } from '../../src/schema/structure';
import { DEEP } from '../support/deep';
import { sampleObject, SAMPLES } from './projects';

const known: Readonly<Record<string, Project>> = projects;

const DIGITS = /\d+\.\d+\.\d+/;

function of({ project, version }: Project): string {
  return `(schemas of ${project} ${version}; if the clusters run another version, give its CRDs to addSchema)`;
}

test('each project has a sample', () => {
  expect(Object.keys(SAMPLES)).toEqual(Object.keys(known));
});

describe.each(Object.entries(known))('%s', (key, project) => {
  const sample = SAMPLES[key]!;
  const validator = new Validator();
  validator.addSchema(project);
  const findingsOf = (object: object) => validator.validate(object).map(({ id, at, message }) => [id, at, message]);

  test('says what it is', () => {
    expect(project).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      module: expect.stringMatching(/^[a-z0-9.-]+\/\S+$/) as string,
      licence: expect.stringMatching(/^(Apache-2\.0|MIT)$/) as string,
      digest: expect.stringMatching(/^[\w-]{16}$/) as string,
    });
  });

  test('a valid object has no findings', () => {
    expect(findingsOf(sampleObject(project, sample))).toEqual([]);
  });

  test('a misspelt field is refused', () => {
    const [path, meant] = sample.misspelt;
    const way = meant === undefined ? 'leave it out' : `did you mean ${meant}?`;
    const message = `${path} is not a field of ${sample.kind}: ${way} ${of(project)}`;
    expect(findingsOf(sampleObject(project, sample, [path, {}]))).toEqual([['unknown-field', path, message]]);
  });

  test('a value of a wrong type is refused', () => {
    const [path, value] = sample.wrong;
    const findings = findingsOf(sampleObject(project, sample, [path, value]));
    expect(findings).toEqual([['type', path, expect.stringContaining(`${path} is `)]]);
    expect(findings[0]![2]).toContain(of(project));
  });

  test('its scope is checked', () => {
    const group = sample.apiVersion.split('/')[0]!;
    const isNamespaced = project.kinds[`${group}/${sample.kind}`] === 'namespace';
    const object = {
      ...sampleObject(project, sample),
      metadata: { name: 'a', ...(!isNamespaced && { namespace: 'web' }) },
    };
    expect(findingsOf(object).map(([id]) => id)).toEqual(isNamespaced ? [] : ['metadata']);
  });

  test('every kind has a definition, whose schema is usable', () => {
    for (const [name, scope] of Object.entries(project.kinds)) {
      const [group, kind] = name.split('/');
      const crd = project.crd(name);
      expect(crd).toMatchObject({
        spec: { group, names: { kind }, scope: scope === 'cluster' ? 'Cluster' : 'Namespaced' },
      });
      for (const [version, { schema }] of projectKind(project, name).versions) {
        expect(() => new StructureCompiler(() => false).check(schema)).not.toThrow();
        // What explains mistakes takes long to compile.
        if (!DEEP) continue;
        const object = { apiVersion: `${group}/${version}`, kind, metadata: { name: 'a' }, spec: 1 };
        expect(validator.validate(object).map(({ id }) => id)).not.toContain('unknown-kind');
      }
    }
  });
});

test('every group of a project is known to messages', () => {
  const groups = Object.values(known).flatMap(({ kinds }) => Object.keys(kinds).map((name) => name.split('/')[0]!));
  expect(Object.keys(PROJECT_GROUPS).sort()).toEqual([...new Set(groups)].sort());
  for (const [group, key] of Object.entries(PROJECT_GROUPS)) {
    expect(Object.keys(known[key]!.kinds).some((name) => name.startsWith(`${group}/`))).toBe(true);
  }
});

test('an unknown kind of a known project names the project, and once that is there, the kind', () => {
  const validator = new Validator();
  const messageOf = (kind: string) =>
    validator
      .validate({ apiVersion: 'cert-manager.io/v1', kind, metadata: { name: 'a' }, spec: {} })
      .filter(({ id }) => id === 'unknown-kind')
      .map(({ message }) => message);
  expect(messageOf('Issuer')).toEqual([
    'cert-manager.io/v1 Issuer is not known, so it was not checked: add projects.certManager of the package cdk8s-flux-fleet-schemas, or its CRD, with addSchema',
  ]);
  validator.addSchema(projects.certManager);
  expect(messageOf('Issuer')).toEqual([]);
  expect(messageOf('Isuer')[0]).toMatch(
    /^cert-manager\.io\/v1 Isuer is not known, so it was not checked: cert-manager \d+\.\d+\.\d+ has no such kind, so correct its name, or add its CRD with addSchema$/,
  );
});

test('a group that is named like a method of objects is of no project', () => {
  const object = { apiVersion: 'constructor/v1', kind: 'Issuer', metadata: { name: 'a' } };
  expect(new Validator().validate(object).map(({ message }) => message)).toEqual([
    'constructor/v1 Issuer is not known, so it was not checked: add its CRD with addSchema',
  ]);
});

test('versions that the project does not serve are named with it', () => {
  const validator = new Validator();
  validator.addSchema(projects.certManager);
  const object = { apiVersion: 'cert-manager.io/v1alpha2', kind: 'Issuer', metadata: { name: 'a' }, spec: {} };
  expect(validator.validate(object).map(({ message }) => message.replace(DIGITS, 'N'))).toEqual([
    'cert-manager.io/v1alpha2 Issuer is not served by cert-manager N: use cert-manager.io/v1',
  ]);
});

test('a rule of a project is named with its version', () => {
  const validator = new Validator();
  validator.addSchema(projects.gatewayApi);
  const rule = { matches: [{ path: { type: 'PathPrefix', value: 'no-slash' } }] };
  const spec = { parentRefs: [{ name: 'a' }], rules: [rule] };
  const object = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'a' }, spec };
  expect(validator.validate(object)).toEqual([
    expect.objectContaining({ id: 'cel', message: expect.stringContaining(of(projects.gatewayApi)) as string }),
  ]);
});

test('a definition of the program replaces that of a project, and the reverse', () => {
  const crd = JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'issuers.cert-manager.io' },
    spec: {
      group: 'cert-manager.io',
      scope: 'Namespaced',
      names: { kind: 'Issuer', plural: 'issuers' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  });
  const object = { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name: 'a' }, spec: { ca: 1 } };
  const validator = new Validator();
  validator.addSchema(projects.certManager);
  validator.addSchema(crd);
  expect(validator.validate(object).map(({ message }) => message)).toEqual([
    'spec is not a field of Issuer: leave it out',
  ]);
  validator.addSchema(projects.certManager);
  expect(validator.validate(object).map(({ at }) => at)).toEqual(['spec.ca']);
});

test('a project reads its file with its first kind', () => {
  jest.isolateModules(() => {
    const read = jest.fn();
    const data = '../../schemas/data/velero.json';
    const content = jest.requireActual<object>(data);
    jest.doMock(data, () => {
      read();
      return content;
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { projects: fresh } = require('cdk8s-flux-fleet-schemas') as typeof import('cdk8s-flux-fleet-schemas');
    const validator = new Validator();
    validator.addSchema(fresh.velero);
    validator.validate({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } });
    expect(read).not.toHaveBeenCalled();
    const sample = SAMPLES['velero']!;
    for (let time = 0; time < 2; time++) validator.validate(sampleObject(fresh.velero, sample));
    expect(read).toHaveBeenCalledTimes(1);
    jest.dontMock(data);
  });
});

test('a kind that a project does not have is refused', () => {
  expect(() => projects.velero.crd('velero.io/Backups')).toThrow(
    /^velero \d+\.\d+\.\d+ has no kind "velero\.io\/Backups"$/,
  );
});
