import type { Sql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
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

/** Converts a patient to its form in responses. */
export function toWire(row: Patient): object {
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
