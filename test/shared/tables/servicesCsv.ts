export const SERVICES = 'row_id,subject_id,hadm_id,transfertime,prev_service,curr_service\n'
export const services = (...rows: string[]): string =>
  SERVICES + rows.map(row => `${row}\n`).join('')
export const GOOD = '1,7,100,2150-01-02 03:04:05,,MED'
export const GOOD_ROW = {
  row_id: 1,
  subject_id: 7,
  hadm_id: 100,
  transfertime: Date.UTC(2150, 0, 2, 3, 4, 5),
  prev_service: null,
  curr_service: 'MED',
}

/** The lines of rejects without what differs between ranges. */
export function refusals(rejects: string): string[] {
  return [...rejects.matchAll(/^\d+,\d+,(\d+,.*)$/gm)].map(([, rest]) => rest ?? '')
}
