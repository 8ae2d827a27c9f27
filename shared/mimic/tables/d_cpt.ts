import { CPT_SECTIONS } from '../codedValues.ts'
import { optional, required, type TableContract } from '../contract.ts'

/** Sections of the Current Procedural Terminology. */
export const dCpt: TableContract = {
  table: 'D_CPT',
  version: 1,
  description: 'Sections of the Current Procedural Terminology (CPT)',
  remarks: 'A row is a range of codes, not one code.',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required(
      'category',
      'int',
      'Category of the codes: 1 = procedures, 2 = performance measurement, 3 = emerging technology',
      { values: [1, 2, 3] },
    ),
    required('sectionrange', 'text', 'Codes of the section, e.g. 99201-99499'),
    required('sectionheader', 'text', 'The section in words', { values: CPT_SECTIONS }),
    required('subsectionrange', 'text', 'Codes of the subsection'),
    required('subsectionheader', 'text', 'The subsection in words'),
    optional('codesuffix', 'text', 'Letter of the codes: F in category 2, T in category 3', {
      values: ['F', 'T'],
    }),
    required('mincodeinsubsection', 'int', 'First code, as a number', {
      range: { low: 0, high: 99_999 },
    }),
    required('maxcodeinsubsection', 'int', 'Last code, as a number', {
      range: { low: 0, high: 99_999 },
    }),
  ],
  rowKey: ['row_id'],
  naturalKey: ['subsectionrange'],
  fullReleaseRows: 134,
  lineBreaksInFields: false,
}
