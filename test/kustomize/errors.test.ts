import { FAULTS, listed } from './faults';
import { DEPLOYMENT, errorOf } from './fixture';

it.each(FAULTS)('fails when $why', ({ files, message, spec }) => {
  expect(errorOf(files, { spec })).toMatch(message);
});

it('does not fail where Flux goes on', () => {
  expect(errorOf({ ...listed({ namePrefix: 1, unheardOf: true }) })).toBeUndefined();
  expect(errorOf({ 'app/kustomization.yaml': '{}\n' })).toBeUndefined();
  expect(errorOf({ 'app/README.md': 'nothing to build\n' })).toBeUndefined();
  expect(errorOf({ 'app/web.yaml': DEPLOYMENT })).toBeUndefined();
});
