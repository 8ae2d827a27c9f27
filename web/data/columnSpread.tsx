import type { GetAnswer } from '../api/operations.ts'
import { figure } from '../format.ts'

type Tables = GetAnswer<'datasets/{dataset}/quality'>['tables']
type Report = NonNullable<NonNullable<Tables[keyof Tables]>['report']>
type ColumnReport = Report['columns'][string]

const [WIDTH, HEIGHT] = [120, 18]
const MIDDLE = HEIGHT / 2

/**
 * A box plot of a column in the height of a line, from the 5th to the 95th percentile: whiskers to the ends, the box between
 * the quartiles, a line at the median. Of times the years. Nothing where the report has no quantiles.
 */
export function ColumnSpread({ of: { quantiles } }: { readonly of: ColumnReport }) {
  if (!quantiles) return null
  const { p5, p25, p50, p75, p95, exact } = quantiles
  const [low, high] = [Number(p5), Number(p95)]
  if (!(high > low)) return <span class="muted">90 % are {figure(p50)}</span>
  const at = (value: number | string): number =>
    2 + ((Number(value) - low) / (high - low)) * (WIDTH - 4)
  const words = `${exact ? '' : 'about '}5 % up to ${figure(p5)}, 25 % up to ${figure(p25)}, half up to ${figure(p50)}, 75 % up to ${figure(p75)}, 95 % up to ${figure(p95)}`
  return (
    <svg
      class="spread"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <line class="whisker" x1={at(p5)} x2={at(p95)} y1={MIDDLE} y2={MIDDLE} />
      <line class="whisker" x1={at(p5)} x2={at(p5)} y1={MIDDLE - 4} y2={MIDDLE + 4} />
      <line class="whisker" x1={at(p95)} x2={at(p95)} y1={MIDDLE - 4} y2={MIDDLE + 4} />
      <rect x={at(p25)} width={Math.max(at(p75) - at(p25), 1)} y={3} height={HEIGHT - 6} />
      <line class="median" x1={at(p50)} x2={at(p50)} y1={2} y2={HEIGHT - 2} />
    </svg>
  )
}
