// What `kosko generate` does, through the library that the command itself uses: the command needs @kosko/env, which not
// every registry serves.
const { generate, print } = require('@kosko/generate');

async function main() {
  const result = await generate({ path: `${__dirname}/components`, components: ['*'], validate: true });
  print(result, { format: 'yaml', writer: process.stdout });
}

void main();
