// Writes a file as a comment on the pull request, or updates the one that it wrote before.
import { readFileSync } from 'node:fs';

const MARK = '<!-- flux-fleet plan -->';
const { SYSTEM_COLLECTIONURI, SYSTEM_TEAMPROJECTID, BUILD_REPOSITORY_ID, SYSTEM_PULLREQUEST_PULLREQUESTID } = process.env;
const repository = `${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECTID}/_apis/git/repositories/${BUILD_REPOSITORY_ID}`;
const threads = `${repository}/pullRequests/${SYSTEM_PULLREQUEST_PULLREQUESTID}/threads`;
const headers = { Authorization: `Bearer ${process.env.SYSTEM_ACCESSTOKEN}`, 'Content-Type': 'application/json' };

async function call(path, method = 'GET', data = undefined) {
  const response = await fetch(`${threads}${path}?api-version=7.1`, { headers, method, body: JSON.stringify(data) });
  if (!response.ok) throw new Error(`${method} ${threads}${path} answers ${response.status}`);
  return response.json();
}

const content = `${MARK}\n${readFileSync(process.argv[2], 'utf8')}`;
const { value } = await call('');
const thread = value.find(({ comments }) => comments.some((one) => one.content?.startsWith(MARK)));
if (thread === undefined) {
  await call('', 'POST', { comments: [{ content, commentType: 'text' }], status: 'closed' });
} else {
  const { id } = thread.comments.find((one) => one.content?.startsWith(MARK));
  await call(`/${thread.id}/comments/${id}`, 'PATCH', { content });
}
