import { ClusterDrift, Drift, DriftedField } from './compare';

/** Longest value that a line shows. */
const LONGEST = 80;

/** Drift by cluster, as text. */
export function formatDrift(clusters: readonly ClusterDrift[]): string {
  return clusters.map(clusterText).join('\n');
}

function clusterText({ cluster, compared, drifted, notCompared, unreachable }: ClusterDrift): string {
  if (unreachable !== undefined) return `${cluster}: not compared, because it does not answer: ${unreachable}\n`;
  const missing = drifted.filter((one) => one.missing).length;
  const counts = [
    counted(drifted.length - missing, 'object differs', 'objects differ'),
    counted(missing, 'object is missing', 'objects are missing'),
  ].filter((text) => text !== undefined);
  const head = `${cluster}: ${counts.length > 0 ? counts.join(', ') : 'no drift'}, ${compared} compared\n`;
  const open = notCompared.map((text) => `  not compared: ${text}\n`);
  return [head, ...drifted.map(driftText), ...open].join('');
}

function counted(count: number, one: string, many: string): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? one : many}`;
}

function driftText({ object, kustomization, missing, fields }: Drift): string {
  const head = `  ${missing ? 'missing ' : ''}${object}, of Kustomization ${kustomization}\n`;
  return head + fields.map((field) => `    ${field.path}: ${fieldText(field)}\n`).join('');
}

function fieldText({ live, wanted }: DriftedField): string {
  if (wanted === undefined) return `${valueText(live)} in the cluster, and Flux removes it`;
  return `${live === undefined ? 'nothing' : valueText(live)} in the cluster, ${valueText(wanted)} in the tree`;
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' && /^[\w .:/-]+$/.test(value) ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
