import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { scribe } from "../contract.ts";

/** A row of the table of patients. */
export interface Patient {
  readonly id: string;
  readonly internal_id: string | null;
  readonly name: string;
  readonly id_country: string | null;
  readonly id_number: string | null;
  readonly birth_date: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** Finds a patient of an account. Another account's patient is treated as missing. @throws resource_not_found */
export async function findPatient(sql: Sql, accountId: string, patientId: string): Promise<Patient> {
  const [patient] = await sql<Patient>`
    SELECT id, internal_id, name, id_country, id_number, birth_date, created_at, updated_at FROM scribe_patients
    WHERE id = ${patientId} AND account_id = ${accountId}`;
  if (patient === undefined) throw scribe.error.resource_not_found({ resource: "patient" });
  return patient;
}

/** A patient as the API returns it. */
export const PatientView = z
  .object({
    id: z.string().describe("Id of the patient."),
    patientInternalId: z.string().nullable().describe("Id of the patient in your system."),
    name: z.string().describe("Name of the patient."),
    idCountry: z.string().nullable().describe("Country that issued `idNumber`, as an ISO 3166-1 alpha-2 code."),
    idNumber: z.string().nullable().describe("Number of the patient's identity document."),
    birthDate: z.string().nullable().describe("Date of birth, such as 1980-12-31."),
    createdAt: Time.describe("When the patient was created."),
    updatedAt: Time.describe("When the patient was last changed."),
  })
  .meta({ title: "Patient" });

/** A patient as the API returns it. */
export type PatientView = z.output<typeof PatientView>;

/** Converts a patient to its form in responses. */
export function toWire(row: Patient): PatientView {
  return {
    id: row.id,
    patientInternalId: row.internal_id,
    name: row.name,
    idCountry: row.id_country,
    idNumber: row.id_number,
    birthDate: row.birth_date,
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
}
