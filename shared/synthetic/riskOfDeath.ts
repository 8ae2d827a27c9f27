import { logistic } from './draw.ts'
import type { Course } from './physiology.ts'

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
 * On the log-odds, age and elective surgery act by themselves. Everything else acts by a threshold, on both sides of
 * normal, or only together with something else, so that a sum of single effects misses it and a tree finds it. The
 * coefficients are made up; they are chosen so that 10–13 % die, the true risk's AUROC is 0.86–0.92, and no single
 * feature's is above 0.72.
 */
export function riskOfDeath({ age, elective, course }: Prognosis): number {
  const { levels, labs, alertness, urinePerHour, ventilation, fio2 } = course
  const isVentilated = ventilation !== undefined

  const shock = 1.5 * above(levels.heartRate / levels.sbp, 0.88, 0.05)
  const coma = isVentilated ? 0 : 2.1 * above(12 - alertness, 0, 0.8)
  const hypoxaemia = isVentilated ? 1.9 * above(230 - labs.pO2 / fio2, 0, 22) : 0
  const kidneyInjury =
    2.2 * above(Math.log(labs.creatinine / 1.5), 0, 0.12) * above(60 - urinePerHour, 0, 6)
  const liverFailure =
    1.6 * above(Math.log(labs.bilirubin / 1.4), 0, 0.15) * above(170 - labs.platelets, 0, 15)
  const lactateInTheOld = 1.8 * Math.log(labs.lactate / 1.7) * above(age, 66, 4)
  const feverOrCold = 1.5 * Math.min(Math.abs(levels.temperature - 36.95) / 0.9, 1.6)
  const glucose = 0.6 * Math.min(square(Math.log(labs.glucose / 135) / 0.3), 4)
  const sodium = 0.4 * Math.min(square((labs.sodium - 139) / 5), 4)

  return logistic(
    INTERCEPT +
      0.4 * ((age - 64) / 15) -
      (elective ? 0.5 : 0) +
      shock +
      coma +
      hypoxaemia +
      kidneyInjury +
      liverFailure +
      lactateInTheOld +
      feverOrCold +
      glucose +
      sodium,
  )
}

const INTERCEPT = -5.62

/** A soft step from 0 to 1 at `threshold`. */
function above(value: number, threshold: number, softness: number): number {
  return logistic((value - threshold) / softness)
}

function square(x: number): number {
  return x * x
}
