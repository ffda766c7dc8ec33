import { CommandGroup } from './base/declaration';
import { ADD_APP, ADD_COMPONENT } from './edit/add-delivered';
import { ADD_CLUSTER, ADD_ENVIRONMENT, ADD_GROUP } from './edit/add-place';
import { ADD_TENANT } from './edit/add-tenant';

/** `flux-fleet add`. */
export const ADD: CommandGroup = {
  description:
    'Each writes a statement into the program, where those of its kind are, shows the difference, and runs the program. ' +
    'Comments and format stay. What the program makes in another way, such as in a loop, is left alone: the statement is ' +
    'printed instead.',
  commands: {
    cluster: { summary: 'a cluster, in groups and environments', command: ADD_CLUSTER },
    environment: { summary: 'an environment on clusters', command: ADD_ENVIRONMENT },
    group: { summary: 'a group of clusters', command: ADD_GROUP },
    tenant: { summary: 'a team, in a file of its own', command: ADD_TENANT },
    app: { summary: 'an app of a tenant', command: ADD_APP },
    component: { summary: 'what the platform installs', command: ADD_COMPONENT },
  },
};
