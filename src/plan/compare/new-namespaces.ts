import { ObjectChange } from './comparison';

/** A quota cuts nothing where its namespace comes with it: nothing runs there yet. */
export function withoutEmptyCuts(changes: readonly ObjectChange[]): ObjectChange[] {
  const come = new Set(
    changes
      .filter(({ action, object }) => action === 'added' && object.kind === 'Namespace' && object.group === '')
      .map(({ cluster, object }) => `${cluster}|${object.name}`),
  );
  if (come.size === 0) return [...changes];
  return changes.map((change) => {
    const { action, object, cluster, risks } = change;
    if (action !== 'added' || !come.has(`${cluster}|${object.namespace}`)) return change;
    return { ...change, risks: risks.filter((one) => one.class !== 'quota-cut') };
  });
}
