import { Fleet, Source } from 'cdk8s-flux-fleet';

/** Configuration of a cluster: what components and apps may read of the place that they are rendered for. */
export interface Site {
  // region: 'eu' | 'us';
}

/** The fleet: the root of the program. */
export const fleet = new Fleet<Site>({
  name: '{{name}}',
  source: Source.git({ url: '{{repository}}', branch: '{{branch}}'{{secret}} }),{{path}}
  bootstrap: '{{bootstrap}}',
});
