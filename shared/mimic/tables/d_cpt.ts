import { optional, required, type TableContract } from '../contract.ts'

/** Sections of the Current Procedural Terminology. */
export const dCpt: TableContract = {
  table: 'D_CPT',
  version: 1,
  description: 'Sections of the Current Procedural Terminology',
  columns: [
    required('row_id', 'int', 'Number of the row, unique in the table'),
    required('category', 'int', 'Kind of code'),
    required('sectionrange', 'text', 'Codes of the section, e.g. 99201-99499'),
    required('sectionheader', 'text', 'The section in words'),
    required('subsectionrange', 'text', 'Codes of the subsection'),
    required('subsectionheader', 'text', 'The subsection in words'),
    optional('codesuffix', 'text', 'Letter of the codes'),
    required('mincodeinsubsection', 'int', 'First code, as a number'),
    required('maxcodeinsubsection', 'int', 'Last code, as a number'),
  ],
  rowKey: ['row_id'],
  naturalKey: ['subsectionrange'],
  lineBreaksInFields: false,
}
