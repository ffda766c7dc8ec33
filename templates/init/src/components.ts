// What the platform installs on clusters, and in environments: flux-fleet add component.
export {};
