import { spaceOf } from './objects';
import type { Scenario } from './scenario';
import { configMap, KEEP, type UnitProps } from './tree';
import { fleet } from './units';

const map = (id: string, name: string, more = {}) => configMap(spaceOf(id), name, more);

/** The units `from` and `to`, with the object `x` in one of them. */
function pair(id: string, owner: 'from' | 'to', more: { from?: string[]; to?: string[]; mark?: boolean } = {}) {
  const waits = (names: readonly string[] = []) => ({ dependsOn: names.map((name) => ({ name })) });
  const x = map(id, 'x', more.mark ? { annotations: KEEP } : {});
  const own = (name: 'from' | 'to'): UnitProps => ({
    name,
    spec: waits(more[name]),
    objects: [map(id, name), ...(owner === name ? [x] : [])],
  });
  return [own('from'), own('to')];
}

/** Objects that go from one Kustomization to another. */
export const MOVES: readonly Scenario[] = [
  fleet('moved', 'an object that moves is a race', [pair('moved', 'from'), pair('moved', 'to')], [[]]),
  fleet(
    'moved-new-first',
    'an object whose old Kustomization waits for the new one is adopted',
    [pair('moved-new-first', 'from', { from: ['to'] }), pair('moved-new-first', 'to', { from: ['to'] })],
    [['ConfigMap moved-new-first-shop/x: adopted by moved-new-first/to']],
  ),
  fleet(
    'moved-old-first',
    'an object whose new Kustomization waits for the old one is deleted and made again',
    [pair('moved-old-first', 'from', { to: ['from'] }), pair('moved-old-first', 'to', { to: ['from'] })],
    [['ConfigMap moved-old-first-shop/x: recreated']],
  ),
  fleet(
    'moved-late-mark',
    'a mark that comes with the move protects nothing',
    [pair('moved-late-mark', 'from', { to: ['from'] }), pair('moved-late-mark', 'to', { to: ['from'], mark: true })],
    [['ConfigMap moved-late-mark-shop/x: recreated']],
  ),
  fleet(
    'moved-in-steps',
    'an object that is marked in one commit, moved in the next and freed in the last is adopted, in the worst order too',
    [
      pair('moved-in-steps', 'from', { to: ['from'] }),
      pair('moved-in-steps', 'from', { to: ['from'], mark: true }),
      pair('moved-in-steps', 'to', { to: ['from'], mark: true }),
      pair('moved-in-steps', 'to', { to: ['from'] }),
    ],
    [
      ['ConfigMap moved-in-steps-shop/x: changed'],
      ['ConfigMap moved-in-steps-shop/x: adopted by moved-in-steps/to'],
      ['ConfigMap moved-in-steps-shop/x: changed'],
    ],
  ),
  fleet(
    'merged',
    'what a removed Kustomization had is taken over by one that stays, after deletionPolicy: Orphan',
    [
      [
        { name: 'from', spec: { deletionPolicy: 'Orphan' }, objects: [map('merged', 'x')] },
        { name: 'to', objects: [map('merged', 'y')] },
      ],
      [{ name: 'to', objects: [map('merged', 'x'), map('merged', 'y')] }],
    ],
    [['ConfigMap merged-shop/x: adopted by merged/to']],
  ),
];
