// What the checks of rendered objects cost is the difference to a run with this.
const { Checker } = require('cdk8s-flux-fleet/lib/check/checker');

Checker.prototype.unit = () => true;
Checker.prototype.place = () => {};
