import { z } from "zod";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { Day, InternalId, must, shortText } from "../fields.ts";
import { Country } from "./country.ts";
import { findPatient, type Patient } from "./patient.ts";

const Name = shortText(200).describe("Name of the patient.");

const optional = {
  patientInternalId: InternalId.nullish().describe("Id of the patient in your system, unique in the account."),
  idCountry: Country.nullish().describe(
    "Country that issued `idNumber`: an English name, or an ISO 3166-1 alpha-2 or alpha-3 code.",
  ),
  idNumber: shortText(64).nullish().describe("Number of the patient's identity document."),
  birthDate: Day.nullish().describe("Date of birth."),
};

/** Body of `POST /v1/patients`. */
export const NewPatient = z.strictObject({ name: Name, ...optional }, must("be an object"));

/** Body of `PATCH /v1/patients/{patientId}`: omitted fields are kept, null removes a value. */
export const PatientChange = z.strictObject({ name: Name.optional(), ...optional }, must("be an object"));

/** Creates a patient. @throws resource_conflict, by the table's constraint */
export async function createPatient(
  { store, clock }: Backend,
  accountId: string,
  { name, patientInternalId, idCountry, idNumber, birthDate }: z.output<typeof NewPatient>,
): Promise<Patient> {
  const [id, now] = [newId("pat"), clock()];
  await store.sql`
    INSERT INTO scribe_patients (id, account_id, internal_id, name, id_country, id_number, birth_date, created_at, updated_at)
    VALUES (${id}, ${accountId}, ${patientInternalId ?? null}, ${name}, ${idCountry ?? null}, ${idNumber ?? null},
      ${birthDate ?? null}, ${now}, ${now})`;
  return await findPatient(store.sql, accountId, id);
}

/** Changes a patient. @throws resource_not_found; resource_conflict, by the table's constraint */
export async function changePatient(
  { store, clock }: Backend,
  accountId: string,
  { id }: Patient,
  change: z.output<typeof PatientChange>,
): Promise<Patient> {
  return await store.transaction(async (sql) => {
    await sql`UPDATE scribe_patients SET updated_at = ${clock()} WHERE id = ${id} AND account_id = ${accountId}`;
    const old = await findPatient(sql, accountId, id);
    const { name = old.name, patientInternalId = old.internal_id } = change;
    const { idCountry = old.id_country, idNumber = old.id_number, birthDate = old.birth_date } = change;
    await sql`
      UPDATE scribe_patients SET name = ${name}, internal_id = ${patientInternalId}, id_country = ${idCountry},
        id_number = ${idNumber}, birth_date = ${birthDate}
      WHERE id = ${id}`;
    return await findPatient(sql, accountId, id);
  });
}
