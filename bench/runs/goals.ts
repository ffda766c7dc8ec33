/** What a run may take, compared with the build before. */
export interface RunGoal {
  /** Largest ratio of CPU time. @default - not limited */
  readonly ratio?: number;
  /** Largest peak memory in MB. @default - not limited */
  readonly megabytes?: number;
}

/** Runs that people and pipelines wait for, in the order in which they are measured. */
export const RUNS = {
  first: 'first `synth`',
  second: '`synth`, nothing changed: the first after a commit',
  third: '`synth`, nothing changed: after that',
  deskFirstPlan: 'desk: `plan`, one cluster: the first',
  deskPlan: 'desk: `plan`, one cluster: after that',
  deskCluster: 'desk: `synth`, one cluster',
  deskTenant: 'desk: `synth`, a tenant on all clusters',
  pipelinePlan: 'pipeline: `plan`, one cluster',
  pipelineCheck: 'pipeline: `check`, one cluster',
  pipelineThird: 'pipeline: `plan`, a third of the clusters',
} as const;

/** Name of a run of {@link RUNS}. */
export type RunName = keyof typeof RUNS;

/** Goals by shape. A shape without goals is measured as well. */
export const RUN_GOALS: Readonly<Record<string, Readonly<Partial<Record<RunName, RunGoal>>>>> = {
  'L-own': {
    first: { megabytes: 260 },
    second: { ratio: 0.15 },
    third: { ratio: 0.25 },
    deskPlan: { ratio: 0.12, megabytes: 250 },
    deskCluster: { ratio: 0.2 },
    deskTenant: { ratio: 0.45 },
    pipelinePlan: { ratio: 0.3, megabytes: 300 },
    pipelineCheck: { ratio: 0.5, megabytes: 260 },
    pipelineThird: { ratio: 0.4, megabytes: 400 },
  },
  S: { first: { ratio: 0.65 }, third: { ratio: 0.4 }, deskPlan: { ratio: 0.45 } },
};

/** Runs of a small fleet whose program is TypeScript, as a user starts them. */
export const SMALL_RUNS = {
  first: { title: '`synth` from TypeScript, first', goal: { ratio: 0.4 } },
  second: { title: '`synth` from TypeScript, second', goal: { ratio: 0.25 } },
} as const satisfies Record<string, { readonly title: string; readonly goal: RunGoal }>;

/** Goal of the command's help and version, compared with a Node.js that does nothing. */
export const START_GOAL: RunGoal = { ratio: 1.5 };
