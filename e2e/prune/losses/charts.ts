import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { LOOPBACK } from '../../harness/ports';
import { tarGz } from '../../harness/tar';

/** Port of the charts. Fixed, so that trees can name it. */
const PORT = 18_879;

/** The repository of charts. */
export const CHARTS_URL = `http://${LOOPBACK}:${PORT}`;

/** Label of the sources that the real source-controller fetches; the suite gives all others their artifacts. */
export const REAL = { 'e2e.example.com/source': 'real' };

const CHARTS = [
  ['web', '1.0.0'],
  ['web', '2.0.0'],
  ['api', '1.0.0'],
] as const;

/** Serves the charts `web` and `api`. Each has an object that is always there and one that values switch. */
export async function serveCharts(): Promise<() => Promise<void>> {
  const files = new Map<string, Buffer>();
  const entries: Record<string, object[]> = {};
  for (const [name, version] of CHARTS) {
    const archive = tarGz(chart(name, version));
    const file = `${name}-${version}.tgz`;
    files.set(`/${file}`, archive);
    const digest = createHash('sha256').update(archive).digest('hex');
    (entries[name] ??= []).push({ apiVersion: 'v2', name, version, urls: [`${CHARTS_URL}/${file}`], digest });
  }
  files.set('/index.yaml', Buffer.from(JSON.stringify({ apiVersion: 'v1', entries })));
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    response.writeHead(file ? 200 : 404).end(file);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, LOOPBACK, resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

function chart(name: string, version: string): Record<string, string> {
  const map = (suffix: string, data: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}-${suffix}", namespace: "{{ .Release.Namespace }}"}\ndata: ${data}\n`;
  return {
    [`${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: ${version}\n`,
    [`${name}/values.yaml`]: 'text: a\nextra: {enabled: false}\n',
    [`${name}/templates/web.yaml`]: map('web', `{text: "{{ .Values.text }}", version: "${version}"}`),
    [`${name}/templates/extra.yaml`]: `{{ if .Values.extra.enabled }}\n${map('extra', '{a: b}')}{{ end }}\n`,
  };
}
