import { ANALYTE_NAMES, ANALYTES, categoryOf, SPECIMEN_TYPE } from './analytes.ts'
import {
  ACUTE_DIAGNOSES,
  CHRONIC_DIAGNOSES,
  CPT_SECTIONS,
  NEWBORN_DIAGNOSIS,
  PROCEDURES,
} from './codes.ts'
import type { Row } from './columns.ts'
import { ITEMS } from './items.ts'

export function* itemRows(): Generator<Row<'D_ITEMS'>> {
  for (const item of ITEMS) {
    yield {
      itemid: item.itemid,
      label: item.label,
      abbreviation: item.source === 'metavision' ? item.label : undefined,
      dbsource: item.source,
      linksto: item.linksto,
      category: item.category,
      unitname: item.source === 'metavision' ? item.unit : undefined,
      param_type:
        item.source === 'metavision' ? (item.unit === undefined ? 'Text' : 'Numeric') : undefined,
    }
  }
}

export function* labItemRows(): Generator<Row<'D_LABITEMS'>> {
  yield { itemid: SPECIMEN_TYPE, label: 'SPECIMEN TYPE', fluid: 'BLOOD', category: 'BLOOD GAS' }
  for (const name of ANALYTE_NAMES) {
    const { itemid, label, loinc } = ANALYTES[name]
    const category = categoryOf(ANALYTES[name])
    yield { itemid, label, fluid: 'Blood', category, loinc_code: loinc }
  }
}

export function* diagnosisCodeRows(): Generator<Row<'D_ICD_DIAGNOSES'>> {
  const chronic = CHRONIC_DIAGNOSES.map(([, code]) => code)
  const acute = ACUTE_DIAGNOSES.map(([, code]) => code)
  const all = [...acute, ...chronic, NEWBORN_DIAGNOSIS]
  for (const [code, short, long] of all) {
    yield { icd9_code: code, short_title: short, long_title: long }
  }
}

export function* procedureDictionaryRows(): Generator<Row<'D_ICD_PROCEDURES'>> {
  for (const [code, short, long] of PROCEDURES) {
    yield { icd9_code: code, short_title: short, long_title: long }
  }
}

export function* cptSectionRows(): Generator<Row<'D_CPT'>> {
  for (const one of CPT_SECTIONS) {
    yield {
      category: one.category,
      sectionrange: one.range,
      sectionheader: one.section,
      subsectionrange: `${one.from}-${one.to}`,
      subsectionheader: one.subsection,
      mincodeinsubsection: one.from,
      maxcodeinsubsection: one.to,
    }
  }
}
