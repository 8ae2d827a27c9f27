import type { AnalyteName } from './analytes.ts'
import type { Seconds } from './calendar.ts'

export type Vital = 'heartRate' | 'sbp' | 'dbp' | 'respRate' | 'temperature' | 'spo2'

/** The course of one stay: everything that more than one table tells of. */
export interface Course {
  /** About which the readings scatter: bpm, mmHg, mmHg, breaths/min, °C, %. */
  readonly levels: Readonly<Record<Vital, number>>
  /** Levels of the analytes that have their own, in their unit (medians where the scale is `log`). */
  readonly labs: Readonly<Record<AnalyteName, number>>
  readonly weight: number // kg
  readonly height: number // cm
  /** 15 is wide awake, 3 does not react. */
  readonly alertness: number
  readonly urinePerHour: number // ml
  readonly arterialLine: boolean
  /** Invasive ventilation. */
  readonly ventilation: Period | undefined
  /** A tight mask; never together with invasive ventilation. */
  readonly mask: 'CPAP' | 'BiPAP' | undefined
  readonly vasopressors: readonly Vasopressor[]
  readonly dialysis: boolean
  readonly fio2: number // fraction
  readonly peep: number // cmH2O, of whoever is ventilated
}

export interface Period {
  readonly from: Seconds
  readonly to: Seconds
}

export type Drug =
  | 'norepinephrine'
  | 'phenylephrine'
  | 'vasopressin'
  | 'epinephrine'
  | 'dopamine'
  | 'dobutamine'
  | 'milrinone'

export interface Vasopressor extends Period {
  readonly drug: Drug
  readonly rate: number // µg/kg/min; vasopressin: units/min
}
