import { KubernetesObject } from '../../src/kubernetes/objects';
import { Validator } from '../../src/schema';
import { ACCEPTED, definition, REFUSED, refused } from './definitions';

const validator = new Validator({ kubernetes: '1.34' });
const messages = (object: object) =>
  validator
    .validate(object as KubernetesObject)
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message.replace('spec.versions[0].schema.openAPIV3Schema.', ''));

// `npm run e2e -- definitions` asks the API server about the same definitions.
describe('definitions of custom resources', () => {
  test.each(Object.entries(ACCEPTED))('%s is accepted', (_, edits) => {
    expect(messages(definition(...edits))).toEqual([]);
  });

  test.each(Object.entries(REFUSED))('%s is refused', (name, [, message]) => {
    expect(messages(refused(name)).map((one) => one.slice(0, message.length))).toEqual([message]);
  });
});
