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
}

const BAR_WIDTH = 30

/** Bars on a terminal, a line per change elsewhere, nothing but `say` where quiet. */
export function progressOn(stream: NodeJS.WriteStream, quiet: boolean): Progress {
  if (quiet) return { show: () => {}, say: () => {} }
  return stream.isTTY ? bars(stream) : lines(stream)
}

function bars(stream: NodeJS.WriteStream): Progress {
  let drawn = 0
  const clear = (): void => {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[J`)
    drawn = 0
  }
  return {
    show(steps) {
      clear()
      for (const step of steps) stream.write(`${bar(step).slice(0, stream.columns - 1)}\n`)
      drawn = steps.length
    },
    say(line) {
      clear()
      stream.write(`${line}\n`)
    },
  }
}

function lines(stream: NodeJS.WriteStream): Progress {
  const shown = new Map<string, string>()
  return {
    show(steps) {
      for (const { name, done, total, note } of steps) {
        const line = `${name}: ${done}/${total}${note === '' ? '' : `  ${note}`}`
        if (shown.get(name) === line) continue
        shown.set(name, line)
        stream.write(`${line}\n`)
      }
    },
    say(line) {
      stream.write(`${line}\n`)
    },
  }
}

/** `tables  ██████████░░░░░░░░░░  13/26  LABEVENTS …` */
export function bar({ name, done, total, note }: Step): string {
  const share = total === 0 ? 0 : Math.min(1, done / total)
  const full = Math.round(share * BAR_WIDTH)
  const drawn = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full)
  return `${name.padEnd(8)} ${drawn} ${String(done).padStart(4)}/${total}  ${note}`
}
