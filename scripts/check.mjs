// `npm run check`: lint, format and API documents. They share the processors, and all run even when one fails, so that one
// run shows everything there is to mend.
import { finish, inTurn, run } from './steps.mjs';

await Promise.all([
  run('lint', 'eslint .'),
  inTurn(
    () => run('api', 'node scripts/api-docs.mjs --check'),
    () => run('format', 'prettier --check .'),
  ),
]);
finish();
