/**
 * The places between two things that a step of a session does. Whatever ends a step at one of them, the status
 * must be true afterwards, nothing half done may stay, and the same step said again must work: tests go through
 * this table with every fault, and fail for a point that the code does not reach.
 */
export const stepPoints = {
  create: ['recorded', 'folder_made', 'copied', 'configured', 'stored'],
  start: [
    'image_ready',
    'doors_open',
    'configured',
    'container_made',
    'container_noted',
    'container_started',
    'agent_ready',
  ],
  stop: ['quieted', 'surveyed', 'agent_ended'],
  sync: ['source_found', 'merged', 'stored'],
  finish: ['brought', 'pushed', 'stored', 'agent_ended'],
  destroy: ['surveyed', 'agent_ended', 'doors_closed', 'moved'],
  restore: ['moved'],
  /** Of the database, at the start of a newer server. */
  upgrade: ['backed_up', 'migrated'],
} as const;

type Points = typeof stepPoints;

/** What a session, or all of them at once, is taken through. */
export type StepName = keyof Points;

/** Such as `create.copied`. */
export type StepPoint = { [Step in keyof Points]: `${Step}.${Points[Step][number]}` }[keyof Points];

/** Hears of each point before the step goes on from it; what it throws ends the step there. */
export type ReachedPoint = (point: StepPoint, sessionId: string | null) => Promise<void>;
