import { fluxTests } from './push/flux';
import { registryTests } from './push/registry';

/* `flux-fleet push` with a real registry, and with Flux's real source-controller, which reads and verifies it. */

describe('a registry', registryTests);
describe('Flux', fluxTests);
