import { Validator } from 'cdk8s-flux-fleet/flux';
import { type Project, projects } from 'cdk8s-flux-fleet-schemas';
import { sampleMutants, sampleObject, SAMPLES } from '../test/schema/projects';
import { ControlPlane } from './harness/control-plane';
import { installCrds } from './harness/flux';
import { type KubeEndpoint, kubeEndpoint, KubeError, send } from './harness/kube-http';
import type { KubeObject } from './harness/kube-object';

// The custom resources of the package cdk8s-flux-fleet-schemas, before the API server: it takes every definition, and judges the
// samples as the validator does.

const known: Readonly<Record<string, Project>> = projects;
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

let plane: ControlPlane;
let endpoint: KubeEndpoint;

beforeAll(async () => {
  plane = await ControlPlane.start({ name: 'project-schemas' });
  endpoint = kubeEndpoint(plane.url, plane.caPem);
});

afterAll(async () => {
  endpoint.agent.destroy();
  await plane.stop();
});

interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly plural: string };
    readonly versions: ReadonlyArray<{ readonly storage: boolean }>;
  };
}

/** A definition as the API server takes it: with one version stored, and for groups of Kubernetes with the mark of a test. */
function definitionOf(project: Project, kind: string): Definition {
  const { metadata, spec, ...crd } = project.crd(kind) as Definition;
  const stored = Math.max(
    0,
    spec.versions.findIndex(({ storage }) => storage),
  );
  const annotations = { 'api-approved.kubernetes.io': 'unapproved, test-only' };
  const versions = spec.versions.map((version, index) => ({ ...version, storage: index === stored }));
  return { ...crd, metadata: { ...metadata, annotations }, spec: { ...spec, versions } };
}

function definitionOfSample(key: string): Definition {
  const { apiVersion, kind } = SAMPLES[key]!;
  return definitionOf(known[key]!, `${apiVersion.split('/')[0]!}/${kind}`);
}

/** The server's message about an object; empty if it accepts it. */
async function ask(path: string, body: object): Promise<string> {
  try {
    await send(endpoint, plane.adminToken, undefined, {
      method: 'POST',
      path: `${path}?dryRun=All&fieldValidation=Strict`,
      body,
    });
    return '';
  } catch (error) {
    if (error instanceof KubeError && (error.status === 422 || error.status === 400)) return error.statusMessage;
    throw error;
  }
}

test.each(Object.keys(known))('the API server takes the definitions of %s', async (key) => {
  const project = known[key]!;
  for (const kind of Object.keys(project.kinds)) {
    expect([kind, await ask(CRDS, definitionOf(project, kind))]).toEqual([kind, '']);
  }
});

describe('samples', () => {
  beforeAll(() => installCrds(plane.client(), Object.keys(known).map(definitionOfSample)));

  test.each(Object.keys(known))('the API server judges the sample of %s as we do', async (key) => {
    const project = known[key]!;
    const sample = SAMPLES[key]!;
    const { scope, names } = definitionOfSample(key).spec;
    const path = `/apis/${sample.apiVersion}/${scope === 'Cluster' ? '' : 'namespaces/default/'}${names.plural}`;
    const judge = (change?: readonly [path: string, value: unknown]) => {
      const { metadata, ...object } = sampleObject(project, sample, change) as KubeObject;
      return ask(path, { ...object, metadata: { name: metadata.name } });
    };
    expect(await judge()).toBe('');
    const [misspelt] = sample.misspelt;
    expect(await judge([misspelt, {}])).toContain(`unknown field "${misspelt}"`);
    expect(await judge(sample.wrong)).toContain(sample.wrong[0].split('.').at(-1));
  });

  test.each(Object.keys(known))('the API server judges changed samples of %s as we do', async (key) => {
    const project = known[key]!;
    const sample = SAMPLES[key]!;
    const { scope, names } = definitionOfSample(key).spec;
    const path = `/apis/${sample.apiVersion}/${scope === 'Cluster' ? '' : 'namespaces/default/'}${names.plural}`;
    const validator = new Validator();
    validator.addSchema(project);
    const differences: string[] = [];
    for (const mutant of sampleMutants(project, sample)) {
      const { metadata, ...object } = mutant as KubeObject;
      const findings = validator.validate(mutant).filter(({ severity }) => severity === 'error');
      const answer = await ask(path, { ...object, metadata: { name: metadata.name } });
      if ((answer === '') !== (findings.length === 0)) {
        differences.push(`${JSON.stringify(object.spec)}: server "${answer}", we "${findings[0]?.message ?? ''}"`);
      }
    }
    expect(differences).toEqual([]);
  });
});
