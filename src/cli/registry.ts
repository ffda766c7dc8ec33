import type { Registered } from './base/declaration';

/* eslint-disable @typescript-eslint/no-require-imports */
/** All commands, in the order of help. */
export const COMMANDS: Readonly<Record<string, Registered>> = {
  init: {
    summary: 'write a repository for a new fleet',
    load: () => (require('./init') as typeof import('./init')).INIT,
  },
  add: {
    summary: 'write a cluster, environment, group, tenant, app or component into the program',
    load: () => (require('./add') as typeof import('./add')).ADD,
  },
  environment: {
    summary: 'make an environment like another one, with a branch of its own',
    load: () => (require('./environment') as typeof import('./environment')).ENVIRONMENT,
  },
  rename: {
    summary: 'give an element another name, by the steps that lose nothing',
    load: () => (require('./rename') as typeof import('./rename')).RENAME,
  },
  retire: {
    summary: 'take an element out of the program, by the steps that lose nothing',
    load: () => (require('./retire') as typeof import('./retire')).RETIRE,
  },
  synth: {
    summary: 'run the program and write its folder',
    load: () => (require('./synth') as typeof import('./synth')).SYNTH,
  },
  check: {
    summary: 'fail when the folder is not what the program makes',
    load: () => (require('./check') as typeof import('./check')).CHECK,
  },
  plan: {
    summary: 'say what a merge will do, and refuse what would lose data',
    load: () => (require('./plan') as typeof import('./plan')).PLAN,
  },
  diff: {
    summary: 'show the text of the files that change for a target',
    load: () => (require('./diff') as typeof import('./diff')).DIFF,
  },
  explain: {
    summary: 'say where a value comes from: statement, file and line',
    load: () => (require('./explain') as typeof import('./explain')).EXPLAIN,
  },
  list: {
    summary: 'list clusters, environments, tenants, apps, sources, secrets and more',
    load: () => (require('./list') as typeof import('./list')).LIST,
  },
  graph: {
    summary: 'draw the fleet as SVG, Mermaid or Graphviz dot',
    load: () => (require('./graph') as typeof import('./graph')).GRAPH,
  },
  cost: {
    summary: 'say what tenants, environments and clusters ask for, and what it costs',
    load: () => (require('./cost') as typeof import('./cost')).COST,
  },
  audit: {
    summary: 'say who may do what where, which policies hold, and which exceptions there are',
    load: () => (require('./audit') as typeof import('./audit')).AUDIT,
  },
  resolve: {
    summary: 'write files again that a merge left with conflicts',
    load: () => (require('./resolve') as typeof import('./resolve')).RESOLVE,
  },
  bootstrap: {
    summary: 'say how a new cluster comes to follow its folder, or bring it there',
    load: () => (require('./bootstrap') as typeof import('./bootstrap')).BOOTSTRAP,
  },
  recover: {
    summary: 'say how a lost cluster is made anew from its repository and its backups',
    load: () => (require('./recover') as typeof import('./recover')).RECOVER,
  },
  takeover: {
    summary: 'say how running clusters go over to the fleet without losing anything',
    load: () => (require('./takeover') as typeof import('./takeover')).TAKEOVER,
  },
  push: {
    summary: 'bring the committed folder into OCI registries, and the tags that Flux follows to it',
    load: () => (require('./push') as typeof import('./push')).PUSH,
  },
  rollback: {
    summary: 'move the tags that Flux follows back to what was pushed at a commit',
    load: () => (require('./rollback') as typeof import('./rollback')).ROLLBACK,
  },
  'prune-tags': {
    summary: 'say which tags of old commits registries need no more, or delete them',
    load: () => (require('./prune-tags') as typeof import('./prune-tags')).PRUNE_TAGS,
  },
  images: {
    summary: 'say which images Flux updates, and which tags the policies select',
    load: () => (require('./images') as typeof import('./images')).IMAGES,
  },
  drift: {
    summary: 'say what differs between the folder and its clusters',
    load: () => (require('./drift') as typeof import('./drift')).DRIFT,
  },
  doctor: {
    summary: 'look at what the fleet needs around it',
    load: () => (require('./doctor') as typeof import('./doctor')).DOCTOR,
  },
  completion: {
    summary: 'print a script that completes commands and options in a shell',
    load: () => (require('./completion') as typeof import('./completion')).COMPLETION,
  },
};
/* eslint-enable @typescript-eslint/no-require-imports */
