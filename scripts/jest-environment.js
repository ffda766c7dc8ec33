'use strict';

const hooks = require('node:async_hooks');
const { TestEnvironment } = require('jest-environment-node');

/** The storages that the framework made for the test file that runs: it makes one for each file and disables none. */
const storages = new Set();

hooks.AsyncLocalStorage = class extends hooks.AsyncLocalStorage {
  constructor(...args) {
    super(...args);
    storages.add(this);
  }
};

/** The environment of this worker: all test files run in its one realm, as their modules do (see jest-runtime.js). */
let shared;

/** What a test file may change of the process, and must put back. */
const stateOf = ({ process, Error }) => ({
  env: { ...process.env },
  cwd: process.cwd(),
  exit: process.exit,
  prepareStackTrace: Error.prepareStackTrace,
});

/**
 * Jest's environment for Node, made once for each worker instead of once for each test file. Each file starts with the
 * same globals, environment variables and current directory; one that leaves them changed fails.
 */
class SharedEnvironment extends TestEnvironment {
  isShared = true;

  /** Notes what the next test file starts with. */
  begin() {
    this.before = stateOf(this.global);
    this.keys = new Set(Reflect.ownKeys(this.global));
    return this;
  }

  /** Takes back what a test file and the framework left. Called at the end of each file. */
  async teardown() {
    const { before, global } = this;
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    this.forget();
    for (const key of Reflect.ownKeys(global)) if (!this.keys.has(key) && key !== '__coverage__') delete global[key];
    const after = stateOf(global);
    const names = new Set([...Object.keys(before.env), ...Object.keys(after.env)]);
    const left = [...names].filter((name) => before.env[name] !== after.env[name]).map((name) => `process.env.${name}`);
    if (before.cwd !== after.cwd) left.push('process.cwd()');
    if (before.prepareStackTrace !== after.prepareStackTrace) left.push('Error.prepareStackTrace');
    global.process.env = before.env;
    process.chdir(before.cwd);
    global.process.exit = before.exit; // Jest wraps it for each file
    global.Error.prepareStackTrace = before.prepareStackTrace;
    if (left.length > 0) throw new Error(`the file leaves ${left.join(', ')} changed: put it back in afterAll`);
  }

  /** Lets go of what would stay with the process: some 7 MB for each file, and work for each promise. */
  forget() {
    for (const storage of storages) storage.disable();
    storages.clear();
    // What Jest would take apart with the realm: each file's own copy of `expect` and of all that it refers to.
    this._globalProxy.leftovers = [];
  }
}

module.exports = class {
  constructor(config, context) {
    const { watch, watchAll } = config.globalConfig;
    // What is edited while Jest watches is loaded anew.
    if (watch || watchAll) return new TestEnvironment(config, context);
    shared ??= new SharedEnvironment(config, context);
    return shared.begin();
  }
};
