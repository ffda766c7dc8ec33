// `npm test`: the types, then jest with the arguments of this command.
import { finish, run, scripts } from './steps.mjs';

await run('types', scripts.types);
await run('jest', ['jest --ci', ...process.argv.slice(2)].join(' '), { live: true });
finish();
