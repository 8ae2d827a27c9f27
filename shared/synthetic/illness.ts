import type { Random } from '../random.ts'
import { chance } from './draw.ts'

/** What can fail. Each failure shows in the vitals, labs and treatments that belong to it, and not in the others. */
export type Organ = 'circulation' | 'lungs' | 'kidneys' | 'brain' | 'liver' | 'infection'

/**
 * What nobody sees of an illness: how far each organ has failed, in standard deviations among emergencies, and what
 * else decides how it shows. All of it is drawn at ICU admission; `physiology.ts` makes readings of it.
 */
export interface Illness {
  /** How sick the patient is over all: each organ's failure correlates with it by `SHARED`. */
  readonly severity: number
  readonly organs: Readonly<Record<Organ, number>>
  /** An infection makes warm (+1) or, in fewer, cold (−1), and raises or lowers the white cells likewise. */
  readonly heat: 1 | -1
  readonly whiteCells: 1 | -1
  /** How closely the patient is watched: what is ordered and charted, and how often. Severity, seen dimly. */
  readonly attention: number
}

const SHARED = 0.4
const OWN = Math.sqrt(1 - SHARED * SHARED)
const SEEN = 0.6
const UNSEEN = 0.8

/** @param severity - in standard deviations among emergencies */
export function drawIllness(random: Random, severity: number): Illness {
  const organ = (): number => SHARED * severity + OWN * random.normal()
  return {
    severity,
    organs: {
      circulation: organ(),
      lungs: organ(),
      kidneys: organ(),
      brain: organ(),
      liver: organ(),
      infection: organ(),
    },
    heat: chance(random, 0.6) ? 1 : -1,
    whiteCells: chance(random, 0.75) ? 1 : -1,
    attention: SEEN * severity + UNSEEN * random.normal(),
  }
}
