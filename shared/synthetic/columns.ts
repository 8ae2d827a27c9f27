import type { TableName } from '../contracts/dataset.ts'

/** The header line of every table of MIMIC-III v1.4, lower case as in the open demo. */
export const HEADERS = {
  ADMISSIONS:
    'row_id,subject_id,hadm_id,admittime,dischtime,deathtime,admission_type,admission_location,discharge_location,insurance,language,religion,marital_status,ethnicity,edregtime,edouttime,diagnosis,hospital_expire_flag,has_chartevents_data',
  CALLOUT:
    'row_id,subject_id,hadm_id,submit_wardid,submit_careunit,curr_wardid,curr_careunit,callout_wardid,callout_service,request_tele,request_resp,request_cdiff,request_mrsa,request_vre,callout_status,callout_outcome,discharge_wardid,acknowledge_status,createtime,updatetime,acknowledgetime,outcometime,firstreservationtime,currentreservationtime',
  CAREGIVERS: 'row_id,cgid,label,description',
  CHARTEVENTS:
    'row_id,subject_id,hadm_id,icustay_id,itemid,charttime,storetime,cgid,value,valuenum,valueuom,warning,error,resultstatus,stopped',
  CPTEVENTS:
    'row_id,subject_id,hadm_id,costcenter,chartdate,cpt_cd,cpt_number,cpt_suffix,ticket_id_seq,sectionheader,subsectionheader,description',
  DATETIMEEVENTS:
    'row_id,subject_id,hadm_id,icustay_id,itemid,charttime,storetime,cgid,value,valueuom,warning,error,resultstatus,stopped',
  DIAGNOSES_ICD: 'row_id,subject_id,hadm_id,seq_num,icd9_code',
  DRGCODES: 'row_id,subject_id,hadm_id,drg_type,drg_code,description,drg_severity,drg_mortality',
  D_CPT:
    'row_id,category,sectionrange,sectionheader,subsectionrange,subsectionheader,codesuffix,mincodeinsubsection,maxcodeinsubsection',
  D_ICD_DIAGNOSES: 'row_id,icd9_code,short_title,long_title',
  D_ICD_PROCEDURES: 'row_id,icd9_code,short_title,long_title',
  D_ITEMS:
    'row_id,itemid,label,abbreviation,dbsource,linksto,category,unitname,param_type,conceptid',
  D_LABITEMS: 'row_id,itemid,label,fluid,category,loinc_code',
  ICUSTAYS:
    'row_id,subject_id,hadm_id,icustay_id,dbsource,first_careunit,last_careunit,first_wardid,last_wardid,intime,outtime,los',
  INPUTEVENTS_CV:
    'row_id,subject_id,hadm_id,icustay_id,charttime,itemid,amount,amountuom,rate,rateuom,storetime,cgid,orderid,linkorderid,stopped,newbottle,originalamount,originalamountuom,originalroute,originalrate,originalrateuom,originalsite',
  INPUTEVENTS_MV:
    'row_id,subject_id,hadm_id,icustay_id,starttime,endtime,itemid,amount,amountuom,rate,rateuom,storetime,cgid,orderid,linkorderid,ordercategoryname,secondaryordercategoryname,ordercomponenttypedescription,ordercategorydescription,patientweight,totalamount,totalamountuom,isopenbag,continueinnextdept,cancelreason,statusdescription,comments_editedby,comments_canceledby,comments_date,originalamount,originalrate',
  LABEVENTS: 'row_id,subject_id,hadm_id,itemid,charttime,value,valuenum,valueuom,flag',
  MICROBIOLOGYEVENTS:
    'row_id,subject_id,hadm_id,chartdate,charttime,spec_itemid,spec_type_desc,org_itemid,org_name,isolate_num,ab_itemid,ab_name,dilution_text,dilution_comparison,dilution_value,interpretation',
  NOTEEVENTS:
    'row_id,subject_id,hadm_id,chartdate,charttime,storetime,category,description,cgid,iserror,text',
  OUTPUTEVENTS:
    'row_id,subject_id,hadm_id,icustay_id,charttime,itemid,value,valueuom,storetime,cgid,stopped,newbottle,iserror',
  PATIENTS: 'row_id,subject_id,gender,dob,dod,dod_hosp,dod_ssn,expire_flag',
  PRESCRIPTIONS:
    'row_id,subject_id,hadm_id,icustay_id,startdate,enddate,drug_type,drug,drug_name_poe,drug_name_generic,formulary_drug_cd,gsn,ndc,prod_strength,dose_val_rx,dose_unit_rx,form_val_disp,form_unit_disp,route',
  PROCEDUREEVENTS_MV:
    'row_id,subject_id,hadm_id,icustay_id,starttime,endtime,itemid,value,valueuom,location,locationcategory,storetime,cgid,orderid,linkorderid,ordercategoryname,secondaryordercategoryname,ordercategorydescription,isopenbag,continueinnextdept,cancelreason,statusdescription,comments_editedby,comments_canceledby,comments_date',
  PROCEDURES_ICD: 'row_id,subject_id,hadm_id,seq_num,icd9_code',
  SERVICES: 'row_id,subject_id,hadm_id,transfertime,prev_service,curr_service',
  TRANSFERS:
    'row_id,subject_id,hadm_id,icustay_id,dbsource,eventtype,prev_careunit,curr_careunit,prev_wardid,curr_wardid,intime,outtime,los',
} as const satisfies Record<TableName, string>

type ColumnsOf<Header extends string> = Header extends `${infer First},${infer Rest}`
  ? First | ColumnsOf<Rest>
  : Header

/** One cell as it will be written; `undefined` is NULL, an empty field. */
export type Cell = string | number | undefined

/** One row of a table but for its `row_id`, which the writer counts. Columns left out are NULL. */
export type Row<Table extends TableName> = Readonly<
  Partial<Record<Exclude<ColumnsOf<(typeof HEADERS)[Table]>, 'row_id'>, Cell>>
>
