import * as fs from 'node:fs';
import * as path from 'node:path';
import { commandsPage } from '../../scripts/commands-page';

test('docs/commands.md is what the declarations say', () => {
  const page = fs.readFileSync(path.join(__dirname, '../../docs/commands.md'), 'utf8');
  expect(page === commandsPage() ? 'up to date' : 'stale: run npm run docs:commands').toBe('up to date');
});
