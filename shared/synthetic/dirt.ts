/**
 * Which stays and admissions carry which oddity of the real data, by their index, so that every dataset has them and a
 * test can count them. All of it is dirt that must stay in: every field still has its column's type, and nothing here
 * is a reason to refuse a row.
 */

/** ICU `intime` 20 minutes before the hospital's `admittime`. Only the first stay of an admission can have it. */
export const hasIntimeBeforeAdmittime = (stayIndex: number): boolean => stayIndex % 100 === 60

/** A patient who dies in this stay's admission dies exactly 24 h after `intime`. */
export const diesAtTheMark = (stayIndex: number): boolean => stayIndex % 20 === 13

/** A death is written 30 minutes after the discharge. */
export const hasDischargeBeforeDeath = (admissionIndex: number): boolean => admissionIndex % 8 === 5

/** No row in CHARTEVENTS, although `has_chartevents_data` is 1. */
export const isUncharted = (stayIndex: number): boolean => stayIndex % 150 === 90

/** One heart rate of 999. */
export const hasImpossibleHeartRate = (stayIndex: number): boolean => stayIndex % 10 === 3

/** One believable heart rate of 210 that was marked as an error (`error` = 1; MetaVision stays, as CareVue has no flag). */
export const hasMarkedError = (stayIndex: number): boolean => stayIndex % 10 === 4

/** One respiratory rate of 2 222 221.7. */
export const hasImpossibleRespiratoryRate = (stayIndex: number): boolean => stayIndex % 10 === 5

/** One temperature in °C charted on the °F item. */
export const hasCelsiusOnFahrenheit = (stayIndex: number): boolean => stayIndex % 10 === 6

/** One heart rate without any value. */
export const hasEmptyValue = (stayIndex: number): boolean => stayIndex % 10 === 7

/** Temperatures on the °C item; elsewhere on the °F item. */
export const chartsCelsius = (stayIndex: number): boolean => stayIndex % 6 < 2

/** FiO2 as a fraction on an item that elsewhere holds per cent (223835), or in CareVue on the per-cent item's place (190). */
export const chartsFio2AsFraction = (stayIndex: number): boolean => stayIndex % 10 < 4

/** Heart rates exactly at 0 and 24 h after `intime`, labs exactly 6 h before it. */
export const hasEventsAtTheMarks = (stayIndex: number): boolean => stayIndex % 40 === 20

/** All labs of the stay without HADM_ID. */
export const hasLabsWithoutAdmission = (stayIndex: number): boolean => stayIndex % 5 === 2

/** Bladder irrigation: item 227488 goes in, 227489 comes out (MetaVision stays). */
export const hasIrrigation = (stayIndex: number): boolean => stayIndex % 30 === 8

/** One infusion that ends 10 minutes before it starts (MetaVision stays). */
export const hasReversedInfusion = (stayIndex: number): boolean => stayIndex % 50 === 16

/** One prescription that ends the day before it starts, and one written twice but for `row_id`. */
export const hasOddPrescriptions = (admissionIndex: number): boolean => admissionIndex % 20 === 4

/** One DRG and one culture written twice but for `row_id`. */
export const hasDuplicates = (admissionIndex: number): boolean => admissionIndex % 25 === 9
