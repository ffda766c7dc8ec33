'use strict';

const Sequencer = require('@jest/test-sequencer').default;

/** What takes longest starts first, so that no processor is left alone with it at the end. */
const LONGEST = [
  ...['whole/cache', 'parts/cli', 'whole/fleet', 'parts/fleet', 'whole/examples', 'whole/bench', 'whole/plan'],
  ...['parts/cache', 'parts/dist', 'whole/docs'],
];

module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.js`));
      return at < 0 ? LONGEST.length : at;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
};
