'use strict';

// Random cases are the same in every run, so that a failure is one that everybody sees; SEED asks for others.
require('fast-check').configureGlobal({ seed: Number(process.env.SEED ?? 20261121) });
