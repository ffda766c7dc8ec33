'use strict';

// Outlives the test process just long enough to clean up after it. Its standard input is a pipe from that process,
// which the operating system closes however the process ends, SIGKILL included; an `exit` handler could not do that.
// Each line is a command: `watch <pid>`, `release <pid>`, `own <directory>`, `disown <directory>`.

const { rmSync } = require('node:fs');
const { createInterface } = require('node:readline');

const pids = new Set();
const directories = new Set();

const commands = {
  watch: (pid) => pids.add(Number(pid)),
  release: (pid) => pids.delete(Number(pid)),
  own: (directory) => directories.add(directory),
  disown: (directory) => directories.delete(directory),
};

// An interrupt goes to the whole process group: the reaper has to stay until its parent is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [, command, argument] = /^(\w+) (.*)$/.exec(line);
    commands[command](argument);
  })
  .on('close', () => {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Ended by itself in the meantime.
      }
    }
    for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    process.exit(0);
  });
