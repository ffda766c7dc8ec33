const { readFileSync } = require('node:fs');

const { environments, ...fleet } = JSON.parse(readFileSync(process.env.FLEET, 'utf8'));

const environment = environments.find(({ clusters }) => clusters.some(({ name }) => name === process.env.CLUSTER));
const cluster = environment.clusters.find(({ name }) => name === process.env.CLUSTER);

module.exports = {
  ...fleet,
  environment,
  cluster,
  path: `./dist/clusters/${cluster.name}`,
  control: `${environment.name}-flux-system`,
};
