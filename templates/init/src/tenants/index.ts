// One file for each team that runs apps on the platform: flux-fleet add tenant.
export {};
