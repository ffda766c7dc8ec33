import { Environment } from 'cdk8s-flux-fleet';
import { {{clusterVariable}} } from './clusters';
import { fleet } from './platform';

export const {{environmentVariable}} = new Environment(fleet, '{{environment}}', { clusters: [{{clusterVariable}}] });
