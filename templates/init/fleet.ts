import { fleet } from './src/platform';
import './src/clusters';
import './src/environments';
import './src/components';
import './src/tenants';

// What this program describes is written to dist, which is committed, and which Flux applies. Tests import this file too:
// it writes only where it is started.
export { fleet };

fleet.synth();
