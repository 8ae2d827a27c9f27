import type { StudyDefinition, Trial, TrialPlan } from '../../../shared/contracts/study.ts'
import { planTrial } from '../../../shared/tuning/study.ts'

export const definition: StudyDefinition = {
  id: 'study-1',
  gold: 'gold/demo/stays.parquet',
  seed: 20010101,
  trials: 100,
  seconds: null,
  sampler: 'tpe',
  families: ['severity', 'logistic', 'ml-logistic-regression', 'ml-random-forest'],
  featureSets: ['core', 'full'],
  predictionHours: 24,
  availability: 'charttime',
  folds: 5,
  repeats: 1,
  parallelTrials: 4,
}

/** The first trials of a study, each told before the ask that may see it. */
export function told(
  count: number,
  worth: (family: string, number: number) => number = () => 0.6,
  asked: Partial<StudyDefinition> = {},
): Trial[] {
  const trials: Trial[] = []
  for (let number = 0; number < count; number++) {
    const plan = planTrial({ ...definition, ...asked }, number, trials)
    trials.push({
      ...plan,
      state: 'complete',
      value: worth(plan.family, number),
      standardError: 0.05,
      steps: [],
      seconds: 1,
      predictions: null,
      error: null,
    })
  }
  return trials
}

/** What a trial was to do. */
export function planOf(trial: Trial | undefined): TrialPlan {
  if (trial === undefined) throw new Error('no such trial')
  const { number, family, featureSet, parameters } = trial
  return { number, family, featureSet, parameters }
}
