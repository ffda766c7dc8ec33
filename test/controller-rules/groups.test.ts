import { Kind } from '../../src/controller-rules/kinds';
import { CLUSTER_GROUPS, OBJECT_GROUPS } from '../../src/controller-rules/rules';

/*
 * A group of rules is loaded and run only where an object of its kinds is there. A rule finds the same where the cluster
 * answers the same: if it asks a cluster without objects for these kinds alone, and finds nothing, then it finds nothing
 * in any cluster that has none of them.
 */

const LIST = (kinds: Iterable<Kind>) => [...new Set(kinds)].sort();

test.each(OBJECT_GROUPS.map((group) => [group.kinds.join(), group] as const))(
  'the rules of %s are about these kinds',
  (_, { kinds, load }) => expect(LIST(load().map(({ kind }) => kind))).toEqual(LIST(kinds)),
);

test.each(CLUSTER_GROUPS.map((group) => [group.kinds.join(), group] as const))(
  'the rules of %s ask for these kinds first, and find nothing without them',
  (_, { kinds, load }) => {
    const asked: Kind[] = [];
    const never = () => {
      throw new Error('asked for more than the objects of a kind');
    };
    const of = (kind: Kind) => {
      asked.push(kind);
      return [];
    };
    const found = load().flatMap((rule) => [
      ...rule.check({ cluster: 'one', of, find: never, has: never, countsIn: never }),
    ]);
    expect([found, LIST(asked)]).toEqual([[], LIST(kinds)]);
  },
);
