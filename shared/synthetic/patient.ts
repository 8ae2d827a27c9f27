import type { Seconds } from './calendar.ts'
import type { Code } from './codes.ts'
import type { Course } from './course.ts'
import type { Illness } from './illness.ts'

export type CareUnit = 'MICU' | 'SICU' | 'CCU' | 'CSRU' | 'TSICU' | 'NICU'
export type ChartingSystem = 'carevue' | 'metavision'
export type Kind = 'adult' | 'child' | 'newborn'

export interface Patient {
  readonly index: number
  readonly subjectId: number
  readonly gender: 'F' | 'M'
  /** For patients over 89 shifted to 300 years before the first admission, as MIMIC does. */
  readonly birth: Seconds
  /** In hospital or, where the registry knows of it, later. */
  readonly death: Seconds | undefined
  readonly diedInHospital: boolean
  /** Illnesses that stay, coded at every admission. */
  readonly chronic: readonly Code[]
  readonly admissions: readonly Admission[]
}

export interface Admission {
  readonly index: number // counts all admissions of the dataset from 0
  readonly hadmId: number
  readonly subjectId: number
  readonly age: number // years at admittime, true age also over 89
  readonly kind: Kind
  readonly severity: number // latent, standard normal among adults; nothing writes it out
  readonly admit: Seconds
  readonly discharge: Seconds
  readonly death: Seconds | undefined
  readonly elective: boolean
  readonly surgical: boolean
  readonly edArrival: Seconds | undefined
  readonly edDeparture: Seconds | undefined
  readonly service: string
  readonly stays: readonly Stay[]
}

export interface Stay {
  readonly index: number // counts all stays of the dataset from 0
  readonly icustayId: number
  readonly hadmId: number
  readonly subjectId: number
  readonly system: ChartingSystem
  readonly unit: CareUnit
  readonly intime: Seconds
  readonly outtime: Seconds
  readonly illness: Illness
  readonly course: Course
  readonly kind: Kind
  readonly surgical: boolean
  readonly diedHere: boolean
  /**
   * The true probability of dying in hospital, as of 24 h after `intime`; `undefined` where nobody asks: not an
   * adult's, not the admission's first, or over by then.
   */
  readonly risk: number | undefined
}
