import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { yamlReader } from '../core/yaml-reader';
import { ChartReference, ChartRequest, RenderChart } from '../plan-entry';
import { UsageError } from './base/usage-error';

type KubernetesObjects = NonNullable<ReturnType<RenderChart>>;

/**
 * Renders charts with the `helm` on the path: those that are folders of the compared trees, and those whose archives
 * lie in a folder, as `helm pull` names them. Fetches nothing.
 *
 * @param folder folder with archives `NAME-VERSION.tgz`
 * @returns undefined when there is no helm
 * @throws UsageError when archives are given, and there is no helm or no such folder
 */
export function helmRenderer(folder?: string): RenderChart | undefined {
  if (folder !== undefined && fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`--charts ${JSON.stringify(folder)} is no folder: give one with pulled charts`);
  }
  const found = spawnSync('helm', ['version', '--short'], { encoding: 'utf8' });
  if (found.error || found.status !== 0) {
    if (folder === undefined) return undefined;
    throw new UsageError('--charts needs helm, which is not on the path: install it');
  }
  return (request) => render(request, folder);
}

function render(request: ChartRequest, archives: string | undefined): KubernetesObjects | undefined {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'flux-fleet-'));
  try {
    const chart = chartPath(request.chart, work, archives);
    return chart === undefined ? undefined : template(request, chart, work);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function template(
  { releaseName, namespace, values, set }: ChartRequest,
  chart: string,
  work: string,
): KubernetesObjects | undefined {
  const file = path.join(work, 'values.json');
  fs.writeFileSync(file, JSON.stringify(values));
  const more = set.flatMap(([at, value]) => ['--set', `${at}=${value}`]);
  const args = ['template', releaseName, chart, '--namespace', namespace, '--include-crds', '--values', file, ...more];
  const made = spawnSync('helm', args, { encoding: 'utf8', maxBuffer: Number.POSITIVE_INFINITY });
  if (made.status !== 0) return undefined;
  const documents = yamlReader().parseAllDocuments(made.stdout, { logLevel: 'error' });
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.flatMap((one) => (one.toJS() as KubernetesObjects[number] | null) ?? []);
}

/** Where a chart lies; undefined when it cannot be had. */
function chartPath(chart: ChartReference, work: string, archives: string | undefined): string | undefined {
  if (chart.kind === 'files') {
    const folder = path.join(work, 'chart');
    for (const [name, content] of chart.files) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), content);
    }
    return folder;
  }
  if (archives === undefined) return undefined;
  const name = chart.kind === 'repository' ? chart.name : chart.url.replace(/\/+$/, '').split('/').at(-1)!;
  // A range may mean any of several archives: only a version names one.
  const archive = path.join(archives, `${name}-${chart.version}.tgz`);
  return /^[\w.+-]+$/.test(chart.version) && fs.existsSync(archive) ? archive : undefined;
}
