import type { ModelCard } from './card.ts'
import { cell, interval, percent, rounded, signed, signedInterval } from './markdownFigures.ts'
import { SUBGROUP_TITLES } from './subgroupTitles.ts'

/** Net benefit is shown at these thresholds; the card holds it at every hundredth. */
const DECISION_THRESHOLDS: ReadonlySet<number> = new Set([0.05, 0.1, 0.2, 0.3, 0.5])

/** The sections of `card.md` beyond the table of metrics. */
export function performanceLines(card: ModelCard): string[] {
  return [
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
    '| class | precision | recall | F1 | stays |',
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
      ? 'Slope and intercept are not estimable: there are fewer than 20 deaths or survivors.'
      : `Slope ${interval(calibration.slope)} (1 is right; below, the risks are too extreme), intercept ${signedInterval(calibration.intercept)} (0 is right; below, too many deaths are predicted).`
  return [
    `${inWords} ${fitted} Expected calibration error ${interval(calibrationError)}.`,
    '',
    'Stays by predicted risk, in tenths:',
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
    'At the same threshold. Observed / expected: 1 is right, above 1 too few deaths were predicted. Groups of fewer than 10 patients are not shown, nor figures with fewer than 5 deaths or survivors.',
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
      return `| ${[name, `${trained.stays} stays, ${trained.deaths} deaths`, ...counts, ...shown].join(' | ')} |`
    }),
  ]
}
