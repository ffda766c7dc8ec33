import { Cluster } from 'cdk8s-flux-fleet';
import { fleet } from './platform';

export const {{clusterVariable}} = new Cluster(fleet, '{{cluster}}', {});
