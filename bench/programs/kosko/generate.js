// Equivalent to `kosko generate`, through the library of that command: the command needs @kosko/env, which not every
// registry serves.
const { generate, print } = require('@kosko/generate');

async function main() {
  const result = await generate({ path: `${__dirname}/components`, components: ['*'], validate: true });
  print(result, { format: 'yaml', writer: process.stdout });
}

void main();
