/** A style of fleets, with the public repositories that it is known from. */
export interface Style {
  /** The example's folder. */
  readonly name: string;
  /** The repositories, as `owner/name`, each with the commit that the table in the README was made of. */
  readonly repositories: Readonly<Record<string, string>>;
}

/** All styles. */
export const STYLES: readonly Style[] = [
  {
    name: 'overlays',
    repositories: { 'fluxcd/flux2-kustomize-helm-example': '4f1a5b1051b469108d1bdf0ebec6c814427e3834' },
  },
  {
    name: 'tenancy',
    repositories: { 'fluxcd/flux2-multi-tenancy': '192da0594c0c06a38a232050b05fdb6e000d6eb8' },
  },
  {
    name: 'hub',
    repositories: { 'fluxcd/flux2-hub-spoke-example': '9bcd594fb91a286e4fd27a83442932c449795af2' },
  },
  {
    name: 'artifacts',
    repositories: {
      'controlplaneio-fluxcd/d2-fleet': '64e49530a4c321cf780fe9e2ac0ed2b884fbadc2',
      'controlplaneio-fluxcd/d2-infra': '4040325a48170c088e622de21726e681f3191f2e',
      'controlplaneio-fluxcd/d2-apps': 'f0645538c73638f85350ea8f460fea659849c957',
    },
  },
  {
    name: 'homelab',
    repositories: { 'onedr0p/home-ops': 'd9078e4dd52174ad68a4408ca3398f731b2f889e' },
  },
  {
    name: 'variables',
    repositories: { 'equinor/radix-flux': '62b68f788d953155d0a000138ffd472dcbe73671' },
  },
];
