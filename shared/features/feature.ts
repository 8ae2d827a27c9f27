/**
 * When a value is known, in the order of time. A feature set for prediction takes nothing later than `window-end`.
 *
 * - `icu-admission`: at ICU `intime` (age, admission type, hours in hospital so far)
 * - `window-end`: at `intime` + `predictionHours` (vitals, labs, treatments of the window)
 * - `discharge`: only when the admission ends (length of stay, ICD codes of this admission): leaks the outcome
 */
export type KnownWhen = 'icu-admission' | 'window-end' | 'discharge'

/**
 * - `core`: about 20 clinical variables, the ones of the severity scores
 * - `full`: everything known at the end of the window
 * - `retrospective`: `full` and what is known at discharge; for comparison only, never served
 */
export type FeatureSet = 'core' | 'full' | 'retrospective'

/** One column of gold that a model may use, as the feature catalogue describes it. */
export interface Feature {
  /** Column name, `<concept>_<statistic>` for measurements: `heart_rate_mean`. */
  readonly name: string
  /** `flag` is 0 or 1; `category` is text. */
  readonly kind: 'number' | 'flag' | 'category'
  readonly concept: string
  /** `min`, `max`, `mean`, `first`, `last`, `count`, `delta`, `slope`, `sum`, `any`, or `value` for what is no statistic. */
  readonly statistic: string
  /** In the clinician's words: `Heart rate, mean of the first 24 h`. */
  readonly description: string
  /** UCUM-like, as charted: `bpm`, `mmHg`, `mg/dL`; null where there is none. */
  readonly unit: string | null
  /** Silver tables and items it is computed from: `CHARTEVENTS 211, 220045`. */
  readonly source: string
  /** Hours relative to ICU `intime`, with brackets as mathematicians write them: `(0, 24] h`. */
  readonly window: string
  readonly knownWhen: KnownWhen
  readonly sets: readonly FeatureSet[]
  /** Values outside are physiologically implausible and warned of at scoring; null where there is none. */
  readonly range: { readonly low: number; readonly high: number } | null
  /** The usual levels of a category, for forms and documentation. */
  readonly levels?: readonly string[]
}
