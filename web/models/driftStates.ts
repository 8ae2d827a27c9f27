/** What a comparison with the training rows came to, in words. */
export const DRIFT_STATES = {
  'no-baseline': { tone: 'plain', text: 'published before baselines were kept' },
  insufficient: { tone: 'plain', text: 'too few predictions to tell' },
  stable: { tone: 'good', text: 'stable' },
  drifted: { tone: 'bad', text: 'drifted' },
} as const
