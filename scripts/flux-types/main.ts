import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { specFiles } from './files';

const folder = join(__dirname, '..', '..', 'src', 'flux', 'spec');

mkdirSync(folder, { recursive: true });
const files = specFiles();
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name));
for (const [name, text] of files) {
  writeFileSync(join(folder, name), text);
  process.stdout.write(`src/flux/spec/${name}: ${text.split('\n').length - 1} lines\n`);
}
