// Writes a file as a comment on the merge request, or updates the one that it wrote before.
import { readFileSync } from 'node:fs';

const MARK = '<!-- flux-fleet plan -->';
const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, FLEET_TOKEN } = process.env;
const notes = `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/merge_requests/${CI_MERGE_REQUEST_IID}/notes`;
const headers = { 'PRIVATE-TOKEN': FLEET_TOKEN, 'Content-Type': 'application/json' };

async function call(url, options = {}) {
  const response = await fetch(url, { headers, ...options });
  if (!response.ok) throw new Error(`${options.method ?? 'GET'} ${url} answers ${response.status}`);
  return response.json();
}

async function mine() {
  for (let page = 1; ; page++) {
    const found = await call(`${notes}?per_page=100&page=${page}`);
    const note = found.find(({ body }) => body.startsWith(MARK));
    if (note !== undefined || found.length < 100) return note;
  }
}

const note = await mine();
const body = JSON.stringify({ body: `${MARK}\n${readFileSync(process.argv[2], 'utf8')}` });
await call(note ? `${notes}/${note.id}` : notes, { method: note ? 'PUT' : 'POST', body });
