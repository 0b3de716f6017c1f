import type { ApiError } from "errata";
import type { Sql, TransactionSql } from "errata/store";
import { z } from "zod";
import { explainConflict, newId } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { scribe } from "../contract.ts";
import { Day, InternalId, must, shortText } from "../fields.ts";
import { Country } from "./country.ts";
import { findPatient, type Patient, type PatientView, toWire } from "./patient.ts";

const Name = shortText(200).describe("Name of the patient.");

const optional = {
  patientInternalId: InternalId.nullish().describe("Id of the patient in your system, unique in the account."),
  idCountry: Country.nullish().describe(
    "Country that issued `idNumber`: a name in English, French, German or Spanish, or an ISO 3166-1 alpha-2 or alpha-3 code.",
  ),
  idNumber: shortText(64).nullish().describe("Number of the patient's identity document."),
  birthDate: Day.nullish().describe("Date of birth, not in the future."),
};

/** Body of `POST /v1/patients`. */
export const NewPatient = z.strictObject({ name: Name, ...optional }, must("be an object"));

/** Body of `PATCH /v1/patients/{patientId}`: omitted fields are kept, null removes a value. */
export const PatientChange = z.strictObject({ name: Name.optional(), ...optional }, must("be an object"));

/**
 * Creates a patient.
 *
 * @param finish runs last in the transaction that inserts the patient
 * @returns what `finish` returns
 * @throws parameter_invalid for a birth date in the future; resource_conflict, by the table's constraint
 */
export async function createPatient<Result>(
  { store, clock }: Backend,
  accountId: string,
  { name, patientInternalId, idCountry, idNumber, birthDate }: z.output<typeof NewPatient>,
  finish: Finish<PatientView, Result>,
): Promise<Result> {
  const [id, now] = [newId("pat"), clock()];
  requirePast(birthDate, now);
  const insert = async (sql: TransactionSql): Promise<Result> => {
    await sql`
      INSERT INTO scribe_patients (id, account_id, internal_id, name, id_country, id_number, birth_date, created_at, updated_at)
      VALUES (${id}, ${accountId}, ${patientInternalId ?? null}, ${name}, ${idCountry ?? null}, ${idNumber ?? null},
        ${birthDate ?? null}, ${now}, ${now})`;
    return await finish(sql, toWire(await findPatient(sql, accountId, id)), { subject: id });
  };
  return await explainConflict(
    () => store.transaction(insert),
    () => conflictOf(store.sql, accountId, id, patientInternalId),
  );
}

/** Changes a patient. @throws like `createPatient`; resource_not_found */
export async function changePatient(
  { store, clock }: Backend,
  accountId: string,
  { id }: Patient,
  change: z.output<typeof PatientChange>,
): Promise<Patient> {
  requirePast(change.birthDate, clock());
  const update = async (sql: TransactionSql): Promise<Patient> => {
    await sql`UPDATE scribe_patients SET updated_at = ${clock()} WHERE id = ${id} AND account_id = ${accountId}`;
    const old = await findPatient(sql, accountId, id);
    const { name = old.name, patientInternalId = old.internal_id } = change;
    const { idCountry = old.id_country, idNumber = old.id_number, birthDate = old.birth_date } = change;
    await sql`
      UPDATE scribe_patients SET name = ${name}, internal_id = ${patientInternalId}, id_country = ${idCountry},
        id_number = ${idNumber}, birth_date = ${birthDate}
      WHERE id = ${id}`;
    return await findPatient(sql, accountId, id);
  };
  return await explainConflict(
    () => store.transaction(update),
    () => conflictOf(store.sql, accountId, id, change.patientInternalId),
  );
}

/** Returns the error for another patient with the same id in the caller's system. */
async function conflictOf(
  sql: Sql,
  accountId: string,
  patientId: string,
  patientInternalId: string | null | undefined,
): Promise<ApiError | undefined> {
  const [other] = await sql<{ id: string }>`
    SELECT id FROM scribe_patients
    WHERE account_id = ${accountId} AND internal_id = ${patientInternalId ?? null} AND id <> ${patientId}`;
  const conflict = { param: "patientInternalId", resource: "patient" } as const;
  return other && scribe.error.resource_conflict({ ...conflict, existingId: other.id });
}

/** The time zone that is furthest ahead of UTC. */
const maxOffsetMs = 14 * 3_600_000;

/** Rejects a date that has not begun anywhere. @throws parameter_invalid */
function requirePast(birthDate: string | null | undefined, now: number): void {
  const today = new Date(now + maxOffsetMs).toISOString().slice(0, 10);
  if (birthDate === undefined || birthDate === null || birthDate <= today) return;
  const details = { field: "birthDate", problem: "must not be in the future", param: "birthDate" };
  throw scribe.error.parameter_invalid(details, { note: "birthDate" });
}
