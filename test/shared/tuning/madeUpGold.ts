import type { FeatureSets } from '../../../shared/features/catalogue.ts'
import type { Feature } from '../../../shared/features/feature.ts'
import { seededRandom } from '../../../shared/random.ts'
import type { Column, Frame } from '../../../shared/tables/frame.ts'
import { madeUpFeature } from '../preprocessing/features.ts'

/**
 * Gold of made-up stays: every fourth patient has two. `signal` 0: nothing predicts death; 1: heart rate, lactate and
 * the worst GCS do.
 */
export function madeUpGold(options: {
  readonly patients: number
  readonly seed: number
  readonly signal: number
}): Frame {
  const random = seededRandom(options.seed, 'gold')
  const columns: Record<string, number[]> = {}
  const insurance: (string | null)[] = []
  const split: string[] = []
  const put = (name: string, value: number) => (columns[name] ??= []).push(value)
  let rows = 0
  for (let patient = 0; patient < options.patients; patient++) {
    const side = random.uniform() < 0.2 ? 'test' : 'train'
    for (let stay = 0; stay < (patient % 4 === 0 ? 2 : 1); stay++) {
      const sickness = random.normal()
      const shown = options.signal * sickness
      rows++
      put('subject_id', 10_000 + patient)
      put('hospital_expire_flag', random.uniform() < 1 / (1 + Math.exp(1 - 1.5 * sickness)) ? 1 : 0)
      put('age', 60 + 12 * random.normal())
      put('pre_icu_hours', 20 * random.uniform())
      put('gcs_min', Math.max(3, Math.min(15, Math.round(12 - 3 * shown + 2 * random.normal()))))
      put('heart_rate_min', 70 + 5 * shown + 5 * random.normal())
      put('heart_rate_max', 105 + 12 * shown + 8 * random.normal())
      put('lactate_max', random.uniform() < 0.3 ? Number.NaN : 2 + shown + random.uniform())
      put('elective_surgery', random.int(2))
      put('prior_diabetes', random.uniform() < 0.5 ? Number.NaN : random.int(2))
      insurance.push(random.uniform() < 0.1 ? null : random.int(2) === 0 ? 'Medicare' : 'Private')
      split.push(side)
    }
  }
  const numbers = Object.entries(columns).map(([name, values]): [string, Column] => [
    name,
    { kind: 'number', values: Float64Array.from(values) },
  ])
  return {
    rows,
    columns: {
      ...Object.fromEntries(numbers),
      insurance: { kind: 'text', values: insurance },
      split: { kind: 'text', values: split },
    },
  }
}

/** The features of `madeUpGold`, as a catalogue would list them. */
export const MADE_UP_FEATURES: readonly Feature[] = [
  feature('age', 'number'),
  feature('pre_icu_hours', 'number'),
  feature('insurance', 'category'),
  feature('elective_surgery', 'flag'),
  feature('prior_diabetes', 'flag'),
  feature('gcs_min', 'number'),
  feature('heart_rate_min', 'number'),
  feature('heart_rate_max', 'number'),
  feature('lactate_max', 'number'),
]

export const MADE_UP_SETS: FeatureSets = inEverySet(MADE_UP_FEATURES)

export function inEverySet(features: readonly Feature[]): FeatureSets {
  return { core: features, full: features, retrospective: features }
}

function feature(name: string, kind: Feature['kind']): Feature {
  return { ...madeUpFeature(name, kind), sets: ['core', 'full'] }
}
