/** An oddity of the real data: of so many stays (or admissions) one has it, the first of them at index `from`. */
interface Rule {
  readonly every: number
  readonly from: number
}

/**
 * By the index of the stay; those that say so by the index of the admission. All of it is dirt that must stay in: every
 * field still has its column's type, and nothing here is a reason to refuse a row.
 */
const RULES = {
  /** ICU `intime` 20 minutes before the hospital's `admittime`; only the first stay of an admission can have it. */
  intimeBeforeAdmittime: { every: 100, from: 60 },
  /** A death is written 30 minutes after the discharge (by admission). */
  dischargeBeforeDeath: { every: 4, from: 1 },
  /** No row in CHARTEVENTS, although `has_chartevents_data` is 1. */
  uncharted: { every: 150, from: 90 },
  /** One heart rate of 999. */
  impossibleHeartRate: { every: 10, from: 3 },
  /** One believable heart rate of 210 that was marked as an error (`error` = 1; MetaVision, as CareVue has no flag). */
  markedError: { every: 10, from: 4 },
  /** One respiratory rate of 2 222 221.7. */
  impossibleRespiratoryRate: { every: 10, from: 5 },
  /** One temperature in °C charted on the °F item. */
  celsiusOnFahrenheit: { every: 10, from: 6 },
  /** One heart rate without any value. */
  emptyValue: { every: 10, from: 7 },
  /** Heart rates exactly at 0 and 24 h after `intime`, labs exactly 6 h before it. */
  eventsAtTheMarks: { every: 40, from: 20 },
  /** All labs of the stay without HADM_ID. */
  labsWithoutAdmission: { every: 5, from: 2 },
  /** Bladder irrigation: item 227488 goes in, 227489 comes out (MetaVision). */
  irrigation: { every: 30, from: 8 },
  /** One infusion that ends 10 minutes before it starts (MetaVision). */
  reversedInfusion: { every: 50, from: 16 },
  /** One prescription that ends the day before it starts, and one written twice but for `row_id` (by admission). */
  oddPrescriptions: { every: 20, from: 4 },
  /** One DRG and one culture written twice but for `row_id` (by admission). */
  duplicates: { every: 25, from: 9 },
} as const satisfies Record<string, Rule>

export type Oddity = keyof typeof RULES

/** Whether the stay (or admission) with this index has an oddity. */
export type Dirt = (oddity: Oddity, index: number) => boolean

/** Every stay at most: the most frequent rule is one in five. */
export const MOST_DIRT = 5

/**
 * @param rate - how often the oddities come: 1 as `RULES` say, 0 never, 2 twice as often; at most `MOST_DIRT`
 */
export function dirtAt(rate: number): Dirt {
  return (oddity, index) => {
    const { every, from } = RULES[oddity]
    if (rate === 0 || index < from) return false
    const period = every / rate
    return Math.floor((index - from) / period) > Math.floor((index - 1 - from) / period)
  }
}

/** Not dirt, but two ways to write the same: temperatures on the °C item; elsewhere on the °F item. */
export const chartsCelsius = (stayIndex: number): boolean => stayIndex % 6 < 2

/** FiO2 as a fraction on an item that elsewhere holds per cent (223835), or in CareVue on the fraction's item (190). */
export const chartsFio2AsFraction = (stayIndex: number): boolean => stayIndex % 10 < 4
