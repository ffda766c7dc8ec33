import { ACCEPTED, definition, REFUSED, refused } from '../test/validation/definitions';
import { ControlPlane } from './harness/control-plane';
import { type KubeEndpoint, kubeEndpoint, KubeError, send } from './harness/kube-http';

// What src/validation says of definitions of custom resources, before the API server.

let plane: ControlPlane;
let endpoint: KubeEndpoint;

beforeAll(async () => {
  plane = await ControlPlane.start({ name: 'definitions' });
  endpoint = kubeEndpoint(plane.url, plane.caPem);
});

afterAll(async () => {
  endpoint.agent.destroy();
  await plane.stop();
});

/** The server's message about a definition; empty if it accepts it. */
async function ask(body: object): Promise<string> {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All&fieldValidation=Strict';
  try {
    await send(endpoint, plane.adminToken, undefined, { method: 'POST', path, body });
    return '';
  } catch (error) {
    if (error instanceof KubeError && (error.status === 422 || error.status === 400)) return error.statusMessage;
    throw error;
  }
}

test.each(Object.entries(ACCEPTED))('the API server accepts %s', async (_, edits) => {
  expect(await ask(definition(...edits))).toBe('');
});

test.each(Object.keys(REFUSED))('the API server refuses %s', async (name) => {
  expect(await ask(refused(name))).not.toBe('');
});
