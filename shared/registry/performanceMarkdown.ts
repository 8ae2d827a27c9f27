import type { ModelCard } from './card.ts'
import { cell, interval, percent, rounded, signed, signedInterval } from './markdownFigures.ts'
import { SUBGROUP_TITLES } from './subgroupTitles.ts'

/** Net benefit is shown at these thresholds; the card holds it at every hundredth. */
const DECISION_THRESHOLDS: ReadonlySet<number> = new Set([0.05, 0.1, 0.2, 0.3, 0.5])

/** The sections of `card.md` beyond the table of metrics. */
export function performanceLines(card: ModelCard): string[] {
  return [
    ...uncorrectedLines(card),
    '## At the threshold',
    '',
    ...thresholdLines(card),
    '',
    '## Calibration',
    '',
    ...calibrationLines(card),
    '',
    '## Whether to act on it',
    '',
    ...decisionLines(card),
    '',
    '## By subgroup',
    '',
    ...subgroupLines(card),
    '',
    '## Where it has not learned',
    '',
    ...validationLines(card),
    '',
  ]
}

/** The figures of `metrics` are corrected for the search, the sections below are not: neither may pass for the other. */
function uncorrectedLines({ metrics }: ModelCard): string[] {
  return metrics.basis === 'held-out'
    ? []
    : [
        'From here on to the subgroups the figures are those of the chosen model’s cross-validated predictions, as they are: **not corrected for having searched, nor for having chosen the threshold on the same stays, and so too good.**',
        '',
      ]
}

function thresholdLines({ operation: { confusion, report }, threshold, thresholdRule }: ModelCard) {
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = confusion
  const line = (name: string, figures: typeof report.died) =>
    `| ${name} | ${rounded(figures.precision)} | ${rounded(figures.recall)} | ${rounded(figures.f1)} | ${figures.support} |`
  return [
    `A stay is called positive from a risk of ${percent(threshold)}. The threshold was chosen as follows: ${thresholdRule}`,
    '',
    '| | died | survived |',
    '| --- | ---: | ---: |',
    `| called positive | ${truePositives} | ${falsePositives} |`,
    `| called negative | ${falseNegatives} | ${trueNegatives} |`,
    '',
    '| outcome | precision | recall | F1 | stays |',
    '| --- | ---: | ---: | ---: | ---: |',
    line('survived', report.survived),
    line('died', report.died),
    line('mean of both', report.macro),
    line('mean by stays', report.weighted),
    '',
    `Accuracy ${rounded(report.accuracy)}.`,
  ]
}

function calibrationLines({ operation, curves, calibration: inWords }: ModelCard): string[] {
  const { calibration, calibrationError } = operation
  const fitted =
    calibration === null
      ? 'slope and intercept are not estimable, there are fewer than 20 deaths or survivors.'
      : `slope ${interval(calibration.slope)}: 1 is right, below 1 the risks are too extreme. Intercept ${signedInterval(calibration.intercept)}: 0 is right, below 0 too many deaths are predicted.`
  return [
    `How its risks were calibrated: ${inWords}`,
    '',
    `How right they are: ${fitted} Expected calibration error ${interval(calibrationError)}: how far predicted and observed risk lie apart on average in the table below.`,
    '',
    'Stays by predicted risk, in tenths, the observed risk with Wilson’s interval:',
    '',
    '| stays | predicted | observed |',
    '| ---: | ---: | ---: |',
    ...curves.reliability.map(
      ({ count, predicted, observed, low, high }) =>
        `| ${count} | ${percent(predicted)} | ${percent(observed)} (${percent(low)} to ${percent(high)}) |`,
    ),
  ]
}

function decisionLines({ curves }: ModelCard): string[] {
  return [
    'Net benefit: deaths rightly acted on per stay, less those wrongly acted on at the odds of the threshold. Acting on the model is worth it where its figure is above that of acting on everyone and above 0, that of acting on no one.',
    '',
    '| act from a risk of | on the model | on everyone |',
    '| ---: | ---: | ---: |',
    ...curves.decision
      .filter(({ threshold }) => DECISION_THRESHOLDS.has(threshold))
      .map(
        ({ threshold, netBenefit, treatAll }) =>
          `| ${percent(threshold)} | ${signedInterval(netBenefit)} | ${signed(treatAll)} |`,
      ),
  ]
}

function subgroupLines({ subgroups }: ModelCard): string[] {
  const groups = subgroups.flatMap(({ by, groups: members }) =>
    members.map(member => ({ ...member, name: `${SUBGROUP_TITLES[by]}: ${member.group}` })),
  )
  return [
    'At the same threshold; intervals of sensitivity and specificity are Wilson’s, by stay. Observed / expected: 1 is right, above 1 too few deaths were predicted. Nothing is told of groups of fewer than 10 patients, nor of those with fewer than 5 deaths or survivors.',
    '',
    '| group | stays | patients | deaths | AUROC | observed / expected deaths | sensitivity | specificity |',
    '| --- | ---: | ---: | ---: | --- | --- | --- | --- |',
    ...groups.flatMap(({ name, stays, patients, deaths, figures }) =>
      figures === null
        ? []
        : [
            `| ${[
              cell(name),
              stays,
              patients,
              deaths,
              interval(figures.auroc),
              interval(figures.observedToExpected),
              interval(figures.sensitivity),
              interval(figures.specificity),
            ].join(' | ')} |`,
          ],
    ),
    ...notShownLines(groups),
    ...redrawnLines(groups),
  ]
}

/** Groups without figures, by the reason. */
function notShownLines(
  groups: readonly { readonly name: string; readonly suppressed: string | null }[],
): string[] {
  const reasons = new Set(groups.flatMap(({ suppressed }) => suppressed ?? []))
  return [...reasons].flatMap(reason => {
    const names = groups.filter(({ suppressed }) => suppressed === reason).map(({ name }) => name)
    return ['', `Not shown, with ${reason}: ${names.join('; ')}.`]
  })
}

/** Groups of which some resamples held survivors or deaths only. */
function redrawnLines(
  groups: readonly {
    readonly name: string
    readonly figures: { readonly redrawn?: number | undefined } | null
  }[],
): string[] {
  const redrawn = groups.flatMap(({ name, figures }) => {
    const times = figures?.redrawn ?? 0
    return times === 0 ? [] : [`${name} (${times})`]
  })
  if (redrawn.length === 0) return []
  return [
    '',
    `Resamples that held survivors or deaths of the group only, and were drawn again: ${redrawn.join('; ')}.`,
  ]
}

function validationLines({ validations }: ModelCard): string[] {
  if (validations.length === 0) return ['Not validated on parts of the data.']
  return [
    'The same plan trained without some stays and scored on them (internal–external validation): on the later charting system after the earlier one, and on each care unit after all others. Patients with stays on both sides are not learned from.',
    '',
    '| scored on | learned from | stays | deaths | AUROC | less OASIS | observed / expected deaths | sensitivity | specificity |',
    '| --- | --- | ---: | ---: | --- | --- | --- | --- | --- |',
    ...validations.map(({ kind, scored, trained, stays, deaths, figures, suppressed }) => {
      const name = kind === 'charting-system' ? 'MetaVision (learned from CareVue)' : scored
      const counts = [stays, deaths].map(count => (count === null ? '–' : String(count)))
      const shown =
        figures === null
          ? [suppressed ?? '–', '', '', '', '']
          : [
              interval(figures.auroc),
              signedInterval(figures.againstOasis),
              interval(figures.observedToExpected),
              interval(figures.sensitivity),
              interval(figures.specificity),
            ]
      const learned = trained === null ? '–' : `${trained.stays} stays, ${trained.deaths} deaths`
      return `| ${[name, learned, ...counts, ...shown].join(' | ')} |`
    }),
  ]
}
