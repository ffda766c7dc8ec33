'use strict';

const { default: Runtime } = require('jest-runtime');

/** By environment that several test files share, the runtime that holds what they import. */
const libraries = new WeakMap();

/**
 * Jest's runtime, with one copy for each worker of all modules that test files import: the library has some 400, and to
 * load them takes longer than most tests. Only the test file itself is loaded for itself.
 *
 * A file that mocks modules, counts what is loaded or needs modules without state begins with the docblock
 * `@jest-environment node`, which gives it a realm and modules of its own.
 */
module.exports = class SharedRuntime extends Runtime {
  constructor(config, environment, ...rest) {
    super(config, environment, ...rest);
    if (!environment.isShared) return;
    if (!libraries.has(environment)) libraries.set(environment, new Runtime(config, environment, ...rest));
    this.library = libraries.get(environment);
    this.realm = environment.global;
  }

  requireModuleOrMock(from, name) {
    return this.library ? this.library.requireModuleOrMock(from, name) : super.requireModuleOrMock(from, name);
  }

  requireActual(from, name) {
    return this.library ? this.library.requireActual(from, name) : super.requireActual(from, name);
  }

  setMock(...args) {
    this.refuse('jest.mock');
    super.setMock(...args);
  }

  isolateModules(load) {
    this.refuse('jest.isolateModules');
    super.isolateModules(load);
  }

  resetModules() {
    this.refuse('jest.resetModules');
    super.resetModules();
  }

  /** Says that the test file asks for what only modules of its own can give. */
  refuse(what) {
    if (this.library === undefined) return;
    throw new Error(`${what} needs modules of its own: begin the test file with /** @jest-environment node */`);
  }

  /** Where lines of a stack come from: those of the test file, and those of the modules that it shares. */
  getSourceMaps() {
    const own = super.getSourceMaps();
    if (this.library === undefined) return own;
    const shared = this.library.getSourceMaps();
    own.get = (file) => Map.prototype.get.call(own, file) ?? shared.get(file);
    return own;
  }

  /**
   * What the test file covers, of the modules alone in which it covers something: the shared modules are many, and a copy
   * of all takes longer than most tests. Their counters are zero again for the next file.
   */
  getAllCoverageInfoCopy() {
    if (this.library === undefined) return super.getAllCoverageInfoCopy();
    const covered = Object.entries(this.realm.__coverage__ ?? {}).filter(([, { s }]) => Object.values(s).some(Boolean));
    const copy = globalThis.structuredClone(Object.fromEntries(covered));
    for (const [, { s, f, b }] of covered) {
      for (const counts of [s, f, ...Object.values(b)]) for (const key of Object.keys(counts)) counts[key] = 0;
    }
    return copy;
  }

  teardown() {
    this.library = undefined;
    super.teardown();
  }
};
