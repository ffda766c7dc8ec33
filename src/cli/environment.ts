import { CommandGroup } from './base/declaration';
import { INIT_ENVIRONMENT } from './edit/init-environment';

/** `flux-fleet environment`. */
export const ENVIRONMENT: CommandGroup = {
  description:
    'Create environments that follow a Git branch of their own. flux-fleet check refuses commits on such a branch that change files which Flux reads from another one.',
  commands: {
    init: { summary: 'an environment like another one, with its branch', command: INIT_ENVIRONMENT },
  },
};
