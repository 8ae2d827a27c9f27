/** Salt of the split: it belongs to the model's name, never to a run or its seed. */
const SALT = 'in-hospital-mortality:split:'

/** 20 % of 2^32. */
const TEST_BELOW = 858_993_459.2

/**
 * The side of a patient, `test` or `train`: the SHA-256 of `in-hospital-mortality:split:<subject_id>` in UTF-8, its
 * first four bytes as an unsigned big-endian number, `test` below 0.2 · 2^32. So a patient stays on one side when data
 * grow, and all stays of a patient are on the same.
 *
 * @param subjectId - SQL expression of a whole number
 */
export function splitExpression(subjectId: string): string {
  const number = `('0x' || left(sha256('${SALT}' || ${subjectId}::BIGINT), 8))::BIGINT`
  return `CASE WHEN ${number} < ${TEST_BELOW} THEN 'test' ELSE 'train' END`
}
