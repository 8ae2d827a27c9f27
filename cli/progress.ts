/** One thing that is being counted. */
export interface Step {
  readonly name: string
  readonly done: number
  readonly total: number
  readonly note: string
}

export interface Progress {
  /** Shows where everything stands now. */
  show(steps: readonly Step[]): void
  /** A line that stays. */
  say(line: string): void
  /** Leaves what is shown standing: whatever comes next is written below it. */
  keep(): void
}

const BAR_WIDTH = 30

/** Where there are no bars, a step gets a line whenever so much more of it is done. */
const LINE_SHARE = 0.05

const DEFAULT_COLUMNS = 80

/** Bars on a terminal, a line now and then elsewhere, nothing where quiet. */
export function progressOn(stream: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet) return { show: () => {}, say: () => {}, keep: () => {} }
  return stream.isTTY ? bars(stream) : lines(stream)
}

function bars(stream: NodeJS.WriteStream): Progress {
  let drawn: readonly string[] = []
  const above = (): string => (drawn.length > 0 ? `\u001b[${drawn.length}A\u001b[J` : '')
  return {
    show(steps) {
      // a line that wraps would be two, and the next drawing one too low
      const columns = stream.columns || DEFAULT_COLUMNS
      const next = steps.map(step => cut(bar(step), columns - 1))
      if (next.join('\n') === drawn.join('\n')) return
      stream.write(`${above()}${next.map(line => `${line}\n`).join('')}`)
      drawn = next
    },
    say(line) {
      // the bars stay the lowest
      stream.write(`${above()}${line}\n${drawn.map(text => `${text}\n`).join('')}`)
    },
    keep() {
      drawn = []
    },
  }
}

function lines(stream: NodeJS.WriteStream): Progress {
  const shown = new Map<string, number>()
  return {
    show(steps) {
      for (const { name, done, total, note } of steps) {
        const before = shown.get(name)
        const ended = done === total
        const moved = before === undefined || done - before >= total * LINE_SHARE
        if (done === before || !(moved || ended)) continue
        shown.set(name, done)
        stream.write(`${name}: ${done}/${total}${note === '' ? '' : `  ${note}`}\n`)
      }
    },
    say(line) {
      stream.write(`${line}\n`)
    },
    keep() {
      shown.clear()
    },
  }
}

/** `tables   ███████████████░░░░░░░░░░░░░░░   13/26  LABEVENTS …` */
export function bar({ name, done, total, note }: Step): string {
  const share = total === 0 ? 0 : Math.min(1, done / total)
  // full only when all is done
  const full = share === 1 ? BAR_WIDTH : Math.min(BAR_WIDTH - 1, Math.round(share * BAR_WIDTH))
  const drawn = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full)
  return `${name.padEnd(8)} ${drawn} ${String(done).padStart(4)}/${String(total).padEnd(4)} ${note}`.trimEnd()
}

function cut(text: string, columns: number): string {
  return text.length > columns ? `${text.slice(0, columns - 1)}…` : text
}
