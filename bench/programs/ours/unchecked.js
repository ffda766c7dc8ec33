// Disables the checks of rendered objects; the difference to a normal run is their cost.
const { Checker } = require('cdk8s-flux-fleet/lib/check/checker');

Checker.prototype.unit = () => true;
Checker.prototype.place = () => {};
