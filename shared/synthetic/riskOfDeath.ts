import type { Course } from './course.ts'
import { logistic } from './draw.ts'

/** What decides, 24 h after ICU admission, who will die in hospital. */
export interface Prognosis {
  readonly age: number // years, the true one also over 89
  readonly elective: boolean
  readonly course: Course
}

/**
 * The true probability that a patient who is alive and in the ICU 24 h after admission dies in hospital: the generator
 * draws the death from exactly this, and nothing else in the data depends on who dies. No model can rank better.
 *
 * On the log-odds everything but elective surgery acts by a threshold; the temperature on both sides of normal, coma
 * only without sedation. Age weighs most on the ventilated, vasopressors on those who pass little urine: a sum of single
 * effects misses that, and a tree finds it. The severity scores see the same (age, GCS, urine, heart rate, temperature,
 * ventilation, vasopressors) and so rank about as well as on real patients. There are few effects, all are strong, and
 * all are measured in nearly every stay, so that 16,000 stays, of which 1,800 end in death, are enough to learn them.
 *
 * The coefficients are made up; they are chosen so that 10–13 % die, the true risk's AUROC is 0.88–0.92, that of OASIS,
 * SAPS-II and SOFA at least 0.68, and no single feature's above 0.72.
 */
export function riskOfDeath({ age, elective, course }: Prognosis): number {
  const { levels, alertness, urinePerHour, ventilation, vasopressors } = course
  const isVentilated = ventilation !== undefined
  const old = above(age, 74, 1.5)
  const oliguria = above(50 - urinePerHour, 0, 3)

  const ventilated = isVentilated ? 0.6 + 2.4 * old : 0
  const coma = isVentilated ? 0 : 3 * above(10.5 - alertness, 0, 0.5)
  const shock = vasopressors.length > 0 ? 1.5 + 2 * oliguria : 0
  const tachycardia = 1.5 * above(levels.heartRate, 100, 3)
  const fever = above(levels.temperature, 38, 0.1)
  const hypothermia = above(36 - levels.temperature, 0, 0.1)

  return logistic(
    INTERCEPT +
      old -
      (elective ? 0.9 : 0) +
      ventilated +
      coma +
      1.6 * oliguria +
      shock +
      tachycardia +
      fever +
      hypothermia,
  )
}

const INTERCEPT = -4.95

/** A soft step from 0 to 1 at `threshold`. */
function above(value: number, threshold: number, softness: number): number {
  return logistic((value - threshold) / softness)
}
