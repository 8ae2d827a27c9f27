/** One input's push of the score, in log-odds. */
export interface WaterfallStep {
  readonly label: string
  /** The input as it was given, with its unit; `missing` where it was not. */
  readonly value: string
  readonly push: number
  readonly isMissing: boolean
}

export interface WaterfallBar extends WaterfallStep {
  /** Where the score stood before it, and after it. */
  readonly from: number
  readonly to: number
}

/** Each step from where the one before it ended. */
export function waterfallBars(
  base: number,
  steps: readonly WaterfallStep[],
): readonly WaterfallBar[] {
  let from = base
  return steps.map(step => {
    const bar = { ...step, from, to: from + step.push }
    from = bar.to
    return bar
  })
}
