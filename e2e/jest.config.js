'use strict';

const { moduleNameMapper, transform } = require('../jest.config.json');

/** @type {import('jest').Config} */
module.exports = {
  rootDir: '..',
  roots: ['<rootDir>/e2e'],
  testMatch: ['<rootDir>/e2e/**/*.e2e.ts'],
  // The library is tested as its users import it.
  moduleNameMapper,
  transform,
  cacheDirectory: '<rootDir>/.cache/jest-e2e',
  // One suite at a time, unless told otherwise: several are faster where all engines are built.
  maxWorkers: Number(process.env.E2E_WORKERS ?? 1),
  // The first run on a machine builds engines inside a suite's beforeAll.
  testTimeout: 30 * 60 * 1000,
  reporters: ['default', '<rootDir>/scripts/summary-reporter.js'],
};
